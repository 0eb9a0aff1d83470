package undo_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
	"partner-import/importer/stop"
	"partner-import/importer/undo"
)

// downgrade makes a journal one of an older format.
func (l *lab) downgrade(name string, version int) {
	l.Helper()
	db, err := sql.Open("sqlite", l.path(name))
	l.must(err)
	defer db.Close()
	drop := []string{"account.rate"}
	if version < 4 {
		drop = append(drop, "entry.updated", "entry.undone")
	}
	if version < 3 {
		drop = append(drop, "entry.doubt", "entry.asked", "entry.maker", "entry.made", "run.failed")
	}
	if version < 2 {
		drop = append(drop, "entry.ours", "entry.policy")
	}
	for _, column := range drop {
		table, column, _ := strings.Cut(column, ".")
		_, err := db.Exec("ALTER TABLE " + table + " DROP COLUMN " + column)
		l.must(err)
	}
	_, err = db.Exec(fmt.Sprintf("PRAGMA user_version=%d", version))
	l.must(err)
}

// TestOldJournals: an undo takes journals of older formats over.
func TestOldJournals(t *testing.T) {
	for version := 1; version <= 4; version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			l := newLab(t, sandbox.Options{Partners: []sandbox.Partner{{Email: "old@x.org", ID: "old"}}})
			l.imports("p.csv", "email,id\na@x.org,a\nold@x.org,\nb@x.org,b\n")
			l.downgrade("p.journal", version)
			l.ahead = time.Hour
			_, err := l.client.Update(t.Context(), "b", client.Changes{Name: new("B")})
			l.must(err)
			lines, _ := l.undoes("p.csv", undo.Options{})
			l.same("lines", map[string]string{"a@x.org": "archived", "old@x.org": "exists not_created", "b@x.org": "exists partner_changed"}, lines)
			l.imports("p.csv", "email,id\na@x.org,a\nold@x.org,\nb@x.org,b\n")
			l.same("report", map[string]string{"a@x.org": "failed partner_archived", "old@x.org": "exists", "b@x.org": "created"}, l.lines("p.report.csv"))
		})
	}
}

// TestStopped: an undo that is stopped has a line for each partner, and the next one
// continues.
func TestStopped(t *testing.T) {
	l := newLab(t, sandbox.Options{Latency: 5 * time.Millisecond})
	text := "email\n"
	for i := range 300 {
		text += fmt.Sprintf("p%d@x.org\n", i)
	}
	l.imports("p.csv", text)
	o := undo.Options{Rate: client.LimiterOptions{Rate: 500}, Target: importer.TargetSummary{Host: l.client.Host()}, Fingerprint: "f00d"}
	var u *undo.Undoer
	o.OnProgress = func(p importer.Progress) {
		if p.Sent > 20 {
			u.Stop(stop.Cancelled, nil)
		}
	}
	u = undo.New(l.client, o)
	summary, err := u.Run(t.Context(), l.path("p.csv"))
	if err == nil || summary == nil || summary.Rows != 300 || summary.Counts["unsent"] == 0 || summary.ExitStatus != 3 {
		t.Fatalf("stopped: %v, %+v", err, summary)
	}
	archived := 0
	for email, status := range l.statuses() {
		if line := l.lines("p.undo.csv")[email]; (status == "archived") != (line == "archived") {
			t.Fatalf("%s is %s, and its line says %q", email, status, line)
		}
		if status == "archived" {
			archived++
		}
	}
	_, summary = l.undoes("p.csv", undo.Options{})
	if summary.Counts["archived"] != 300 || summary.ThisRun["archived"] != 300-archived {
		t.Errorf("continued: %v, this run %v; want %d of 300 in this run", summary.Counts, summary.ThisRun, 300-archived)
	}
}

// TestUnsettled: a partner that an import may have created stays, until the import has
// found out.
func TestUnsettled(t *testing.T) {
	l := newLab(t, sandbox.Options{Faults: []sandbox.Fault{{Kind: "504", After: true, First: 1}, {Kind: "500", On: "find", Share: 1}}})
	l.imports("p.csv", "email\na@x.org\n")
	l.box.SetFaults(nil)
	lines, summary := l.undoes("p.csv", undo.Options{})
	l.same("lines", map[string]string{"a@x.org": "unknown outcome_unknown"}, lines)
	l.same("account", map[string]string{"a@x.org": "active"}, l.statuses())
	if summary.ExitStatus != 1 {
		t.Errorf("exit status %d; want 1", summary.ExitStatus)
	}
	l.imports("p.csv", "email\na@x.org\n")
	lines, _ = l.undoes("p.csv", undo.Options{})
	l.same("after another import", map[string]string{"a@x.org": "archived"}, lines)
}
