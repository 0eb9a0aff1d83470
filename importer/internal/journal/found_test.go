package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
			j, err := Open(Options{Path: path, Account: Account{"api.example.com", "f00d"}})
			if err == nil {
				j.Close()
			}
			var file *FileError
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
	var file *FileError
	if _, err := Open(Options{Path: path}); !errors.As(err, &file) {
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
	_, err := Open(Options{Path: path, Account: Account{"api.example.com", "f00d"}})
	var locked *LockedError
	if !errors.As(err, &locked) || !strings.HasPrefix(locked.Holder, fmt.Sprintf("process %d, ", os.Getpid())) {
		t.Errorf("a second Open = %v; want a *LockedError that names this process", err)
	}
	j.Close()
	if _, err := os.Stat(holderPath(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s after Close: %v; want none", holderPath(path), err)
	}
}

// TestReadAheadInOrderOnly: entries are read ahead when two in a row were asked
// for in order, but for a small gap, and not for a file in another order.
func TestReadAheadInOrderOnly(t *testing.T) {
	pages := 0
	a := ahead{read: func([]Entry, int64, int) ([]Entry, error) { pages++; return nil, nil }}
	for _, id := range []int64{100, 50, 500, 500 + near + 1, 20, 20} {
		if a.seek(id); a.next != nil {
			t.Errorf("entry %d is behind the last one, and a page is read", id)
		}
	}
	for _, id := range []int64{21, 21 + near} {
		if a.seek(id); a.next == nil {
			t.Errorf("entry %d is in order, and no page is read", id)
		}
	}
	if a.drop(); pages != 1 {
		t.Errorf("%d pages were read; want 1: the second entry waits for it", pages)
	}
}

// TestFindReadsAhead: so does a journal that is asked in order.
func TestFindReadsAhead(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "sha")
	write(t, j, Group{Claims: []*Entry{claimOf("a@x"), claimOf("b@x"), claimOf("c@x")}})
	j = reopen(t, j)
	find(t, j, "a@x")
	if j.ahead.next == nil {
		t.Error("no page is read behind the first entry")
	}
	find(t, j, "b@x")
	if j.ahead.page.left != 1 {
		t.Errorf("%d entries are left of the page; want 1", j.ahead.page.left)
	}
}

// TestAPageThatCannotBeRead is told of, when its entries are asked for.
func TestAPageThatCannotBeRead(t *testing.T) {
	damaged := errors.New("damaged")
	a := ahead{read: func([]Entry, int64, int) ([]Entry, error) { return nil, damaged }}
	a.seek(1)
	if _, ok, err := a.take("a@x"); ok || !errors.Is(err, damaged) {
		t.Errorf("take = %v, %v; want %v", ok, err, damaged)
	}
}

// TestPagesFollowOneAnother: each page that is read ahead begins behind the last
// entry of the one before, and is larger.
func TestPagesFollowOneAnother(t *testing.T) {
	var asked []int64
	a := ahead{read: func(page []Entry, behind int64, most int) (_ []Entry, err error) {
		asked = append(asked, behind, int64(most))
		for id := behind + 1; id <= min(behind+int64(most), 100); id++ {
			page = append(page, Entry{ID: id, Email: fmt.Sprint(id)})
		}
		return page, nil
	}}
	a.seek(1)
	if e, ok, err := a.take("another one"); ok || err != nil {
		t.Fatalf("take(another one) = %v, %v, %v; want nothing", e, ok, err)
	}
	for id := int64(2); id <= 100; id++ {
		if e, ok, err := a.take(fmt.Sprint(id)); !ok {
			t.Fatalf("take(%d) = %v, %v, %v; want it from a page", id, e, ok, err)
		}
	}
	a.drop()
	if want := []int64{1, firstPage, 1 + firstPage, 4 * firstPage, 1 + 5*firstPage, 16 * firstPage}; !slices.Equal(asked, want) {
		t.Errorf("pages behind and of: %v; want %v", asked, want)
	}
}

// TestNearlyInOrder: entries that are asked for a little out of order come from
// the pages, and all are found. Entries that no one asks for do not end that for
// long.
func TestNearlyInOrder(t *testing.T) {
	const rows = 20_000
	emailOf := func(id int64) string { return fmt.Sprint("p", id) }
	for _, tt := range []struct {
		name   string
		apart  int   // how far two neighbours may be
		every  int64 // one of so many is asked for
		misses int   // at most
	}{
		{"in order", 1, 1, 20},
		{"shuffled among 100", 100, 1, rows / 50},
		{"one of three", 1, 3, rows / 5},
	} {
		dice := rand.New(rand.NewPCG(1, 2))
		a := ahead{read: func(page []Entry, behind int64, most int) (_ []Entry, err error) {
			for id := behind + 1; id <= min(behind+int64(most), rows); id++ {
				page = append(page, Entry{ID: id, Email: emailOf(id)})
			}
			return page, nil
		}}
		var ids []int64
		for id := int64(1); id <= rows; id += tt.every {
			ids = append(ids, id)
		}
		for block := range slices.Chunk(ids, tt.apart) {
			dice.Shuffle(len(block), func(i, k int) { block[i], block[k] = block[k], block[i] })
		}
		misses := 0
		for _, id := range ids {
			e, ok, err := a.take(emailOf(id))
			if err != nil || ok && e.ID != id {
				t.Fatalf("%s: take(%d) = %v, %v", tt.name, id, e, err)
			}
			if !ok {
				misses++
				a.seek(id)
			}
		}
		if a.drop(); misses > tt.misses {
			t.Errorf("%s: %d of %d entries were in no page; want at most %d", tt.name, misses, len(ids), tt.misses)
		}
	}
}
