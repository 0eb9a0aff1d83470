package outputs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/report"
	"partner-import/importer/source"
)

func filesIn(t *testing.T, dir string) *Files {
	t.Helper()
	input := filepath.Join(dir, "p.csv")
	if err := os.WriteFile(input, []byte("email\na@x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(input, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	in := func(name string) string { return filepath.Join(dir, name) }
	return &Files{Places: Places{Report: in("p.report.csv"), Failed: in("p.failed.csv"), Summary: in("p.summary.json"), Journal: "-"}, Source: s}
}

// TestAnotherName: an output that is held goes to the first name that is free or ours,
// and people are told. Other errors stay what they are.
func TestAnotherName(t *testing.T) {
	dir := t.TempDir()
	f := filesIn(t, dir)
	if err := f.Check(NoJournal); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"p.report-2.csv": "somebody else's", "p.report-3.csv": report.ReportHeader + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	held := &atomicfile.Error{Path: f.Report, Message: "cannot be written", Err: fs.ErrPermission}
	write := func(path string) error {
		if path == filepath.Join(dir, "p.report.csv") {
			return held
		}
		return nil
	}
	if err := f.place(&f.Report, write); err != nil || f.Report != filepath.Join(dir, "p.report-3.csv") {
		t.Errorf("it goes to %s, %v; want the third name, which is ours", f.Report, err)
	}
	want := []string{`"p.report.csv" cannot be replaced (another program may have it open), so the report is in "p.report-3.csv".`}
	if got := f.News(); !slices.Equal(got, want) {
		t.Errorf("it says %q; want %q", got, want)
	}
	if f.News() != nil {
		t.Error("it says that twice")
	}
	full := errors.New("no space left on device")
	if err := f.place(&f.Summary, func(string) error { return full }); err != full || f.News() != nil {
		t.Errorf("a full disk: %v; want that error and no note", err)
	}
	if err := f.place(&f.Summary, func(string) error { return held }); err != held || f.News() != nil {
		t.Errorf("a folder that takes no file: %v; want the first error and no note", err)
	}
}

// TestCheckLeavesTemporaryFilesAlone: another run may be writing there.
func TestCheckLeavesTemporaryFilesAlone(t *testing.T) {
	dir := t.TempDir()
	f := filesIn(t, dir)
	var names []string
	for _, name := range []string{".p.report.csv.tmp", ".p.failed.csv.tmp", ".p.summary.json.tmp"} {
		names = append(names, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Check(NewJournal); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1+len(names) {
		t.Errorf("the folder holds %v, %v; want the input and %v", left, err, names)
	}
}

// TestIsHeld: what keeps one file from being replaced, and not others.
func TestIsHeld(t *testing.T) {
	for err, want := range map[error]bool{
		nil:              false,
		fs.ErrPermission: true,
		fs.ErrExist:      true,
		fs.ErrNotExist:   false,
		fmt.Errorf("x: %w", &os.PathError{Op: "open", Err: fs.ErrPermission}): true,
		errors.New("no space left on device"):                                 false,
	} {
		if got := atomicfile.IsHeld(err); got != want {
			t.Errorf("IsHeld(%v) = %v; want %v", err, got, want)
		}
	}
}

// TestFolderInThePlace: a folder that has the usual name of an output keeps nobody's rows
// from being imported. A folder that somebody chose is a mistake.
func TestFolderInThePlace(t *testing.T) {
	for _, name := range []string{"p.report.csv", "p.failed.csv", "p.summary.json"} {
		for _, usual := range []bool{true, false} {
			dir := t.TempDir()
			f := filesIn(t, dir)
			if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
				t.Fatal(err)
			}
			if usual {
				f.Usual = []string{f.Report, f.Failed, f.Summary}
			}
			err := f.Check(NoJournal)
			if news := f.News(); usual != (err == nil) || usual != (len(news) == 1) {
				t.Errorf("%s, usual %v: %v, and it says %q", name, usual, err, news)
			}
			other := filepath.Base(atomicfile.Numbered(name, 2))
			moved := slices.ContainsFunc([]string{f.Report, f.Failed, f.Summary}, func(path string) bool { return filepath.Base(path) == other })
			if moved != usual {
				t.Errorf("%s, usual %v: it goes to %q: %v", name, usual, other, moved)
			}
		}
	}
}
