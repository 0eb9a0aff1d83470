package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partner-import/importer/stop"
)

// TestCheckOutput: which places an output may take.
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
	isInput := func(info os.FileInfo) bool { return os.SameFile(input, info) }
	isOurs := func(r io.Reader) bool {
		text, _ := io.ReadAll(r)
		return string(text) == "ours\n"
	}
	const foreign = "exists and was not written by this tool; remove it, name another file, or use --force"
	const link = "is a symbolic link, which is not followed; remove it or name another file"
	for _, tt := range []struct{ name, want, forced string }{
		{"new.csv", "", ""},
		{"ours.csv", "", ""},
		{"empty.csv", "", ""},
		{"foreign.csv", foreign, ""},
		{"in.csv", "is the input itself; name another file", "is the input itself; name another file"},
		{"hard.csv", "is the input itself; name another file", "is the input itself; name another file"},
		{"soft.csv", link, link},
		{"dangling.csv", link, link},
		{"folder", "is not a file; name another one", "is not a file; name another one"},
		{"no/new.csv", "its folder does not exist; create it or name another place", "its folder does not exist; create it or name another place"},
		{"in.csv/new.csv", "its folder does not exist; create it or name another place", "its folder does not exist; create it or name another place"},
	} {
		for force, want := range map[bool]string{false: tt.want, true: tt.forced} {
			path := filepath.Join(dir, tt.name)
			err := checkOutput(path, isInput, isOurs, force)
			var output *fileError
			if want == "" && err != nil || want != "" && (!errors.As(err, &output) || err.Error() != path+": "+want) {
				t.Errorf("checkOutput(%s, force %v) = %v; want %q", tt.name, force, err, want)
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("temporary files left: %v", left)
	}
}

// TestRunLeavesForeignFiles: a run that may not write one of its outputs
// writes none, and leaves everything as it is.
func TestRunLeavesForeignFiles(t *testing.T) {
	for _, name := range []string{"p.report.csv", "p.failed.csv", "p.summary.json"} {
		in := writeFile(t, "p.csv", "email\nno\n")
		foreign := filepath.Join(filepath.Dir(in), name)
		if err := os.WriteFile(foreign, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(in, SourceOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var output *OutputError
		if _, err := New(nil, Options{DryRun: true}).Run(context.Background(), s); !errors.As(err, &output) {
			t.Errorf("%s is foreign: Run = %v; want an *OutputError", name, err)
		}
		if got := readFile(t, foreign); got != "mine" {
			t.Errorf("%s = %q; want it as it was", name, got)
		}
		if left, _ := os.ReadDir(filepath.Dir(in)); len(left) != 2 {
			t.Errorf("%s is foreign: the folder holds %v; want nothing new", name, left)
		}
		summary, err := New(nil, Options{DryRun: true, Force: true}).Run(context.Background(), s)
		if err != nil || summary.Rows != 1 || readFile(t, foreign) == "mine" {
			t.Errorf("%s is foreign, with Force: Run = %+v, %v; want it replaced", name, summary, err)
		}
	}
}

// TestPackedInputStays: of a packed file a copy is read, and no output takes the
// file's place all the same.
func TestPackedInputStays(t *testing.T) {
	in := writeFile(t, "p.csv.gz", string(gzipped(t, strings.NewReader("email\nno\n"))))
	s, err := Open(in, SourceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = New(nil, Options{DryRun: true, Report: in, Force: true}).Run(context.Background(), s)
	if err == nil || !strings.HasSuffix(err.Error(), "is the input itself; name another file") {
		t.Errorf("Run = %v; want a refusal", err)
	}
}

func TestTwoOutputsAtOnePlace(t *testing.T) {
	s := openText(t, "email\na@x\n")
	path := filepath.Join(t.TempDir(), "x")
	_, err := New(nil, Options{DryRun: true, Report: path, Failed: filepath.Dir(path) + "/./x"}).Run(context.Background(), s)
	if err == nil || !strings.HasSuffix(err.Error(), "is named for two things; name another file for one of them") {
		t.Errorf("Run = %v; want a refusal", err)
	}
}

// TestWriteOut: an output takes its place whole or not at all.
func TestWriteOut(t *testing.T) {
	path := writeFile(t, "x", "old")
	torn := errors.New("torn")
	err := writeOut(path, func(w io.Writer) error {
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
	if err := writeOut(path, onTheWay); err != nil || readFile(t, path) != "new" {
		t.Errorf("writeOut = %v, %q; want new", err, readFile(t, path))
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder holds %v; want the file alone", left)
	}
}

// TestStaleTemporaryFile: what a killed run left behind goes away.
func TestStaleTemporaryFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	stale := filepath.Join(filepath.Dir(path), ".x.tmp")
	if err := os.WriteFile(stale, []byte("left by kill -9, and longer than the new text"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeOut(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err })
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
	err := writeOut(path, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err })
	if err != nil || readFile(t, path) != "new" || readFile(t, victim) != "precious" {
		t.Errorf("writeOut = %v, %q, victim %q; want new, and the victim as it was", err, readFile(t, path), readFile(t, victim))
	}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		t.Errorf("output is %v, %v; want a file", info.Mode(), err)
	}
	// A link that takes the output's own place while it is written goes away,
	// and its target stays.
	err = writeOut(path, func(w io.Writer) error {
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
		if err := removeOut(path); err != nil {
			t.Errorf("removeOut = %v", err)
		}
	}
	full := filepath.Dir(writeFile(t, "x", ""))
	var output *fileError
	if err := removeOut(full); !errors.As(err, &output) {
		t.Errorf("removeOut(a full folder) = %v; want a *fileError", err)
	}
}

// TestSteppedAside: where an open file has to give up its place first, it gets
// it back if the other one cannot take it.
func TestSteppedAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	live, err := createOut(path)
	if err != nil {
		t.Fatal(err)
	}
	defer live.close()
	fmt.Fprint(live.temp, "out of order")
	live.aside = path + ".aside"
	if err := errors.Join(live.show(), os.Rename(path, live.aside)); err != nil {
		t.Fatal(err)
	}
	err = writeInPlaceOf(live, path, func(w io.Writer) error { return w.(io.Closer).Close() })
	if err == nil || readFile(t, path) != "out of order" {
		t.Errorf("writeInPlaceOf = %v, and %q stands there; want an error and what was there", err, readFile(t, path))
	}
}

// TestMissingOutputs: what could not be written is not said to be there.
func TestMissingOutputs(t *testing.T) {
	s := openText(t, "email\nnobody\n")
	dir, gone := t.TempDir(), filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(gone, 0o700); err != nil {
		t.Fatal(err)
	}
	report, failed, summary := filepath.Join(dir, "r"), filepath.Join(gone, "f"), filepath.Join(gone, "s")
	got, err := New(nil, Options{
		Report: report, Failed: failed, Summary: summary, DryRun: true,
		OnPlan: func(Preview) bool { return os.Remove(gone) == nil },
	}).Run(context.Background(), s)
	var halt *stop.Error
	if !errors.As(err, &halt) || halt.Reason != stop.Disk || got.ExitStatus != 3 {
		t.Fatalf("Run = %+v, %v; want a stop: %s", got, err, stop.Disk)
	}
	if want := []Output{{"report", report}}; !slices.Equal(got.Outputs, want) {
		t.Errorf("outputs = %v; want %v", got.Outputs, want)
	}
	if want := []Output{{"failed rows", failed}, {"summary", summary}}; !slices.Equal(got.Missing, want) {
		t.Errorf("missing = %v; want %v", got.Missing, want)
	}
}
