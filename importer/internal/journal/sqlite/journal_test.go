package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/journaltest"
)

func open(t *testing.T, path string) *Journal {
	t.Helper()
	j, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "f00d"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func reopen(t *testing.T, j *Journal) *Journal {
	t.Helper()
	j.Close()
	return open(t, j.path)
}

func begin(t *testing.T, j *Journal, input string) {
	t.Helper()
	if err := j.Begin(input, "partners.csv"); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, j *Journal, g journal.Group) {
	t.Helper()
	if err := j.Write(g); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, j *Journal, email string) journal.Entry {
	t.Helper()
	e, ok, err := j.Find(email)
	if err != nil || !ok {
		t.Fatalf("Find(%q) = %v, %v; want an entry", email, ok, err)
	}
	return e
}

func claimOf(email string) *journal.Entry {
	return &journal.Entry{Email: email, Content: [16]byte{1, 2, 3}, Since: time.UnixMilli(1_700_000_000_000)}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "j")
	open(t, path).Close()
	foreign := filepath.Join(dir, "foreign.csv")
	const csv = "email\na@example.com\nand more than sixteen bytes\n"
	if err := os.WriteFile(foreign, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	var account *journal.AccountError
	var file *journal.FileError
	for _, test := range []struct {
		name string
		o    journal.Options
		as   any
	}{
		{"another host", journal.Options{Path: path, Account: journal.Account{Host: "other.example.com", Key: "f00d"}}, &account},
		{"another key", journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "beef"}}, &account},
		{"another host, adopted", journal.Options{Path: path, Account: journal.Account{Host: "other.example.com", Key: "f00d"}, Adopt: true}, &account},
		{"a CSV file", journal.Options{Path: foreign, Account: journal.Account{Host: "api.example.com", Key: "f00d"}}, &file},
		{"a link", journal.Options{Path: link, Account: journal.Account{Host: "api.example.com", Key: "f00d"}}, &file},
		{"no folder", journal.Options{Path: filepath.Join(dir, "no", "j"), Account: journal.Account{Host: "api.example.com", Key: "f00d"}}, &file},
		{"nothing to read", journal.Options{Path: filepath.Join(dir, "nothing"), Existing: true}, &file},
	} {
		t.Run(test.name, func(t *testing.T) {
			j, err := Open(test.o)
			if err == nil {
				j.Close()
			}
			if info, _ := os.Lstat(link); test.o.Path == link && info.Mode()&os.ModeSymlink == 0 {
				t.Skip("there are no links here") // under Wine
			}
			if !errors.As(err, test.as) {
				t.Errorf("Open = %v; want %T", err, test.as)
			}
		})
	}
	if content, _ := os.ReadFile(foreign); string(content) != csv {
		t.Error("a foreign file was written to")
	}
	j, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "beef"}, Adopt: true})
	if err != nil {
		t.Fatalf("Open with Adopt = %v", err)
	}
	j.Close()
	if j, err = Open(journal.Options{Path: path, Existing: true}); err != nil {
		t.Fatalf("Open for reading = %v", err)
	}
	j.Close()
}

func TestOnlyOneMayOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	j := open(t, path)
	var locked *journal.LockedError
	if _, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "f00d"}}); !errors.As(err, &locked) {
		t.Fatalf("second Open = %v; want a journal.LockedError", err)
	}
	if want := fmt.Sprintf("process %d, since ", os.Getpid()); len(locked.Holder) <= len(want) || locked.Holder[:len(want)] != want {
		t.Errorf("holder = %q; want %q…", locked.Holder, want)
	}
	j.Close()
	open(t, path)
}

func TestPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes: who may read a file depends on its folder")
	}
	path := filepath.Join(t.TempDir(), "j")
	j := open(t, path)
	begin(t, j, "sha")
	write(t, j, journal.Group{Claims: []*journal.Entry{claimOf("a@x")}})
	for _, name := range []string{path, path + "-wal", holderPath(path)} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want 0600", filepath.Base(name), info.Mode(), err)
		}
	}
	if _, err := os.Stat(path + "-shm"); err == nil {
		t.Error("there is a shared memory file; exclusive locking was set too late")
	}
}

// version1 is the schema of journals from before there were updates. version2 is the
// schema from before there were doubts.
const version1 = `
CREATE TABLE account (host TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE run (id INTEGER PRIMARY KEY, input TEXT NOT NULL, name TEXT NOT NULL, started INTEGER NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, content BLOB NOT NULL, run INTEGER NOT NULL,
	since INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
	partner TEXT, key TEXT, link TEXT, created INTEGER, code TEXT, field TEXT, message TEXT);
INSERT INTO account VALUES ('api.example.com', 'f00d');
INSERT INTO run VALUES (1, 'sha', 'partners.csv', 0);
INSERT INTO entry VALUES (1, 'a@x', X'01020300000000000000000000000000', 1, 1700000000000, 'created', 2, 'p1', 'k1', 'https://l', NULL, NULL, NULL, NULL);
INSERT INTO entry VALUES (2, 'b@x', X'01020300000000000000000000000000', 1, 1700000000000, '', 1, NULL, NULL, NULL, NULL, 'outcome_unknown', NULL, 'lost (504)');
PRAGMA application_id=0x50494a31;
PRAGMA user_version=1;`

const version2 = version1 + `
ALTER TABLE entry ADD COLUMN ours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN policy TEXT NOT NULL DEFAULT '';
PRAGMA user_version=2;`

// version3 is the schema from before an undo.
const version3 = version2 + `
ALTER TABLE run ADD COLUMN failed TEXT;
ALTER TABLE entry ADD COLUMN doubt TEXT;
ALTER TABLE entry ADD COLUMN asked BLOB;
ALTER TABLE entry ADD COLUMN maker INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN made BLOB;
UPDATE entry SET doubt = message, code = NULL, message = NULL WHERE status = '';
UPDATE entry SET maker = 1 WHERE status = 'created';
PRAGMA user_version=3;`

// version4 is the schema from before a pace was kept.
const version4 = version3 + `
ALTER TABLE entry ADD COLUMN updated INTEGER;
ALTER TABLE entry ADD COLUMN undone TEXT;
PRAGMA user_version=4;`

// TestOlderVersions: an older journal is taken over with everything it knows.
func TestOlderVersions(t *testing.T) {
	for name, schema := range map[string]string{"1": version1, "2": version2, "3": version3, "4": version4} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "j")
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(schema); err != nil {
				t.Fatal(err)
			}
			db.Close()
			for range 2 {
				j := open(t, path)
				begin(t, j, "sha")
				created := journal.Entry{
					ID: 1, Email: "a@x", Content: [16]byte{1, 2, 3}, Run: 1, Resumed: true, Since: time.UnixMilli(1_700_000_000_000),
					Status: "created", Attempts: 2, PartnerID: "p1", Key: "k1", Link: "https://l", Maker: 1, Mine: true,
				}
				claimed := journal.Entry{
					ID: 2, Email: "b@x", Content: [16]byte{1, 2, 3}, Run: 1, Resumed: true, Since: time.UnixMilli(1_700_000_000_000),
					Attempts: 1, InDoubt: true, Doubt: "lost (504)",
				}
				for _, want := range []journal.Entry{created, claimed} {
					if diff := cmp.Diff(want, find(t, j, want.Email)); diff != "" {
						t.Errorf("entry (-want +got):\n%s", diff)
					}
				}
				j.Close()
			}
		})
	}
}

// TestConformance: a journal in a file keeps the laws of all journals.
func TestConformance(t *testing.T) {
	journaltest.Run(t, journaltest.Home{
		New:  func(t testing.TB) string { return filepath.Join(t.TempDir(), "j") },
		Open: func(o journal.Options) (journal.Journal, error) { return Open(o) },
	})
}

// TestOldMakesNoJournal: it opens one of the account, and makes none.
func TestOldMakesNoJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	account := journal.Account{Host: "api.example.com", Key: "f00d"}
	var file *journal.FileError
	if _, err := Open(journal.Options{Path: path, Old: true, Account: account}); !errors.As(err, &file) {
		t.Errorf("Open of no journal = %v; want a *FileError", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it made a file: %v", err)
	}
	open(t, path).Close()
	j, err := Open(journal.Options{Path: path, Old: true, Account: account})
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
	var other *journal.AccountError
	if _, err := Open(journal.Options{Path: path, Old: true, Account: journal.Account{Host: "api.example.com", Key: "beef"}}); !errors.As(err, &other) {
		t.Errorf("Open with another key = %v; want an *AccountError", err)
	}
}
