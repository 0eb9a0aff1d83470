package desk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func opened(t *testing.T, folder string) *Desk {
	t.Helper()
	d, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDeskRemembers: an import that was begun is there for the next program, with all
// that was decided, and everything is private.
func TestDeskRemembers(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	d := opened(t, folder)
	im, err := d.Receive("../../Partners März.csv", strings.NewReader("email\na@example.com\n"))
	if err != nil {
		t.Fatal(err)
	}
	im.State, im.Reading.Sheet, im.Sending.Existing = Running, "Partners", "update"
	if err := im.Save(); err != nil {
		t.Fatal(err)
	}
	again := opened(t, folder).Import(im.ID)
	if again == nil || again.State != Running || again.Reading.Sheet != "Partners" || again.Sending.Existing != "update" || again.Name != "Partners März.csv" {
		t.Fatalf("the next program finds %+v", again)
	}
	if text, err := os.ReadFile(again.Original()); err != nil || string(text) != "email\na@example.com\n" {
		t.Errorf("the original is %q, %v", text, err)
	}
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, _ error) error {
		if info, err := entry.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v; want it private", path, info.Mode(), err)
		}
		return nil
	})
}

// TestDeskKeepsFilesApart: two files of one name, and a file whose name is a path or
// a device, get folders of their own below the desk.
func TestDeskKeepsFilesApart(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	d, seen := opened(t, folder), map[string]bool{}
	for _, name := range []string{"a.csv", "a.csv", "../a.csv", `C:\Users\x\a.csv`, "/etc/passwd", "..", "", "CON.csv", "a\x00b.csv", strings.Repeat("ä", 400) + ".csv", ".hidden", "a. .", "\u202etxt.csv"} {
		im, err := d.Receive(name, strings.NewReader("x"))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		within, err := filepath.Rel(folder, im.Original())
		if err != nil || strings.HasPrefix(within, "..") || seen[im.folder] || filepath.Dir(im.folder) != folder {
			t.Errorf("%q is at %s in %s; want a folder of its own on the desk", name, im.Original(), im.folder)
		}
		seen[im.folder] = true
	}
	if n := len(opened(t, folder).Imports()); n != len(seen) {
		t.Errorf("the next program finds %d imports; want %d", n, len(seen))
	}
}

// TestDeskLeavesNoHalf: a file that did not arrive leaves nothing.
func TestDeskLeavesNoHalf(t *testing.T) {
	folder := t.TempDir()
	d := opened(t, folder)
	broken := errors.New("the browser was closed")
	if _, err := d.Receive("a.csv", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("Receive = %v", err)
	}
	entries, _ := os.ReadDir(folder)
	if len(entries) != 1 || len(d.Imports()) != 0 {
		t.Errorf("left: %v, %d imports; want the journals only", entries, len(d.Imports()))
	}
}

// TestDeskTakesAFileOnce: a file that stays where it is has one import, however often
// it is opened.
func TestDeskTakesAFileOnce(t *testing.T) {
	folder, path := t.TempDir(), filepath.Join(t.TempDir(), "p.csv")
	a, err := opened(t, folder).Take(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := opened(t, folder).Take(path)
	if err != nil || a.ID != b.ID || !b.IsElsewhere() || b.Original() != path {
		t.Errorf("taken again: %+v, %v; want %+v", b, err, a)
	}
}

// TestDeskTellsDamage: a folder that cannot be read is named, and the others work.
func TestDeskTellsDamage(t *testing.T) {
	folder := t.TempDir()
	d := opened(t, folder)
	im, err := d.Receive("a.csv", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Receive("b.csv", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(im.Path("import.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d := opened(t, folder); len(d.Imports()) != 1 || len(d.Broken()) != 1 || !strings.Contains(d.Broken()[0].Error(), " a") {
		t.Errorf("imports %d, broken %v; want one of each", len(d.Imports()), d.Broken())
	}
}
