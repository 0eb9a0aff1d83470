package importer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestRunLeavesForeignFiles: a run that may not write one of its outputs
// writes none, and leaves everything as it is.
func TestRunLeavesForeignFiles(t *testing.T) {
	for _, name := range []string{"p.check.csv", "p.check.json"} {
		in := writeFile(t, "p.csv", "email\nno\n")
		foreign := filepath.Join(filepath.Dir(in), name)
		if err := os.WriteFile(foreign, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := source.Open(in, source.Options{})
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
	s, err := source.Open(in, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = New(nil, Options{DryRun: true, Report: in, Force: true}).Run(context.Background(), s)
	if err == nil || !strings.HasSuffix(err.Error(), "is the input itself; choose another file") {
		t.Errorf("Run = %v; want a refusal", err)
	}
}

func TestTwoOutputsAtOnePlace(t *testing.T) {
	s := openText(t, "email\na@x\n")
	path := filepath.Join(t.TempDir(), "x")
	_, err := New(nil, Options{DryRun: true, Report: path, Failed: filepath.Dir(path) + "/./x"}).Run(context.Background(), s)
	if err == nil || !strings.HasSuffix(err.Error(), "is used for two things; choose another file for one of them") {
		t.Errorf("Run = %v; want a refusal", err)
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
