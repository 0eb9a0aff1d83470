package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestCheckOutput: where an output may be written.
func TestCheckOutput(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.csv")
	for _, step := range []error{
		os.WriteFile(in, []byte("email\na@x\n"), 0o600),
		os.Link(in, filepath.Join(dir, "hard.csv")),
		os.Symlink("in.csv", filepath.Join(dir, "soft.csv")),
		os.Symlink("nowhere.csv", filepath.Join(dir, "dangling.csv")),
		os.Mkdir(filepath.Join(dir, "folder"), 0o700),
		os.WriteFile(filepath.Join(dir, "foreign.csv"), []byte("mine"), 0o600),
		os.WriteFile(filepath.Join(dir, "empty.csv"), nil, 0o600),
		os.WriteFile(filepath.Join(dir, "ours.csv"), []byte("ours\n"), 0o600),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	input, err := os.Stat(in)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(filepath.Join(dir, "soft.csv"))
	hasLinks := err == nil && info.Mode()&os.ModeSymlink != 0 // Wine makes files of them
	isInput := func(info os.FileInfo) bool { return os.SameFile(input, info) }
	isOurs := func(r io.Reader) bool {
		text, _ := io.ReadAll(r)
		return string(text) == "ours\n"
	}
	const foreign = "exists and was not written by this tool"
	const link = "is a symbolic link, which is not followed; delete it or choose another file"
	for _, tt := range []struct{ name, want, forced string }{
		{"new.csv", "", ""},
		{"ours.csv", "", ""},
		{"empty.csv", "", ""},
		{"foreign.csv", foreign, ""},
		{"in.csv", "is the input itself; choose another file", "is the input itself; choose another file"},
		{"hard.csv", "is the input itself; choose another file", "is the input itself; choose another file"},
		{"soft.csv", link, link},
		{"dangling.csv", link, link},
		{"folder", "is not a file; choose another one", "is not a file; choose another one"},
		{"no/new.csv", "its folder does not exist; create it or choose another place", "its folder does not exist; create it or choose another place"},
		{"in.csv/new.csv", "its folder does not exist; create it or choose another place", "its folder does not exist; create it or choose another place"},
	} {
		for force, want := range map[bool]string{false: tt.want, true: tt.forced} {
			if tt.want == link && !hasLinks {
				continue
			}
			path := filepath.Join(dir, tt.name)
			err := Check(path, isInput, isOurs, force)
			var output *Error
			if want == "" && err != nil || want != "" && (!errors.As(err, &output) || err.Error() != path+": "+want) {
				t.Errorf("checkOutput(%s, force %v) = %v; want %q", tt.name, force, err, want)
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("temporary files left: %v", left)
	}
}

// TestWriteOut: an output appears whole or not at all.
func TestWriteOut(t *testing.T) {
	path := writeFile(t, "x", "old")
	torn := errors.New("torn")
	err := Write(path, func(w io.Writer) error {
		fmt.Fprint(w, "half of the n")
		return torn
	})
	if want := path + ": cannot be written: torn"; !errors.Is(err, torn) || err.Error() != want {
		t.Errorf("writeOut = %v; want %s", err, want)
	}
	if got := readFile(t, path); got != "old" {
		t.Errorf("after half a writing: %q; want what was there", got)
	}
	onTheWay := func(w io.Writer) error {
		fmt.Fprint(w, "new")
		if got := readFile(t, path); got != "old" {
			t.Errorf("on the way: %q; want what was there", got)
		}
		return nil
	}
	if err := Write(path, onTheWay); err != nil || readFile(t, path) != "new" {
		t.Errorf("writeOut = %v, %q; want new", err, readFile(t, path))
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder holds %v; want the file alone", left)
	}
}

// TestStaleTemporaryFile: what a killed run left behind is removed.
func TestStaleTemporaryFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	stale := filepath.Join(filepath.Dir(path), ".x.tmp")
	if err := os.WriteFile(stale, []byte("left by kill -9, and longer than the new text"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Write(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err })
	if err != nil || readFile(t, path) != "new" {
		t.Errorf("writeOut = %v, %q; want new", err, readFile(t, path))
	}
	if _, err := os.Lstat(stale); !os.IsNotExist(err) {
		t.Errorf("the stale file is still there: %v", err)
	}
}

// TestPlantedLink: a link at the temporary name is never written through.
func TestPlantedLink(t *testing.T) {
	victim := writeFile(t, "victim", "precious")
	path := filepath.Join(t.TempDir(), "x")
	if err := os.Symlink(victim, filepath.Join(filepath.Dir(path), ".x.tmp")); err != nil {
		t.Fatal(err)
	}
	err := Write(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err })
	if err != nil || readFile(t, path) != "new" || readFile(t, victim) != "precious" {
		t.Errorf("writeOut = %v, %q, victim %q; want new, and the victim as it was", err, readFile(t, path), readFile(t, victim))
	}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		t.Errorf("output is %v, %v; want a file", info.Mode(), err)
	}
	// A link that takes the output's own place while it is written goes away,
	// and its target stays.
	err = Write(path, func(w io.Writer) error {
		_ = os.Remove(path)
		return os.Symlink(victim, path)
	})
	if info, _ := os.Lstat(path); err != nil || !info.Mode().IsRegular() || readFile(t, victim) != "precious" {
		t.Errorf("writeOut over a link = %v, %v, victim %q; want a file, and the victim as it was", err, info.Mode(), readFile(t, victim))
	}
}

func TestRemoveOut(t *testing.T) {
	path := writeFile(t, "x", "old")
	for range 2 { // also when it is gone
		if err := Remove(path); err != nil {
			t.Errorf("removeOut = %v", err)
		}
	}
	full := filepath.Dir(writeFile(t, "x", ""))
	var output *Error
	if err := Remove(full); !errors.As(err, &output) {
		t.Errorf("removeOut(a full folder) = %v; want a *fileError", err)
	}
}

// TestSteppedAside: an open file that gave up its place gets it back if the other file
// cannot take it.
func TestSteppedAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	live, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	fmt.Fprint(live.Temp, "out of order")
	live.aside = path + ".aside"
	if err := errors.Join(live.Show(), os.Rename(path, live.aside)); err != nil {
		t.Fatal(err)
	}
	err = ReplaceLive(live, path, func(w io.Writer) error { return w.(io.Closer).Close() })
	if err == nil || readFile(t, path) != "out of order" {
		t.Errorf("writeInPlaceOf = %v, and %q is there; want an error and the old file", err, readFile(t, path))
	}
}

// TestReplaceLiveBeforeItIsShown: a file that has the temporary name can still be read
// while another one takes its place, and is gone at the end.
func TestReplaceLiveBeforeItIsShown(t *testing.T) {
	path := writeFile(t, "x", "old")
	live, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(live.Temp, "a b")
	err = ReplaceLive(live, path, func(w io.Writer) error {
		text, err := io.ReadAll(io.NewSectionReader(live.Temp, 0, 3))
		fmt.Fprintf(w, "%s in order", text)
		return err
	})
	if err != nil || readFile(t, path) != "a b in order" {
		t.Errorf("ReplaceLive = %v, and %q is there", err, readFile(t, path))
	}
	live.Discard()
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder holds %v; want the file alone", left)
	}
}
