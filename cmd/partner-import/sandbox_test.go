package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"partner-import/cmd/internal/settings"
)

// TestSandboxVariables: the flags of the sandbox can be given by variables as
// well.
func TestSandboxVariables(t *testing.T) {
	values := map[string]string{"string": "any", "int": "7", "uint64": "7", "duration": "1m30s", "stringArray": "[any]", "WHEN": "always"}
	theCommand(t, "sandbox", noVariables).Flags().VisitAll(func(f *pflag.Flag) {
		want, given := values[f.Value.Type()], "PARTNER_IMPORT_"+strings.ReplaceAll(strings.ToUpper(f.Name), "-", "_")
		c := theCommand(t, "sandbox", noVariables)
		err := settings.Resolve(c, func(name string) (string, bool) { return strings.Trim(want, "[]"), name == given })
		if got := c.Flags().Lookup(f.Name).Value.String(); err != nil || got != want || want == "" {
			t.Errorf("with %s=%s, --%s is %s, %v", given, want, f.Name, got, err)
		}
	})
}
