//go:build unix

package desk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHold: one program has a desk. Another one learns the address of its page, and can
// ask for it. When the first one is gone, whatever it left behind, the next one has it.
func TestHold(t *testing.T) {
	folder := t.TempDir()
	first, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	release, err := first.Hold("http://127.0.0.1:1234/")
	if err != nil {
		t.Fatal(err)
	}
	var held *HeldError
	if _, err := second.Hold("http://127.0.0.1:9/"); !errors.As(err, &held) || held.Address != "http://127.0.0.1:1234/" || !strings.Contains(err.Error(), held.Address) {
		t.Errorf("a second program got %v; want the address of the first", err)
	}
	if path, asked := first.Knocked(); asked {
		t.Errorf("asked for %q before anybody knocked", path)
	}
	for _, want := range []string{"", "/home/ann/my partners.csv"} {
		if err := second.Knock(want); err != nil {
			t.Fatal(err)
		}
		if path, asked := first.Knocked(); !asked || path != want {
			t.Errorf("knocked: %q, %v; want %q", path, asked, want)
		}
		if _, asked := first.Knocked(); asked {
			t.Error("one knock counts twice")
		}
	}
	if info, err := os.Stat(filepath.Join(folder, heldName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	release()
	if err := second.Knock("old"); err != nil {
		t.Fatal(err)
	}
	again, err := second.Hold("http://127.0.0.1:5/")
	if err != nil {
		t.Fatalf("after the first one ended: %v", err)
	}
	defer again()
	if _, asked := second.Knocked(); asked {
		t.Error("a knock that nobody heard opens a page later")
	}
}

// TestUniqueNames: a file has a name that no other import has, and one ending more keeps
// its place.
func TestUniqueNames(t *testing.T) {
	im := &Import{ID: "0123456789abcdef"}
	for name, want := range map[string]string{"p.csv": "p 01234567.csv", "p.csv.gz": "p 01234567.csv.gz", "p": "p 01234567", "a.b.xlsx": "a.b 01234567.xlsx", "p.gz": "p 01234567.gz"} {
		if got := im.unique(name); got != want {
			t.Errorf("unique(%q) = %q; want %q", name, got, want)
		}
	}
}
