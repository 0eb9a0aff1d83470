package settings

import (
	"strings"
	"testing"
)

// TestExistingFlag: for a word that is nearly one of the three, the error asks
// whether that one is meant.
func TestExistingFlag(t *testing.T) {
	const must = "must be skip, fail or update"
	for text, want := range map[string]string{
		"skip": "", "fail": "", "update": "",
		"Skip": must + " (did you mean skip?)", "sk-ip": must + " (did you mean skip?)", "sikp": must + " (did you mean skip?)",
		"fial": must + " (did you mean fail?)", "fai": must + " (did you mean fail?)", "fails": must + " (did you mean fail?)", "faíl": must + " (did you mean fail?)",
		"updat": must + " (did you mean update?)", "pudaet": must + " (did you mean update?)", "updates!": must + " (did you mean update?)",
		"": must, "s": must, "upd": must, "skpi!": must, "overwrite": must, strings.Repeat("update", 1000): must,
	} {
		var f existingFlag
		got := ""
		if err := f.Set(text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("Set(%.20q) = %q; want %q", text, got, want)
		}
		if want == "" && f.String() != text {
			t.Errorf("after Set(%q) it is %s", text, f.String())
		}
	}
}
