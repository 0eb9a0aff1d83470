package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/outputs"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// These tests count the work that is done after a signal, as the time depends on the
// machine.

// mostAfter is how many rows may be touched after a stop. A batch has 256, but another
// goroutine passes the stop on, and a busy machine may let it wait.
const mostAfter = 20_000

// wrongRows is a file of rows that all belong in the failed rows.
func wrongRows(rows int) string {
	var b strings.Builder
	b.WriteString("email,name\n")
	for n := range rows {
		fmt.Fprintf(&b, "person %d,Name %d\n", n, n)
	}
	return b.String()
}

// TestCheckStopsAtOnce: a check that is stopped while it reads looks at few more rows,
// and leaves the outputs of the check before as they were.
func TestCheckStopsAtOnce(t *testing.T) {
	const rows = 60_000
	path := writeFile(t, "p.csv", wrongRows(rows))
	before := outputsBefore(t, filepath.Dir(path))
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	enough, seen, after := errors.New("enough"), 0, 0
	var im *Importer
	im = New(nil, Options{DryRun: true, Force: true, OnResult: func(row.Result) {
		if seen++; seen == 1000 {
			im.Stop(stop.Cancelled, enough)
		}
		if seen > 1000 {
			after++
		}
	}})
	if summary, err := im.Run(context.Background(), s); summary != nil || !errors.Is(err, enough) {
		t.Errorf("Run = %v, %v; want no summary, and %v", summary, err, enough)
	}
	if seen < 1000 || after > mostAfter {
		t.Errorf("%d rows after the stop, of %d", after, rows)
	}
	before(t)
}

// TestCheckStopsWhileWriting: so does a check that is stopped when all is read.
func TestCheckStopsWhileWriting(t *testing.T) {
	path := writeFile(t, "p.csv", wrongRows(3000))
	before := outputsBefore(t, filepath.Dir(path))
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	enough := errors.New("enough")
	var im *Importer
	im = New(nil, Options{DryRun: true, Force: true, OnPlan: func(Preview) bool { im.Stop(stop.Cancelled, enough); return true }})
	if summary, err := im.Run(context.Background(), s); summary != nil || !errors.Is(err, enough) {
		t.Errorf("Run = %v, %v; want no summary, and %v", summary, err, enough)
	}
	before(t)
}

// outputsBefore puts outputs of an earlier check into a folder. What it returns fails if
// they have changed, or something is left there.
func outputsBefore(t *testing.T, dir string) func(*testing.T) {
	t.Helper()
	names := []string{"p.check.csv", "p.check.json", "p.failed.csv"}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(t *testing.T) {
		t.Helper()
		for _, name := range names {
			if got := readFile(t, filepath.Join(dir, name)); got != "before" {
				t.Errorf("%s was replaced", name)
			}
		}
		if list, err := os.ReadDir(dir); err != nil || len(list) != len(names)+1 {
			t.Errorf("the folder has %v, %v", list, err)
		}
	}
}

// TestFailedRowsStop: whoever stops while failed rows or the report are written waits for
// a thousand rows at most.
func TestFailedRowsStop(t *testing.T) {
	const rows = 5000
	path := writeFile(t, "p.csv", wrongRows(rows))
	for name, finish := range map[string]func(*outputs.Files) error{
		"failed rows": func(f *outputs.Files) error { return f.FinishFailed(true) },
		"a report":    func(f *outputs.Files) error { return f.FinishReport(io.Discard) },
		"a carried report": func(f *outputs.Files) error {
			f.Carry(f.Source)
			return f.FinishReport(io.Discard)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.Open(path, source.Options{Carry: []string{"name"}})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			enough, asked, written := errors.New("enough"), 0, 0
			dir := t.TempDir()
			f := outputs.Files{Source: s, Places: outputs.Places{Report: filepath.Join(dir, "r.csv"), Failed: filepath.Join(dir, "f.csv")}}
			f.FailedRows.Wanted = func(row.Status) bool { written++; return true }
			f.Halted = func() error {
				if asked++; asked > 2 {
					return enough
				}
				return nil
			}
			if err := f.Open(0); err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for n := rows; n > 0; n-- { // the report must be put in order
				if err := f.Add(row.Result{Row: n, Line: n + 1, Status: row.Invalid}); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Flush(); err != nil {
				t.Fatal(err)
			}
			if err := finish(&f); !errors.Is(err, enough) {
				t.Errorf("it ended with %v after %d rows; want that it was stopped", err, written)
			}
			if written > 2*1024 {
				t.Errorf("%d rows were written before it ended", written)
			}
			if list, _ := os.ReadDir(dir); len(list) > 1 { // the report under its temporary name
				t.Errorf("it left %v", list)
			}
		})
	}
}
