package importer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/windows"

	"partner-import/importer"
)

// hold opens a file as a spreadsheet does: others may read it, and nothing else.
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	handle, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return func() { _ = windows.CloseHandle(handle) }
}

// TestHeldBySpreadsheet: the outputs of the last run are open in a spreadsheet. The next
// one writes its own beside them, and says so.
func TestHeldBySpreadsheet(t *testing.T) {
	in := object{"partners.csv", "email\nada@example.com\nnobody\n"}
	for _, name := range []string{"partners.report.csv", "partners.failed.csv", "partners.summary.json"} {
		o := importer.Options{Dir: t.TempDir()}
		if _, err := in.run(t, o); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(filepath.Join(o.Dir, name))
		release := hold(t, filepath.Join(o.Dir, name))
		summary, err := in.run(t, o)
		after, _ := os.ReadFile(filepath.Join(o.Dir, name))
		release()
		stem, ending, _ := strings.Cut(name, ".")
		ending, last, _ := strings.Cut(ending, ".")
		beside := filepath.Join(o.Dir, stem+"."+ending+"-2."+last)
		if _, there := os.Stat(beside); err != nil || there != nil || len(summary.Missing) > 0 || string(before) != string(after) {
			t.Errorf("%s is held: %v, %v; the folder has %v", name, err, summary.Missing, filesIn(t, o.Dir))
		}
		if !strings.Contains(strings.Join(summary.Warnings, "\n"), filepath.Base(beside)) {
			t.Errorf("%s is held: nobody says where it is: %q", name, summary.Warnings)
		}
	}
}
