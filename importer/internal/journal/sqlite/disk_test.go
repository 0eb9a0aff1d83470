package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/journal"
)

// killed is the path of a journal as a killed process leaves it: what it wrote last is
// in the WAL.
func killed(t *testing.T) string {
	t.Helper()
	left, found := filepath.Join(t.TempDir(), "left"), filepath.Join(t.TempDir(), "found")
	j := open(t, left)
	begin(t, j, "sha")
	write(t, j, journal.Group{Claims: []*journal.Entry{claimOf("a@x")}})
	for _, ending := range []string{"", "-wal"} {
		content, err := os.ReadFile(left + ending)
		if err == nil {
			err = os.WriteFile(found+ending, content, 0o600)
		}
		if err != nil || len(content) == 0 {
			t.Fatalf("%s%s has %d bytes, %v; want some", left, ending, len(content), err)
		}
	}
	return found
}

// TestNoSharedMemory: no file next to the journal is shared with other processes, not
// even when the journal is recovered.
func TestNoSharedMemory(t *testing.T) {
	path := killed(t)
	j := open(t, path)
	find(t, j, "a@x")
	if _, err := os.Stat(path + "-shm"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s-shm: %v; want none", path, err)
	}
}

// TestTheDiskIsToBlame: a sound journal must not be moved away because its disk is full
// or not writable.
func TestTheDiskIsToBlame(t *testing.T) {
	blamed := func(err error) {
		t.Helper()
		var file *journal.FileError
		if !errors.As(err, &file) || file.Advice != checkDisk || strings.Contains(err.Error(), "damaged") {
			t.Errorf("%v; want a *FileError with %q", err, checkDisk)
		}
	}
	path := killed(t)
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path+"-wal", 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Open(journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "f00d"}})
	if file := new(journal.FileError); !errors.As(err, &file) || file.Path != path+"-wal" || strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v; want an error about the WAL", err)
	}

	j := open(t, filepath.Join(t.TempDir(), "j"))
	begin(t, j, "sha")
	if _, err := j.db.Exec("PRAGMA max_page_count=8"); err != nil {
		t.Fatal(err)
	}
	var full journal.Group
	for i := range 2000 {
		full.Claims = append(full.Claims, claimOf(fmt.Sprintf("%d@x", i)))
	}
	blamed(j.Write(full))
}

// TestSettings: SQLite itself says whether the settings for durability are on.
func TestSettings(t *testing.T) {
	j := open(t, killed(t))
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "locking_mode": "exclusive", "cache_size": "-8000",
		"trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0", "max_page_count": "4194304"} {
		var got string
		if err := j.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("PRAGMA %s = %q, %v; want %q", pragma, got, err, want)
		}
	}
}
