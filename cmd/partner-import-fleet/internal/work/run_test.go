package work

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/client/sandbox"
)

// TestImport: a file is copied and imported, and its outputs are in the store.
func TestImport(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(30)
	o, err := w.run(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if o.ExitStatus != 0 || o.Rows != 30 || o.Counts["created"] != 30 || o.NeedsPerson || w.created() != 30 {
		t.Errorf("outcome %+v, and %d created", o, w.created())
	}
	for _, name := range []string{"partners.report.csv", "partners.summary.json", "partners.html"} {
		if _, err := os.Stat(w.path("store", o.Folder, name)); err != nil {
			t.Error(err)
		}
	}
	if left, _ := filepath.Glob(w.path("scratch", "*")); len(left) > 0 {
		t.Errorf("%q is left on the worker", left)
	}
	again, err := w.run(s, 2)
	if err != nil || again.Requests != 1 || again.Counts["created"] != 30 || again.Folder == o.Folder {
		t.Errorf("the next turn: %+v, %v; want 1 request, and a folder of its own", again, err)
	}
}

// TestSomeRowsNeedAPerson: the exit status is that of partner-import.
func TestSomeRowsNeedAPerson(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	w.write("store/in/partners.csv", rows(3)+"not an address,X\n")
	s, err := w.stage()
	if err != nil {
		t.Fatal(err)
	}
	o, err := w.run(s, 1)
	if err != nil || o.ExitStatus != 1 || !o.NeedsPerson || strings.Contains(o.Why, "@") {
		t.Errorf("outcome %+v, %v; want exit status 1 and a person", o, err)
	}
}
