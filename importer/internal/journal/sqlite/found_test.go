package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/journal"
)

// TestFoundFiles: a file at the journal's place that this version cannot read is
// refused, and left unchanged.
func TestFoundFiles(t *testing.T) {
	for _, tt := range []struct{ name, change, want string }{
		{"of a newer version", fmt.Sprintf("PRAGMA user_version=%d", version+1), "newer version"},
		{"of another program", "PRAGMA application_id=7", "not a journal"},
		{"of a program that does not say", "PRAGMA application_id=0", "not a journal"},
		{"without an account", "DELETE FROM account", "damaged"},
		{"without its table", "DROP TABLE account", "damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "j")
			j := open(t, path)
			if _, err := j.db.Exec(tt.change); err != nil {
				t.Fatal(err)
			}
			j.Close()
			before, _ := os.ReadFile(path)
			j, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "f00d"}})
			if err == nil {
				j.Close()
			}
			var file *journal.FileError
			if !errors.As(err, &file) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Open = %v; want a *FileError that says %q", err, tt.want)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("it was written to")
			}
		})
	}
}

// TestForeignDatabase: an empty database of another program is not ours.
func TestForeignDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec("PRAGMA application_id=7")
	}
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	var file *journal.FileError
	if _, err := Open(journal.Options{Path: path}); !errors.As(err, &file) {
		t.Errorf("Open = %v; want a *FileError", err)
	}
}

// TestHolderOfAKilledProcess: its note means nothing, and ours replaces it.
func TestHolderOfAKilledProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	if err := os.WriteFile(holderPath(path), []byte(`{"pid":999999,"host":"elsewhere"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	j := open(t, path)
	_, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "f00d"}})
	var locked *journal.LockedError
	if !errors.As(err, &locked) || !strings.HasPrefix(locked.Holder, fmt.Sprintf("process %d, ", os.Getpid())) {
		t.Errorf("a second Open = %v; want a *LockedError that names this process", err)
	}
	j.Close()
	if _, err := os.Stat(holderPath(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s after Close: %v; want none", holderPath(path), err)
	}
}

// TestFindReadsAhead: so does a journal that is asked in order.
func TestFindReadsAhead(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "sha")
	write(t, j, journal.Group{Claims: []*journal.Entry{claimOf("a@x"), claimOf("b@x"), claimOf("c@x")}})
	j = reopen(t, j)
	find(t, j, "a@x")
	if !j.ahead.IsReading() {
		t.Error("no page is read behind the first entry")
	}
	if e, ok, err := j.ahead.Take("b@x"); !ok || e.Email != "b@x" || err != nil {
		t.Errorf("the page that was read ahead has %v, %v, %v; want b@x", e, ok, err)
	}
}
