package move

import (
	"errors"
	"path/filepath"
	"testing"

	"partner-import/cmd/pgtest"
	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/journal"
)

// TestForget: a journal is gone with all that is in it, others stay, and one that a run
// has is left alone.
func TestForget(t *testing.T) {
	pgtest.Start(t).Setenv(t)
	file := filepath.Join(t.TempDir(), "acme.journal")
	for _, place := range []string{file, "postgres:acme", "postgres:bolt"} {
		fill(t, place, 30)
	}
	for _, place := range []string{file, "postgres:acme"} {
		held := open(t, journal.Options{Path: place, Existing: true})
		var locked *fault.JournalError
		if was, err := Forget(t.Context(), place, nil); !was || !errors.As(err, &locked) || !locked.Held {
			t.Errorf("%s, while a run has it: %v, %v; want that it is held", place, was, err)
		}
		held.Close()
		if was, err := Forget(t.Context(), place, nil); !was || err != nil {
			t.Errorf("%s: %v, %v", place, was, err)
		}
		if was, err := Forget(t.Context(), place, nil); was || err != nil {
			t.Errorf("%s, once more: %v, %v; want that there is none", place, was, err)
		}
	}
	if left, _ := filepath.Glob(file + "*"); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
	if c := contentOf(t, "postgres:bolt"); len(c.Entries) == 0 {
		t.Error("the journal of another customer is gone, too")
	}
}
