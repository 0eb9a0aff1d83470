package option

import "testing"

// TestCall: without a Namer a message calls an option as Go does.
func TestCall(t *testing.T) {
	shout := Namer(func(name Name, value string) string { return string(name) + "!" + value })
	for _, tt := range []struct {
		namer Namer
		name  Name
		value string
		want  string
	}{
		{nil, Sheet, "", "Options.Sheet"},
		{nil, Existing, "update", "Options.Existing = update"},
		{shout, Sheet, "", "Sheet!"},
		{shout, Existing, "update", "Existing!update"},
	} {
		if got := tt.namer.Call(tt.name, tt.value); got != tt.want {
			t.Errorf("Call(%s, %q) = %q; want %q", tt.name, tt.value, got, tt.want)
		}
	}
}
