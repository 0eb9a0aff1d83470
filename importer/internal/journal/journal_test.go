package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, path string) *Journal {
	t.Helper()
	j, err := Open(Options{Path: path, Account: Account{"api.example.com", "f00d"}})
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

func write(t *testing.T, j *Journal, g Group) {
	t.Helper()
	if err := j.Write(g); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, j *Journal, email string) Entry {
	t.Helper()
	e, ok, err := j.Find(email)
	if err != nil || !ok {
		t.Fatalf("Find(%q) = %v, %v; want an entry", email, ok, err)
	}
	return e
}

func claimOf(email string) *Entry {
	return &Entry{Email: email, Content: [16]byte{1, 2, 3}, Since: time.UnixMilli(1_700_000_000_000)}
}

func TestEntriesSurviveReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	j := open(t, path)
	begin(t, j, "sha")
	claims := []*Entry{claimOf("a@x"), claimOf("b@x"), claimOf("c@x")}
	write(t, j, Group{Claims: claims})
	done := *claims[1]
	done.Content = [16]byte{4}
	done.Status, done.Attempts, done.PartnerID, done.Key, done.Link = "created", 2, "p1", "k1", "https://l"
	done.Created = time.UnixMilli(1_700_000_001_000)
	done.Maker = ThisRun
	failed := *claims[2]
	failed.Status, failed.Code, failed.Field, failed.Message = "failed", "refused", "name", "too long"
	write(t, j, Group{Outcomes: []*Entry{&done, &failed}})
	j.Close()

	j = open(t, path)
	begin(t, j, "sha")
	done.Resumed, failed.Resumed = true, true
	claimed := *claims[0]
	claimed.Resumed = true
	done.Maker, done.Mine = 1, true // the present run, then
	for _, e := range []*Entry{&claimed, &done, &failed} {
		e.Run = 1
	}
	for _, want := range []Entry{claimed, done, failed} {
		if diff := cmp.Diff(want, find(t, j, want.Email)); diff != "" {
			t.Errorf("entry %s: %s", want.Email, diff)
		}
	}
	if _, ok, err := j.Find("d@x"); ok || err != nil {
		t.Errorf("Find of an unknown e-mail = %v, %v", ok, err)
	}
}

func TestClaimAgain(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "monday")
	first := claimOf("a@x")
	write(t, j, Group{Claims: []*Entry{first}})
	j = reopen(t, j)
	begin(t, j, "tuesday")
	again := claimOf("a@x")
	again.ID = first.ID
	again.Since, again.Content = first.Since.Add(time.Hour), [16]byte{9}
	write(t, j, Group{Claims: []*Entry{again}})
	j = reopen(t, j)
	begin(t, j, "tuesday")
	got := find(t, j, "a@x")
	if !got.Since.Equal(again.Since) || !got.Resumed || got.Content != again.Content || got.ID != first.ID {
		t.Errorf("a claim of what is claimed = %+v; want the second one's", got)
	}
	got.Status, got.Code, got.Maker, got.Made, got.PartnerID = "exists", "exists_different", 1, [16]byte{7}, "p1"
	write(t, j, Group{Outcomes: []*Entry{&got}})
	write(t, j, Group{Doubts: []*Entry{{ID: got.ID, InDoubt: true, Doubt: "?", PartnerID: "p1"}}})
	write(t, j, Group{Claims: []*Entry{again}})
	j = reopen(t, j)
	want := Entry{ID: first.ID, Email: "a@x", Content: again.Content, Run: 3, Since: again.Since}
	if diff := cmp.Diff(want, find(t, j, "a@x")); diff != "" {
		t.Errorf("a claim of what ended (-want +got):\n%s", diff)
	}
}

func TestRelease(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "sha")
	a, b := claimOf("a@x"), claimOf("b@x")
	write(t, j, Group{Claims: []*Entry{a, b}})
	write(t, j, Group{Releases: []int64{a.ID, 0}}) // 0: was not claimed yet
	j = reopen(t, j)
	if _, ok, _ := j.Find("a@x"); ok {
		t.Error("a released claim is still there")
	}
	find(t, j, "b@x")
}

// TestDoubts: a doubt is kept next to what is known, until the next end.
func TestDoubts(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "monday")
	e := claimOf("a@x")
	write(t, j, Group{Claims: []*Entry{e}})
	e.Status, e.Ours, e.Attempts, e.PartnerID, e.Maker, e.Policy = "created", true, 1, "p1", ThisRun, "update"
	write(t, j, Group{Outcomes: []*Entry{e}})
	j = reopen(t, j)
	begin(t, j, "tuesday")
	want := find(t, j, "a@x")
	for _, doubt := range []string{"", "the answer was lost", "none"} {
		want.InDoubt, want.Doubt, want.Asked = doubt != "none", doubt, [16]byte{5}
		if !want.InDoubt {
			want.Doubt, want.Asked = "", [16]byte{}
		}
		write(t, j, Group{Doubts: []*Entry{&want}})
		j = reopen(t, j)
		begin(t, j, "tuesday")
		if diff := cmp.Diff(want, find(t, j, "a@x")); diff != "" {
			t.Errorf("in doubt (-want +got):\n%s", diff)
		}
	}
	want.InDoubt = true
	write(t, j, Group{Doubts: []*Entry{&want}})
	write(t, j, Group{Outcomes: []*Entry{&want}})
	if j = reopen(t, j); find(t, j, "a@x").InDoubt {
		t.Error("an end leaves the doubt")
	}
}

func TestFindInAnyOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	j := open(t, path)
	begin(t, j, "sha")
	const n = 3 * pageSize
	var claims []*Entry
	for i := range n {
		claims = append(claims, claimOf(fmt.Sprintf("p%d@x", i)))
	}
	write(t, j, Group{Claims: claims})
	j = reopen(t, j)
	for i := range n { // in order, then by leaps
		if e := find(t, j, fmt.Sprintf("p%d@x", i)); e.ID != claims[i].ID {
			t.Fatalf("entry %d has id %d; want %d", i, e.ID, claims[i].ID)
		}
	}
	for i := range n {
		k := i * 7919 % n
		if e := find(t, j, fmt.Sprintf("p%d@x", k)); e.ID != claims[k].ID {
			t.Fatalf("entry %d has id %d; want %d", k, e.ID, claims[k].ID)
		}
	}
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
	var account *AccountError
	var file *FileError
	for _, test := range []struct {
		name string
		o    Options
		as   any
	}{
		{"another host", Options{Path: path, Account: Account{"other.example.com", "f00d"}}, &account},
		{"another key", Options{Path: path, Account: Account{"api.example.com", "beef"}}, &account},
		{"another host, adopted", Options{Path: path, Account: Account{"other.example.com", "f00d"}, Adopt: true}, &account},
		{"a CSV file", Options{Path: foreign, Account: Account{"api.example.com", "f00d"}}, &file},
		{"a link", Options{Path: link, Account: Account{"api.example.com", "f00d"}}, &file},
		{"no folder", Options{Path: filepath.Join(dir, "no", "j"), Account: Account{"api.example.com", "f00d"}}, &file},
		{"nothing to read", Options{Path: filepath.Join(dir, "nothing"), Existing: true}, &file},
	} {
		t.Run(test.name, func(t *testing.T) {
			j, err := Open(test.o)
			if err == nil {
				j.Close()
			}
			if !errors.As(err, test.as) {
				t.Errorf("Open = %v; want %T", err, test.as)
			}
		})
	}
	if content, _ := os.ReadFile(foreign); string(content) != csv {
		t.Error("a foreign file was written to")
	}
	j, err := Open(Options{Path: path, Account: Account{"api.example.com", "beef"}, Adopt: true})
	if err != nil {
		t.Fatalf("Open with Adopt = %v", err)
	}
	j.Close()
	if j, err = Open(Options{Path: path, Existing: true}); err != nil {
		t.Fatalf("Open for reading = %v", err)
	}
	j.Close()
}

func TestOnlyOneMayOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	j := open(t, path)
	var locked *LockedError
	if _, err := Open(Options{Path: path, Account: Account{"api.example.com", "f00d"}}); !errors.As(err, &locked) {
		t.Fatalf("second Open = %v; want a LockedError", err)
	}
	if want := fmt.Sprintf("process %d, since ", os.Getpid()); len(locked.Holder) <= len(want) || locked.Holder[:len(want)] != want {
		t.Errorf("holder = %q; want %q…", locked.Holder, want)
	}
	j.Close()
	open(t, path)
}

func TestPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	j := open(t, path)
	begin(t, j, "sha")
	write(t, j, Group{Claims: []*Entry{claimOf("a@x")}})
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

// TestOutcomesWithoutAClaim: an entry that ended may end again, with other content and
// in another run. The run that made its partner stays known.
func TestOutcomesWithoutAClaim(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "monday")
	e := claimOf("a@x")
	write(t, j, Group{Claims: []*Entry{e}})
	e.Status, e.Ours, e.Attempts = "created", true, 1
	write(t, j, Group{Outcomes: []*Entry{e}})
	j = reopen(t, j)
	begin(t, j, "tuesday")
	got := find(t, j, "a@x")
	if got.Resumed {
		t.Error("a run of another input is resumed")
	}
	got.Status, got.Content, got.Policy = "updated", [16]byte{9}, "update"
	got.Maker, got.Made = 1, [16]byte{1, 2, 3}
	write(t, j, Group{Outcomes: []*Entry{&got}})
	j = reopen(t, j)
	begin(t, j, "tuesday")
	got.Resumed, got.Run = true, 2
	if diff := cmp.Diff(got, find(t, j, "a@x")); diff != "" || !got.Ours {
		t.Errorf("what ended anew (-want +got):\n%s", diff)
	}
}

// TestWrote: the files that any run wrote are known, for any input, and no others.
func TestWrote(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	for _, digest := range []string{"d1", "d2"} {
		begin(t, j, digest)
		if err := j.Wrote(digest); err != nil {
			t.Fatal(err)
		}
	}
	begin(t, j, "d3")
	j = reopen(t, j)
	for digest, want := range map[string]bool{"d1": true, "d2": true, "d3": false, "": false} {
		if got, err := j.HasWritten(digest); got != want || err != nil {
			t.Errorf("HasWritten(%q) = %v, %v; want %v", digest, got, err, want)
		}
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

// TestOlderVersions: an older journal is taken over with everything it knows.
func TestOlderVersions(t *testing.T) {
	for name, schema := range map[string]string{"1": version1, "2": version2, "3": version3} {
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
				created := Entry{
					ID: 1, Email: "a@x", Content: [16]byte{1, 2, 3}, Run: 1, Resumed: true, Since: time.UnixMilli(1_700_000_000_000),
					Status: "created", Attempts: 2, PartnerID: "p1", Key: "k1", Link: "https://l", Maker: 1, Mine: true,
				}
				claimed := Entry{
					ID: 2, Email: "b@x", Content: [16]byte{1, 2, 3}, Run: 1, Resumed: true, Since: time.UnixMilli(1_700_000_000_000),
					Attempts: 1, InDoubt: true, Doubt: "lost (504)",
				}
				for _, want := range []Entry{created, claimed} {
					if diff := cmp.Diff(want, find(t, j, want.Email)); diff != "" {
						t.Errorf("entry (-want +got):\n%s", diff)
					}
				}
				j.Close()
			}
		})
	}
}
