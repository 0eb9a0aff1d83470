package spool

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestKilledRunsLeaveNothing: a temporary file has no name, or the next run removes it. It
// leaves alone what is new, what is a link, and what has another name.
func TestKilledRunsLeaveNothing(t *testing.T) {
	folder := t.TempDir()
	long := time.Now().Add(-2 * old)
	for _, name := range []string{"partner-import-spool-1", "partner-import-spool-new", "partner-import-other", "target"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
		if name != "partner-import-spool-new" {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	file, err := named(folder)
	if err != nil {
		t.Fatal(err)
	}
	Remove(file)
	for name, want := range map[string]bool{"partner-import-spool-1": false, "partner-import-spool-new": true, "partner-import-other": true, "target": true} {
		if _, err := os.Lstat(filepath.Join(folder, name)); (err == nil) != want {
			t.Errorf("%s is there: %v; want %v", name, err == nil, want)
		}
	}
}

// TestNameless: on Linux a temporary file never has a name, so that a killed run leaves
// none. It can be written and read.
func TestNameless(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	file, err := Create()
	if err != nil {
		t.Fatal(err)
	}
	defer Remove(file)
	if _, err := file.WriteString("abc"); err != nil {
		t.Fatal(err)
	}
	text := make([]byte, 3)
	if _, err := file.ReadAt(text, 0); err != nil || string(text) != "abc" {
		t.Errorf("it has %q, %v", text, err)
	}
	if runtime.GOOS != "linux" {
		return
	}
	if file.Name() != "" {
		t.Errorf("it is called %q", file.Name())
	}
	if info, err := file.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}
