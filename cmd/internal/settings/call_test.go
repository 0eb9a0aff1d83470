package settings

import (
	"testing"

	"github.com/spf13/pflag"

	"partner-import/importer/option"
)

// TestCall: a message calls each option by a flag that exists, and its value as it
// is typed.
func TestCall(t *testing.T) {
	flags := pflag.NewFlagSet("import", pflag.ContinueOnError)
	new(Run).AddImport(flags)
	for _, name := range option.Names() {
		if flags.Lookup(flagOf(name)) == nil {
			t.Errorf("Call(%s) = %q, and there is no such flag", name, Call(name, ""))
		}
	}
	flags = pflag.NewFlagSet("undo", pflag.ContinueOnError)
	new(Run).AddUndo(flags, new(Undo))
	for _, name := range option.UndoNames() {
		if flags.Lookup(flagOf(name)) == nil {
			t.Errorf("Call(%s) = %q, and an undo has no such flag", name, Call(name, ""))
		}
	}
	for _, tt := range []struct {
		name        option.Name
		value, want string
	}{
		{option.SkipRows, "", "--skip-rows"},
		{option.HTML, "", "--html"},
		{option.Existing, "update", "--existing update"},
	} {
		if got := Call(tt.name, tt.value); got != tt.want {
			t.Errorf("Call(%s, %q) = %q; want %q", tt.name, tt.value, got, tt.want)
		}
	}
}
