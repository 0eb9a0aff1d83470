//go:build unix

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"partner-import/cmd/pgtest"
)

// standby starts a server with a standby. Both end with the test.
func standby(t *testing.T) (db, behind *pgtest.Server) {
	t.Helper()
	db = pgtest.Start(t)
	behind, err := db.Standby()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.Remove)
	return db, behind
}

// wantTrue checks a report of rows that are all there: none is created twice, and each
// line has the id of its partner. It returns how many lines say "exists".
func wantTrue(t *testing.T, api *service, p *process, rows int) (exists int) {
	t.Helper()
	ids := api.created(t) // fails if one is there twice
	if len(ids) != rows {
		t.Errorf("%d partners; want %d", len(ids), rows)
	}
	for _, l := range readReport(t, read(t, p.file("partners.report.csv")), rows) {
		if l["status"] != "created" && l["status"] != "exists" || l["partner_id"] != ids[l["email"]] {
			t.Errorf("%v; the API has %q", l, ids[l["email"]])
		}
		if l["status"] == "exists" {
			exists++
		}
	}
	return exists
}

// TestDatabaseFailsOver: the machine of the database is lost, and its standby was behind.
// The run notices and stops. The next one creates nobody twice, and says "exists" of
// partners that the standby did not know, and of no others.
func TestDatabaseFailsOver(t *testing.T) {
	patient(t)
	const rows = 2000
	db, behind := standby(t)
	api := serve(t, append(someFaults(), "--latency", "10ms")...)
	first := inDatabase(t, db, "postgres:acme", api.url, numbered(rows), "--rate", "100/s", "--settle", "500ms", "--wait", "2m")
	first.begin(t)
	api.await(t, 300)
	behind.Kill()
	at := len(api.created(t))
	api.await(t, at+200)
	db.Kill()
	unknown := len(api.created(t)) - at
	if err := behind.TakeOver(db); err != nil {
		t.Fatal(err)
	}
	if status := first.status(t); status != exitStopped {
		t.Errorf("the run that lost entries = %d; want 3\n%s", status, &first.stderr)
	}
	first.says(t, "has lost what the database had confirmed")
	died := time.Now()
	second := first.elsewhere(t)
	second.run(t, exitOK)
	exists := wantTrue(t, api, second, rows)
	if exists == 0 || exists > unknown+32 { // and those that were on their way
		t.Errorf("%d lines say \"exists\"; want some, and at most those %d that the standby did not know", exists, unknown)
	}
	before := len(api.entries(t))
	third := second.elsewhere(t)
	third.run(t, exitOK)
	if cost := len(api.entries(t)) - before; cost != 1 {
		t.Errorf("the third run made %d requests; want 1", cost)
	}
	t.Logf("%d partners were created behind the standby's back: %d lines say exists; the next run ended %v after it began",
		unknown, exists, time.Since(died).Round(time.Millisecond))
}

// TestFrozenMachineFailsOver: a machine stands still while the database fails over to a state
// before its run. It sends nothing when it wakes up, although the number of its lease may
// be that of nobody, or of another run.
func TestFrozenMachineFailsOver(t *testing.T) {
	patient(t)
	db, behind := standby(t)
	lose := func() {
		behind.Kill()
		db.Kill()
		if err := behind.TakeOver(db); err != nil {
			t.Fatal(err)
		}
		for _, sql := range []string{ // as if the standby had been behind by all of the run
			"DELETE FROM partner_import.entry",
			fmt.Sprintf("UPDATE partner_import.journal SET token = token - %d, until = '-infinity', holder = ''", 120*time.Second.Microseconds()),
		} {
			if out, err := behind.Query(sql); err != nil {
				t.Fatal(out, err)
			}
		}
	}
	first, posts := freeze(t, db, "postgres:acme", program(t), lose)
	if posts > 0 {
		t.Errorf("the frozen run made %d POSTs when it woke up", posts)
	}
	if text := read(t, first.file("partners.summary.json")); !strings.Contains(text, "journal taken over") {
		t.Errorf("the summary of the frozen run: %s", text)
	}
}
