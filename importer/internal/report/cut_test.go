package report

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"partner-import/importer/row"
)

// TestCutReport: a report that somebody cuts while it is being written ends the run with
// an error. It does not take all memory in the search for a line.
func TestCutReport(t *testing.T) {
	const rows = 100
	for _, cut := range []int64{0, 200, 1000} {
		path := filepath.Join(t.TempDir(), "r.csv")
		r, err := New(path, rows)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for n := rows; n > 0; n-- {
			if err := r.Add(row.Result{Row: n, Line: n + 1, Status: row.Created}); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(r.Flush(), os.Truncate(path, cut)); err != nil {
			t.Fatal(err)
		}
		if err := r.Finish(io.Discard); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at %d: Finish = %v; want %v", cut, err, io.ErrUnexpectedEOF)
		}
	}
}
