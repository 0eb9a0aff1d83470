package cell

import (
	"encoding/csv"
	"strings"
	"testing"
)

// TestNeutralParts: whatever separator a spreadsheet takes, no cell begins like a
// formula.
func TestNeutralParts(t *testing.T) {
	for _, text := range []string{
		"x;=1+1;y", "x\t=1+1", "x|+1", "x;-1", "x;@SUM(1)", "x\n=1+1", "x\r\n=1+1", "x; =1+1", "x;\"=1+1\"", "x;;=1", "=1;=2", ";=1", "x;＝1", "\t=1", "x;\t |=1",
	} {
		line := `1,"` + strings.ReplaceAll(Neutralize(text), `"`, `""`) + "\"\n"
		for _, separator := range []rune{',', ';', '\t', '|'} {
			r := csv.NewReader(strings.NewReader(line))
			r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator, true, -1
			rows, err := r.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if isFormulaStart(strings.Trim(cell, "\" \t")) {
						t.Errorf("%q with %q: the cell %q", text, separator, cell)
					}
				}
			}
		}
	}
	for _, text := range []string{"", "a", "a;b", "https://x.example/?a=1", "a;", "a|b=c", "3;4", "Fix it; then run again.", "Yes; --replace-tags does it.", "a - b; c = d"} {
		if got := Neutralize(text); got != text {
			t.Errorf("Neutralize(%q) = %q; want it as it was", text, got)
		}
	}
}
