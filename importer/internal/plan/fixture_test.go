package plan

import (
	"encoding/csv"
	"runtime"
	"strings"
	"testing"

	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// openText opens a source that holds the text, for as long as the test runs.
func openText(t testing.TB, text string) *source.Source {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), "partners.csv", source.Options{})
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openIn is openText for a property, which closes the source itself.
func openIn(t failer, text string) *source.Source {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), "partners.csv", source.Options{})
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	return s
}

// readRows reads all rows of a source.
func readRows(t failer, s *source.Source) []row.Row {
	t.Helper()
	var all []row.Row
	rows := s.Rows()
	for rows.Next() {
		all = append(all, rows.Row())
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("Rows.Err() = %v", err)
	}
	return all
}

// csvText writes rows of cells with encoding/csv, which is not the code that reads
// them here.
func csvText(t failer, rows ...[]string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range rows {
		// encoding/csv writes one empty cell as an empty line, which is not a row.
		if len(row) == 1 && row[0] == "" {
			w.Flush()
			b.WriteString("\"\"\n")
			continue
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}

func held() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one finds to be finalized, the second frees
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
