//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"partner-import/cmd/pgtest"
)

// These tests are the crash tests for a journal in PostgreSQL. Each run of a command is
// on "another machine": in another folder, with nothing but the file.

// inDatabase prepares an import with a journal in the server.
func inDatabase(t *testing.T, db *pgtest.Server, place, base, text string, flags ...string) *process {
	t.Helper()
	p := importing(t, base, text, append([]string{"--journal", place, "--quiet"}, flags...)...)
	p.Env = append(p.Env, db.Environment()...)
	return p
}

// elsewhere prepares the same command on another machine: in another folder and, if root
// runs the tests, as another user.
func (p *process) elsewhere(t *testing.T, flags ...string) *process {
	t.Helper()
	q := p.again(t)
	q.Args = append(q.Args, flags...)
	q.Dir = t.TempDir()
	write(t, q.file("partners.csv"), read(t, p.file("partners.csv")))
	q.lend(t)
	return q
}

// expire ends the lease of a run that was killed, as a minute would. With TORTURE=1 the
// minute is waited for.
func expire(t *testing.T, db *pgtest.Server) {
	t.Helper()
	if os.Getenv("TORTURE") != "" {
		return
	}
	if out, err := db.Query("UPDATE partner_import.journal SET until = clock_timestamp()"); err != nil {
		t.Fatal(out, err)
	}
}

func wantAllOnce(t *testing.T, api *service, p *process, rows int) {
	t.Helper()
	if v := judge(t, api, read(t, p.file("partners.report.csv")), rows); v.lost+v.twice+v.wrong > 0 {
		t.Errorf("%+v; want nothing lost, twice or wrong", v)
	}
}

// TestMachineDies: after kill -9, another machine continues within the lease. Nobody is
// created twice, and the report is true. A third run costs one request.
func TestMachineDies(t *testing.T) {
	rows := tortured(300, 2000)
	for round := range tortured(1, 10) {
		db, place := database(t)
		api := serve(t, append(someFaults(), "--latency", "10ms")...)
		first := inDatabase(t, db, place, api.url, numbered(rows), "--rate", "200/s", "--settle", "500ms", "--wait", "2m")
		first.begin(t)
		api.await(t, rows/4+rand.IntN(rows/4))
		_ = first.Process.Kill()
		_ = first.Wait()
		died := time.Now()
		time.Sleep(300 * time.Millisecond) // until the requests that were under way are in the ledger
		before := len(api.entries(t))
		expire(t, db)
		second := first.elsewhere(t)
		second.begin(t)
		for len(api.entries(t)) <= before+1 && time.Since(died) < 2*time.Minute { // beyond its ping
			time.Sleep(10 * time.Millisecond)
		}
		took := time.Since(died)
		if status := second.status(t); status != exitOK {
			t.Fatalf("the second machine = %d; want 0\n%s", status, &second.stderr)
		}
		if took > 70*time.Second {
			t.Errorf("the second machine continued after %v; want it within the lease", took)
		}
		wantAllOnce(t, api, second, rows)
		before = len(api.entries(t))
		third := second.elsewhere(t)
		third.run(t, exitOK)
		if cost := len(api.entries(t)) - before; cost != 1 {
			t.Errorf("the third run made %d requests; want 1", cost)
		}
		wantAllOnce(t, api, third, rows)
		t.Logf("round %d: %d rows, continued after %v", round, rows, took.Round(time.Millisecond))
	}
}

// TestKilledOnManyMachines: every few moments another machine dies.
func TestKilledOnManyMachines(t *testing.T) {
	if os.Getenv("TORTURE") != "" {
		t.Skip("each kill would cost a minute: TestMachineDies waits for that")
	}
	t.Parallel()
	db, place := database(t)
	const rows = 1000
	api := serve(t, append(faults(), "--latency", "10ms")...)
	p := inDatabase(t, db, place, api.url, numbered(rows), "--rate", "700/s", "--settle", "300ms")
	kills := 0
	for ; kills < tortured(6, 12); kills++ {
		p = p.elsewhere(t)
		p.begin(t)
		timer := time.AfterFunc(200*time.Millisecond+rand.N(400*time.Millisecond), func() { _ = p.Process.Kill() })
		_ = p.Wait()
		timer.Stop()
		if p.ProcessState.Exited() {
			break
		}
		if out, err := db.Query("UPDATE partner_import.journal SET until = clock_timestamp()"); err != nil && !strings.Contains(out, "does not exist") {
			t.Fatal(out, err)
		}
	}
	p = p.elsewhere(t)
	p.run(t, exitOK)
	wantAllOnce(t, api, p, rows)
	t.Logf("%d kills", kills)
}

// TestTwoRunsOfAKey: the second run is refused with the name of the first one, or waits,
// or gets its turn when the slice of the first one is over.
func TestTwoRunsOfAKey(t *testing.T) {
	db, place := database(t)
	const rows = 1500
	api := serve(t, "--latency", "5ms")
	first := inDatabase(t, db, place, api.url, numbered(rows), "--rate", "100/s", "--slice", "1s")
	first.begin(t)
	api.await(t, 20)
	second := first.elsewhere(t)
	second.run(t, exitNotStarted)
	host, _ := os.Hostname()
	second.says(t, fmt.Sprintf("the journal %s is in use by process %d on %s, since ", place, first.Process.Pid, host))
	night := inDatabase(t, db, place, api.url, "email\nnight1@example.com\nnight2@example.com\n", "--wait", "1m")
	night.run(t, exitOK)
	if status := first.status(t); status != exitStopped {
		t.Errorf("the first run = %d; want that it gave way\n%s", status, &first.stderr)
	}
	if text := read(t, first.file("partners.summary.json")); !strings.Contains(text, `"stop_reason": "another run's turn"`) {
		t.Errorf("the summary of the run that gave way: %s", text)
	}
	rest := first.elsewhere(t, "--rate", "2000/s", "--slice", "0s")
	rest.run(t, exitOK)
	if n := len(api.created(t)); n != rows+2 {
		t.Errorf("%d partners; want %d", n, rows+2)
	}
}

// TestDatabaseStops: while the database is away, nothing is sent. When it is back, the
// run continues to its end.
func TestDatabaseStops(t *testing.T) {
	db, place := database(t)
	const rows = 500
	api := serve(t, "--latency", "5ms")
	p := inDatabase(t, db, place, api.url, numbered(rows), "--rate", "100/s")
	p.begin(t)
	api.await(t, 50)
	db.Kill()
	time.Sleep(500 * time.Millisecond) // what was under way ends
	before := len(api.entries(t))
	time.Sleep(time.Duration(tortured(1, 9)) * time.Second)
	if meanwhile := len(api.entries(t)) - before; meanwhile > 0 {
		t.Errorf("%d requests were made while the database was away", meanwhile)
	}
	if err := db.Run(); err != nil {
		t.Fatal(err)
	}
	if status := p.status(t); status != exitOK {
		t.Fatalf("the run = %d; want 0\n%s", status, &p.stderr)
	}
	wantAllOnce(t, api, p, rows)
}

// TestDatabaseSignal: SIGTERM gives the journal back at once.
func TestDatabaseSignal(t *testing.T) {
	db, place := database(t)
	const rows = 400
	api := serve(t, "--latency", "5ms")
	first := inDatabase(t, db, place, api.url, numbered(rows), "--rate", "100/s")
	first.begin(t)
	api.await(t, 30)
	_ = first.Process.Signal(syscall.SIGTERM)
	if status := first.status(t); status != 128+int(syscall.SIGTERM) {
		t.Errorf("the first run = %d; want 143", status)
	}
	second := first.elsewhere(t, "--rate", "2000/s")
	second.run(t, exitOK)
	wantAllOnce(t, api, second, rows)
	report := read(t, second.file("partners.report.csv"))
	again := second.elsewhere(t)
	again.Args = []string{again.Path, "report", "partners.csv", "--journal", place}
	again.run(t, exitOK)
	if got := read(t, again.file("partners.report.csv")); got != report {
		t.Error("the rebuilt report differs from that of the run")
	}
	check := second.elsewhere(t)
	check.Args = []string{check.Path, "verify", "partners.csv", "--journal", place, "--rate", "2000/s"}
	check.run(t, exitOK)
	if left, _ := filepath.Glob(second.file("*journal*")); len(left) > 0 {
		t.Errorf("files of a journal beside the input: %q", left)
	}
}
