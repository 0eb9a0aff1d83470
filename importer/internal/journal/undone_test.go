package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMarks: what an undo did is kept beside the end of an entry, which it does not
// change, until the entry ends well again.
func TestMarks(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "sha")
	e := claimOf("a@x")
	write(t, j, Group{Claims: []*Entry{e}})
	e.Status, e.Ours, e.PartnerID, e.Maker, e.Updated = "created", true, "p 1", ThisRun, time.UnixMilli(1_700_000_001_000)
	write(t, j, Group{Outcomes: []*Entry{e}})
	j = reopen(t, j)
	want := find(t, j, "a@x")
	if !want.Updated.Equal(e.Updated) || want.Undone != (Undone{}) {
		t.Fatalf("updated %v, undone %+v; want %v and nothing", want.Updated, want.Undone, e.Updated)
	}
	later := time.UnixMilli(1_700_000_009_000)
	for _, state := range []Undoing{Archiving, Archived, Restoring, Standing, Deleting, Deleted, Archived} {
		want.Undone = Undone{}
		if state != Standing {
			want.Undone = Undone{state, "p 1"}
		}
		m := Mark{ID: want.ID, Undone: Undone{state, "p 1"}}
		if state == Standing {
			m.Updated, want.Updated = later, later
		}
		write(t, j, Group{Marks: []Mark{m}})
		j = reopen(t, j)
		if diff := cmp.Diff(want, find(t, j, "a@x")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", state, diff)
		}
	}
	for _, step := range []struct {
		name  string
		group Group
		want  Undone
	}{
		{"a doubt", Group{Doubts: []*Entry{{ID: want.ID, InDoubt: true, PartnerID: "p 1"}}}, Undone{Archived, "p 1"}},
		{"a claim", Group{Claims: []*Entry{{ID: want.ID, Email: "a@x", Since: e.Since}}}, Undone{Archived, "p 1"}},
		{"a failure", Group{Outcomes: []*Entry{{ID: want.ID, Status: "failed"}}}, Undone{Archived, "p 1"}},
		{"a success", Group{Outcomes: []*Entry{{ID: want.ID, Status: "created"}}}, Undone{}},
	} {
		write(t, j, step.group)
		j = reopen(t, j)
		if got := find(t, j, "a@x").Undone; got != step.want {
			t.Errorf("after %s: undone %+v; want %+v", step.name, got, step.want)
		}
	}
}

func TestRunsAndOrder(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "monday")
	begin(t, j, "tuesday")
	var claims []*Entry
	for _, email := range []string{"a@x", "b@x", "c@x"} {
		claims = append(claims, claimOf(email))
	}
	write(t, j, Group{Claims: claims})
	runs, err := j.Runs()
	if err != nil || len(runs) != 2 || runs[0].ID != 1 || runs[1].Input != "tuesday" || runs[1].Name != "partners.csv" || runs[1].Started.IsZero() {
		t.Errorf("Runs = %+v, %v", runs, err)
	}
	names := func(list []Entry, err error) (all []string) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			all = append(all, e.Email)
		}
		return all
	}
	for _, test := range []struct{ got, want []string }{
		{names(j.After(0, 2)), []string{"a@x", "b@x"}},
		{names(j.After(claims[1].ID, 9)), []string{"c@x"}},
		{names(j.Before(claims[2].ID, 9)), []string{"b@x", "a@x"}},
		{names(j.Before(claims[0].ID, 9)), nil},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("entries (-want +got):\n%s", diff)
		}
	}
}

// TestOldMakesNoJournal: it opens one of the account, and makes none.
func TestOldMakesNoJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	account := Account{"api.example.com", "f00d"}
	var file *FileError
	if _, err := Open(Options{Path: path, Old: true, Account: account}); !errors.As(err, &file) {
		t.Errorf("Open of no journal = %v; want a *FileError", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it made a file: %v", err)
	}
	open(t, path).Close()
	j, err := Open(Options{Path: path, Old: true, Account: account})
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
	var other *AccountError
	if _, err := Open(Options{Path: path, Old: true, Account: Account{"api.example.com", "beef"}}); !errors.As(err, &other) {
		t.Errorf("Open with another key = %v; want an *AccountError", err)
	}
}
