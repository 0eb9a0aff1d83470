package importer

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"partner-import/client/sandbox"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

const twoBad = "email,name\ngood@example.com,G\nbad.example.com,B\nworse.example.com,W\n"

// names are the files of the trial that begin so, in order.
func (tr *trial) names(prefix string) (names []string) {
	tr.t.Helper()
	entries, err := os.ReadDir(tr.dir)
	if err != nil {
		tr.t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), prefix) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// fix fixes a row in the file of failed rows, as a person does, and returns the file's
// text.
func (tr *trial) fix(file string) string {
	tr.t.Helper()
	fixed := strings.Replace(readFile(tr.t, tr.path(file)), "bad.example.com", "bad@example.com", 1)
	if err := os.WriteFile(tr.path(file), []byte(fixed), 0o644); err != nil {
		tr.t.Fatal(err)
	}
	return fixed
}

// TestFixedRowsAreKept: whatever happens to the file that they came from while they are
// being fixed, they are neither lost nor in the way.
func TestFixedRowsAreKept(t *testing.T) {
	allGood := strings.NewReplacer("bad.", "bad@", "worse.", "worse@").Replace(twoBad)
	for _, tt := range []struct {
		name   string
		before func(tr *trial)
		failed bool // there are failed rows again
	}{
		{"the same again", func(*trial) {}, true},
		{"reported", func(tr *trial) { tr.options.Rebuild = true }, true},
		{"with force", func(tr *trial) { tr.options.Force = true }, true},
		{"another night's file", func(tr *trial) { tr.edit(twoBad + "third.example.com,T\n") }, true},
		{"fixed in place", func(tr *trial) { tr.edit(allGood) }, false},
		{"the summary is lost", func(tr *trial) { os.Remove(tr.path("partners.summary.json")) }, true},
		{"the journal is lost", func(tr *trial) { os.Remove(tr.path("partners.journal")) }, true},
		{"no journal, no summary", func(tr *trial) {
			tr.options.Journal = "-"
			os.Remove(tr.path("partners.summary.json"))
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
				tr.run(nil)
				fixed := tr.fix("partners.failed.csv")
				tt.before(tr)
				tr.run(nil)
				if tr.err != nil {
					t.Errorf("Run = %v; want no one to be stopped by a file that is fixed", tr.err)
				}
				if got := readFile(t, tr.path("partners.failed.edited.csv")); got != fixed {
					t.Errorf("what was fixed is kept as %q; want %q", got, fixed)
				}
				if got, want := tr.names("partners.failed."), []string{"partners.failed.csv", "partners.failed.edited.csv"}; !slices.Equal(got, want[b2i(!tt.failed):]) {
					t.Errorf("files %v", got)
				}
				const warning = "partners.failed.csv was edited since it was written, so it was kept as partners.failed.edited.csv. Import that file to send your changes."
				if !slices.Contains(tr.summary.Warnings, warning) || !slices.Contains(tr.summary.Outputs, Output{"edited rows", tr.path("partners.failed.edited.csv")}) {
					t.Errorf("warnings %q, outputs %v; want it told", tr.summary.Warnings, tr.summary.Outputs)
				}
				tr.run(nil) // nothing was touched since
				if got := tr.names("partners.failed.edited"); len(got) != 1 {
					t.Errorf("files %v; want one that was kept", got)
				}
			})
		})
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestFixedBeyondRecognition: a person may delete the added columns, or save something
// else there. That does not stop the nightly run. Only if this tool put no failed rows
// there, the file belongs to someone else.
func TestFixedBeyondRecognition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
		tr.run(nil)
		const fixed = "email,name\nbad@example.com,B\n"
		tr.file = "partners.failed.csv"
		tr.edit(fixed)
		tr.file = ""
		tr.run(nil)
		if got := readFile(t, tr.path("partners.failed.edited.csv")); got != fixed {
			t.Errorf("kept: %q; want %q", got, fixed)
		}
		tr.file = "diary.csv"
		tr.edit(fixed)
		tr.file = ""
		source, err := source.Open(tr.input(), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		tr.options.Failed = tr.path("diary.csv")
		var refused *OutputError
		if summary, err := tr.importer().Run(t.Context(), source); !errors.As(err, &refused) || summary != nil {
			t.Errorf("Run = %v, %v; want the diary not to be written over", summary, err)
		}
	})
}

// TestUntouchedRowsAreReplaced: unchanged failed rows are replaced, as long as the summary
// or the journal knows them. This includes runs with a summary of their own, and runs
// after one that was killed before it wrote its summary.
func TestUntouchedRowsAreReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
		nights := func(what string) {
			t.Helper()
			for n, text := range []string{twoBad + "x\n", twoBad, strings.ReplaceAll(twoBad, ".example", "@example"), twoBad} {
				tr.edit(text)
				if what == "own summaries" {
					tr.options.Summary = tr.path(what + string(rune('0'+n)) + ".json")
				}
				source, err := source.Open(tr.input(), source.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := tr.importer().Run(t.Context(), source); err != nil {
					t.Fatal(err)
				}
				source.Close()
				if what == "died before the summary" {
					os.Remove(tr.path("partners.summary.json"))
				}
				if kept := tr.names("partners.failed.edited"); len(kept) > 0 {
					t.Fatalf("%s, night %d: %v was kept, and no one fixed anything", what, n+1, kept)
				}
			}
		}
		nights("as usual")
		nights("died before the summary")
		nights("own summaries")
		tr.options.Summary = ""
		tr.options.DryRun = true
		os.Remove(tr.path("partners.failed.csv"))
		nights("checked only")
	})
}

// TestFixedAgainAndAgain: each fixed file is kept under its own name, no other file is
// touched, and a kept file is imported with the journal of the file that it came from.
func TestFixedAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
		tr.run(nil)
		var all []string
		for range 3 {
			all = append(all, tr.fix("partners.failed.csv"))
			tr.run(nil)
			tr.edit(strings.ReplaceAll(readFile(t, tr.input()), ",W", ",W2"))
		}
		for i, name := range []string{"partners.failed.edited.csv", "partners.failed.edited-2.csv", "partners.failed.edited-3.csv"} {
			if got := readFile(t, tr.path(name)); got != all[i] {
				t.Errorf("%s = %q; want %q", name, got, all[i])
			}
		}
		tr.file = "partners.failed.edited-2.csv"
		tr.cost()
		tr.run(nil)
		tr.wantRequests("what was kept", map[string]int{"POST": 1})
		tr.want(map[string]int{"created": 1, "invalid": 1})
		tr.fix("partners.failed.edited-2.failed.csv")
		if got := tr.names("partners.failed.edited-2.journal"); len(got) > 0 {
			t.Errorf("what was kept has a journal of its own: %v", got)
		}
	})
}

// TestFailedRowsOfFailedRows: the file of failed rows is an input too, and what
// fails again is kept as well when it is fixed.
func TestFailedRowsOfFailedRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
		tr.run(nil)
		input := tr.fix("partners.failed.csv")
		tr.file = "partners.failed.csv"
		tr.run(nil)
		fixed := strings.Replace(readFile(t, tr.path("partners.failed.failed.csv")), "worse.", "worse@", 1)
		if err := os.WriteFile(tr.path("partners.failed.failed.csv"), []byte(fixed), 0o600); err != nil {
			t.Fatal(err)
		}
		tr.run(nil)
		if got := readFile(t, tr.path("partners.failed.failed.edited.csv")); got != fixed {
			t.Errorf("kept: %q; want %q", got, fixed)
		}
		if got := readFile(t, tr.input()); got != input {
			t.Errorf("the input is %q; want %q", got, input)
		}
	})
}

// TestFixedWhileTheRunContinues: what counts is how the file is at the end.
func TestFixedWhileTheRunContinues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
		tr.run(nil)
		fixed := ""
		tr.edit(twoBad + "late@example.com,L\n")
		tr.options.OnPlan = func(Preview) bool {
			fixed = tr.fix("partners.failed.csv")
			return true
		}
		tr.run(nil)
		if got := readFile(t, tr.path("partners.failed.edited.csv")); got != fixed {
			t.Errorf("kept: %q; want %q", got, fixed)
		}
	})
}

// TestFullDiskKeepsNothing: where neither the journal nor the summary can be
// written, no failed rows stay that the next run would have to keep.
func TestFullDiskKeepsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, slowly())
		failing := func(what string, broken func(r *importing)) {
			source, err := source.Open(tr.input(), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer source.Close()
			im := tr.importer()
			r := &importing{run: im.begin(source, nil), partners: im.partners}
			defer r.close()
			if err := r.prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.send(t.Context())
			broken(r)
			r.outputs.Summary = tr.path("no folder/summary.json")
			var halt *stop.Error
			if err := r.finish("Import", nil); !errors.As(err, &halt) || halt.Reason != stop.Disk {
				t.Errorf("%s: finish = %v; want a stop", what, err)
			}
		}
		failing("the summary", func(*importing) {})
		if got := tr.names("partners.failed."); len(got) != 1 {
			t.Errorf("files %v; want the failed rows, which the journal knows", got)
		}
		failing("both", func(r *importing) { r.journal.Close() })
		if got := tr.names("partners.failed."); len(got) != 0 {
			t.Errorf("files %v; want none that no one knows", got)
		}
	})
}
