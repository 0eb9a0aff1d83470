package importer_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partner-import/importer"
	"partner-import/importer/source"
)

// filesIn are the names in a folder, sorted.
func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// An object is a file that is not on this machine.
type object struct{ name, text string }

func (o object) run(t *testing.T, options importer.Options) (*importer.Summary, error) {
	t.Helper()
	c, closeAll := Connect()
	defer closeAll()
	s, err := source.OpenReader(strings.NewReader(o.text), o.name, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return importer.New(c, options).Run(t.Context(), s)
}

// TestDir: the outputs of an input whose name is no path go to a folder, and nothing
// goes anywhere else. The summary has the name of the input.
func TestDir(t *testing.T) {
	t.Chdir(t.TempDir())
	in := object{"s3://bucket/in/partners.csv", "email\nada@example.com\nnobody\n"}
	elsewhere := filepath.Join(t.TempDir(), "acme.journal")
	for _, tt := range []struct {
		o    importer.Options
		want string
	}{
		{importer.Options{}, "partners.failed.csv partners.journal partners.report.csv partners.summary.json"},
		{importer.Options{DryRun: true}, "partners.check.csv partners.check.json partners.failed.csv"},
		{importer.Options{Sandbox: true, Journal: "-"}, "partners.sandbox.failed.csv partners.sandbox.report.csv partners.sandbox.summary.json"},
		{importer.Options{Journal: elsewhere}, "partners.failed.csv partners.report.csv partners.summary.json"},
	} {
		o, want := tt.o, strings.Fields(tt.want)
		o.Dir = t.TempDir()
		summary, err := in.run(t, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := filesIn(t, o.Dir); !slices.Equal(got, want) {
			t.Errorf("%+v: the folder has %v; want %v", o, got, want)
		}
		if summary.Input.Name != in.name {
			t.Errorf("the input is called %q; want %q", summary.Input.Name, in.name)
		}
		for _, out := range summary.Outputs {
			if filepath.Dir(out.Path) != o.Dir {
				t.Errorf("the %s is %s; want it in %s", out.What, out.Path, o.Dir)
			}
		}
	}
	if left := filesIn(t, "."); left != nil {
		t.Errorf("%v is beside the input, which is nowhere", left)
	}
}

// TestDirAgain: the same input in the same folder is the same import: failed rows that
// were edited are kept, and what was done is known.
func TestDirAgain(t *testing.T) {
	in := object{"s3://bucket/in/partners.csv", "email\nada@example.com\nnobody\n"}
	o := importer.Options{Dir: t.TempDir()}
	if _, err := in.run(t, o); err != nil {
		t.Fatal(err)
	}
	failed := filepath.Join(o.Dir, "partners.failed.csv")
	if err := os.WriteFile(failed, []byte("email\nbob@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	summary, err := in.run(t, o)
	if err != nil || summary.Kept != filepath.Join(o.Dir, "partners.failed.edited.csv") {
		t.Errorf("Run = %v; the edited rows are in %q", err, cmp.Or(summary.Kept, "nothing"))
	}
	if summary.Requests != 1 {
		t.Errorf("%d requests; want 1, since the journal knows the rest", summary.Requests)
	}
}

// TestDirNotStarted: a run that did not start says so in the folder.
func TestDirNotStarted(t *testing.T) {
	in := object{"s3://bucket/in/partners.csv", "email\nada@example.com\n"}
	o := importer.Options{Dir: t.TempDir()}
	if _, err := in.run(t, o); err != nil {
		t.Fatal(err)
	}
	if o.IsRunning(in.name) {
		t.Error("a run that is over is running")
	}
	if err := o.NoteNotStarted(in.name, "the input is gone", 2); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(o.Dir, "partners.summary.json"))
	if err != nil || !strings.Contains(string(text), "not started: the input is gone") || !strings.Contains(string(text), in.name) {
		t.Errorf("%s, %v", text, err)
	}
}

// TestDirMissing: a folder that does not exist is refused before anything is sent.
func TestDirMissing(t *testing.T) {
	in := object{"s3://bucket/in/partners.csv", "email\nada@example.com\n"}
	summary, err := in.run(t, importer.Options{Dir: filepath.Join(t.TempDir(), "gone")})
	if summary != nil || err == nil || !strings.Contains(err.Error(), "its folder does not exist") {
		t.Errorf("%v, %v", summary, err)
	}
}
