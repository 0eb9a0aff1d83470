//go:build unix

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"partner-import/cmd/pgtest"
)

// patient skips a test that waits for leases to end.
func patient(t *testing.T) {
	t.Helper()
	if os.Getenv("TORTURE") == "" {
		t.Skip("takes two minutes: set TORTURE=1")
	}
}

// signal sends a signal to the process.
func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// posts counts the creates in the ledger behind so many entries.
func (s *service) posts(t *testing.T, behind int) (n int) {
	t.Helper()
	for _, e := range s.entries(t)[behind:] {
		if e.Method == "POST" {
			n++
		}
	}
	return n
}

// freeze has the program stand still in the middle, for longer than its lease, while
// another machine finishes the import. It returns how many creates it sent when it woke up.
func freeze(t *testing.T, db *pgtest.Server, place, program string, meanwhile func()) (woke *process, posts int) {
	t.Helper()
	const rows = 2000
	api := serve(t, "--latency", "20ms")
	first := inDatabase(t, db, place, api.url, numbered(rows), "--rate", "100/s")
	second := first.elsewhere(t, "--wait", "2m", "--rate", "400/s")
	first.Path = program
	first.begin(t)
	api.await(t, 200)
	first.signal(t, syscall.SIGSTOP)
	frozen := time.Now()
	meanwhile()
	second.run(t, exitOK)
	time.Sleep(time.Until(frozen.Add(90 * time.Second)))
	before := len(api.entries(t))
	first.signal(t, syscall.SIGCONT)
	if status := first.status(t); status != exitStopped {
		t.Errorf("the frozen run = %d; want 3\n%s", status, &first.stderr)
	}
	wantTrue(t, api, second, rows)
	return first, api.posts(t, before)
}

// TestFrozenMachine: a machine that stood still for longer than its lease sends nothing
// when it wakes up.
func TestFrozenMachine(t *testing.T) {
	patient(t)
	db, place := database(t)
	first, posts := freeze(t, db, place, program(t), func() {})
	if posts > 0 {
		t.Errorf("the frozen run made %d POSTs when it woke up", posts)
	}
	if text := read(t, first.file("partners.summary.json")); !strings.Contains(text, "journal taken over") {
		t.Errorf("the summary of the frozen run: %s", text)
	}
}

// TestFrozenMachineUnchecked is the control of TestFrozenMachine: a program that does not
// look at its lease before it sends. It must be caught.
func TestFrozenMachineUnchecked(t *testing.T) {
	patient(t)
	db, place := database(t)
	careless := spoiled(t, "importer/internal/journal/lease.go",
		"return l.state == held && !isPast(l.until.Add(-d))", "return true",
		"if l.state != lostOnce {", "if false {",
		"\treturn l.until\n", "\treturn l.until.Add(time.Hour)\n") // or the requests end as they begin
	_, posts := freeze(t, db, place, careless, func() {})
	if posts == 0 {
		t.Error("a program that does not look at its lease was not caught")
	}
	t.Logf("without the check, the frozen run made %d POSTs when it woke up", posts)
}

// spoiled builds the program with a mistake: in that file of the project, each old text is
// replaced by the new one behind it.
func spoiled(t *testing.T, file string, changes ...string) string {
	t.Helper()
	original, err := filepath.Abs(filepath.Join("..", "..", filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, original)
	for i := 0; i < len(changes); i += 2 {
		if strings.Count(text, changes[i]) != 1 {
			t.Fatalf("%s does not have %q once: change this test with it", file, changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	dir := t.TempDir()
	changed, overlay, path := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "spoiled")
	write(t, changed, text)
	list, _ := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	write(t, overlay, string(list))
	if out, err := exec.Command("go", "build", "-overlay", overlay, "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}
