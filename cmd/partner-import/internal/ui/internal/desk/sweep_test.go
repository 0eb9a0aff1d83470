package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledUploads: a desk removes what a killed program received only in part. What may
// still arrive stays, and so does everything else.
func TestKilledUploads(t *testing.T) {
	folder := t.TempDir()
	long := time.Now().Add(-2 * unfinished)
	for name, want := range map[string]bool{
		"2026-11-27 killed/original/a.csv": false,
		"2026-11-27 new/original/a.csv":    true,
		"2026-11-27 other/notes.txt":       true,
		"2026-11-27 other (2)/original":    true, // a file, not a folder
		"holiday pictures/original/a.jpg":  true,
		"2026-11-2/original/a.csv":         true,
		"2026-11-27 half/.new-import.json": false,
		"2026-11-27 whole/import.json":     true,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			own, _, _ := strings.Cut(name, "/")
			if !strings.Contains(name, "new/") {
				if err := os.Chtimes(filepath.Join(folder, own), long, long); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Open(folder); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Lstat(path); (err == nil) != want {
				t.Errorf("it is there: %v; want %v", err == nil, want)
			}
		})
	}
}

// TestHostileDesk: links and pipes in the folder of an import keep nobody waiting, and
// nothing is written through them.
func TestHostileDesk(t *testing.T) {
	folder := t.TempDir()
	d, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	im, err := d.Receive("a.csv", strings.NewReader("email\n"))
	if err != nil {
		t.Fatal(err)
	}
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, im.Path(newName)); err != nil {
		t.Skip(err)
	}
	if err := im.Save(); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
		t.Errorf("the victim has %q, %v", text, err)
	}
	if d, err = Open(folder); err != nil || len(d.Imports()) != 1 {
		t.Errorf("the desk has %v, %v", d.Imports(), err)
	}
}
