package terminal

import (
	"strings"
	"testing"

	"partner-import/importer"
	"partner-import/importer/row"
)

// TestNothingToFix: rows that Partnero did not answer are not to be fixed. The same
// command sends them again.
func TestNothingToFix(t *testing.T) {
	for _, tt := range []struct {
		codes []row.Code
		want  string
	}{
		{[]row.Code{row.Unreachable}, "Run the same command again to continue."},
		{[]row.Code{row.Unreachable, row.Refused}, "Fix the rows in"},
		{[]row.Code{row.Refused}, "Fix the rows in"},
	} {
		var list []row.Finding
		for _, code := range tt.codes {
			list = append(list, row.Finding{Status: row.Failed, Code: code, Count: 1, Lines: []int{2}})
		}
		summary := &importer.Summary{
			Rows: 5, Counts: map[row.Status]int{row.Failed: len(list)}, Findings: list,
			Outputs: []importer.Output{{What: "failed rows", Path: "p.failed.csv"}},
		}
		if got := new(Screen).advice(&Conclusion{Summary: summary}).text; !strings.HasPrefix(got, tt.want) {
			t.Errorf("%v: %q; want %q", tt.codes, got, tt.want)
		}
	}
}

// TestAfterARehearsal: rows with problems are fixed where they are, and rehearsed again.
// An import of the failed rows alone would leave the others out of Partnero.
func TestAfterARehearsal(t *testing.T) {
	summary := &importer.Summary{
		Sandbox: true, Rows: 5, Counts: map[row.Status]int{row.Created: 4, row.Invalid: 1},
		Outputs: []importer.Output{{What: "failed rows", Path: "p.sandbox.failed.csv"}},
	}
	got := (&Screen{options: Options{Input: "p.csv"}}).advice(&Conclusion{Summary: summary})
	want := advice{text: "Fix the rows in your file and rehearse again, or leave them out:", command: "partner-import import p.csv --limit 3"}
	if got != want {
		t.Errorf("%+v; want %+v", got, want)
	}
}
