//go:build unix

package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// undoFaults are 17 of 100 requests that go wrong, of each kind of request. Of those
// that change a partner, half have their effect.
func undoFaults() []string {
	var flags []string
	for _, op := range []string{"archive", "restore", "find"} {
		for _, fault := range []string{"500:3%", "502-html:2%", "503:2%", "reset:2%", "504-after:4%", "cut-after:4%"} {
			flags = append(flags, "--fault", op+":"+fault)
		}
	}
	return flags
}

// oldAndNew is a file with rows of partners who are there, among others.
func oldAndNew(old, fresh int) (before, all string) {
	var a, b strings.Builder
	a.WriteString("email,name\n")
	b.WriteString("email,name,key\n")
	for i := range old + fresh {
		if i%((old+fresh)/old) == 0 && i/((old+fresh)/old) < old {
			fmt.Fprintf(&a, "old%d@example.com,Old %d\n", i, i)
			fmt.Fprintf(&b, "old%d@example.com,Old %d,\n", i, i)
		} else {
			fmt.Fprintf(&b, "new%d@example.com,New %d,key-%d\n", i, i, i)
		}
	}
	return a.String(), b.String()
}

// archivedBy is what the ledger says about each partner: whether it is archived now,
// by its address.
func (s *service) archivedBy(t *testing.T) map[string]bool {
	t.Helper()
	is := map[string]bool{}
	for _, e := range s.entries(t) {
		switch e.Action {
		case "archive":
			is[e.Email] = true
		case "restore":
			is[e.Email] = false
		case "delete":
			t.Errorf("%s was deleted", e.Email)
		}
	}
	return is
}

// TestKilledUndo: an undo that is killed again and again, while the API fails as
// servers do, archives the partners that the import created, and no others. Its report
// is true by the server's ledger. The same holds for taking it back. After each, an
// import is right.
func TestKilledUndo(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and other tests kill and stop the program under the race detector")
	}
	t.Parallel()
	old, fresh, kills := tortured(100, 1000), tortured(300, 3000), tortured(8, 40)
	api := serve(t, append(undoFaults(), "--latency", "5ms")...)
	flags := []string{"--rate", "700/s", "--settle", "300ms", "--quiet"}
	before, all := oldAndNew(old, fresh)
	importing(t, api.url, before, flags...).run(t, exitOK)
	p := importing(t, api.url, all, flags...)
	p.run(t, exitOK)

	command := func(name string, more ...string) *process {
		q := p.again(t)
		q.Args = append(append([]string{q.Path, name, "partners.csv"}, more...), flags...)
		return q
	}
	check := func(what, wanted string, archived bool, killed int) {
		t.Helper()
		is, counts := api.archivedBy(t), map[string]int{}
		for _, l := range readReport(t, read(t, p.file("partners.undo.csv")), len(is)+countOf(is, what, old)) {
			counts[l["status"]]++
			isNew := strings.HasPrefix(l["email"], "new")
			switch {
			case isNew && (l["status"] != wanted || is[l["email"]] != archived):
				t.Fatalf("%s: %v, and the ledger says archived: %v", what, l, is[l["email"]])
			case !isNew && l["status"] != "exists":
				t.Fatalf("%s: %v; want it to stay", what, l)
			}
		}
		for email := range is {
			if !strings.HasPrefix(email, "new") {
				t.Errorf("%s was touched", email)
			}
		}
		if len(is) != fresh || counts[wanted] != fresh {
			t.Errorf("%s: %d partners in the ledger, and the report has %v; want %d", what, len(is), counts, fresh)
		}
		t.Logf("%s: %d kills, %v", what, killed, counts)
	}

	n := strconv.Itoa(fresh)
	killed := killAtRandom(t, command("undo", "--yes", n), kills, 250*time.Millisecond)
	command("undo", "--yes", n).run(t, exitOK)
	check("undo", "archived", true, killed)
	command("import").run(t, exitSomeFailed)
	for _, l := range readReport(t, read(t, p.file("partners.report.csv")), old+fresh) {
		if isNew := strings.HasPrefix(l["email"], "new"); isNew != (l["error_code"] == "partner_archived") || !isNew && l["status"] != "exists" {
			t.Fatalf("an import after the undo says %v", l)
		}
	}

	killed = killAtRandom(t, command("undo", "--restore", "--yes", n), kills, 250*time.Millisecond)
	command("undo", "--restore", "--yes", n).run(t, exitOK)
	check("restore", "restored", false, killed)
	asked := len(api.entries(t))
	command("import").run(t, exitOK)
	for _, l := range readReport(t, read(t, p.file("partners.report.csv")), old+fresh) {
		if want := map[bool]string{true: "created", false: "exists"}[strings.HasPrefix(l["email"], "new")]; l["status"] != want {
			t.Fatalf("an import after the restore says %v", l)
		}
	}
	if got := len(api.entries(t)) - asked; got > 3 { // the ping, which may fail
		t.Errorf("an import after the restore made %d requests; want the ping", got)
	}
}

// countOf is how many lines a report has beyond those of the ledger: an undo has one
// for each partner who was there before.
func countOf(_ map[string]bool, what string, old int) int {
	if what == "undo" {
		return old
	}
	return 0
}
