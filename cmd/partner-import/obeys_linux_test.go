package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// These tests count the work of a process in seconds of its processors. That depends
// less on the machine than the time on a clock.

// worked is how much a process has worked so far, and whether it runs.
func worked(p *process) (time.Duration, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Process.Pid))
	_, rest, ok := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if err != nil || !ok || len(fields) < 13 || fields[0] == "Z" {
		return 0, false
	}
	var ticks int
	for _, field := range fields[11:13] { // utime and stime, see proc(5)
		n, _ := strconv.Atoi(field)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, true
}

// stopsAfter has a command work for so long, and stops it. It returns how much it worked
// after the signal, and whether it was stopped before its end.
func stopsAfter(t *testing.T, dir string, work time.Duration, args ...string) (more time.Duration, stopped bool) {
	t.Helper()
	p := prepare(t, dir, nil, program(t), args...)
	p.begin(t)
	before, running := worked(p)
	for running && before < work {
		time.Sleep(2 * time.Millisecond)
		before, running = worked(p)
	}
	_ = p.Process.Signal(syscall.SIGTERM)
	if status := p.status(t); status != 143 {
		return 0, false
	}
	said := p.stderr.String() + p.stdout.String()
	if !strings.Contains(said, "stopped (terminated) before anything was sent.") {
		t.Errorf("%v: it says %q", args, said)
	}
	return p.ProcessState.UserTime() + p.ProcessState.SystemTime() - before, true
}

// most is how much a stopped check may still work. That is less than a second, so that a
// small file is enough for this test.
const most = 400 * time.Millisecond

// TestObeysWhereverItIs: a signal ends a check within a second of work: while it reads a
// text or a workbook, and while it writes its outputs.
func TestObeysWhereverItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads large files again and again")
	}
	const rows = 80_000
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("email,name,note\n")
	for n := range rows {
		fmt.Fprintf(&text, "person %d,Name %d,note %d\n", n, n, n*7919)
	}
	p := prepare(t, dir, nil, program(t), "validate", "p.csv", "--failed", "book.xlsx", "--quiet")
	write(t, p.Dir+"/p.csv", text.String())
	p.run(t, 1) // the workbook has the same rows
	for _, args := range [][]string{
		{"validate", "p.csv", "--failed", "f.csv", "--report", "r.csv", "--summary", "s.json"},
		{"validate", "book.xlsx", "--failed", "f.xlsx", "--report", "r.csv", "--summary", "s.json"},
	} {
		stops := 0
		for work := 100 * time.Millisecond; ; work *= 3 {
			more, stopped := stopsAfter(t, dir, work, args...)
			if !stopped {
				break
			}
			stops++
			if more > most {
				t.Errorf("%v: stopped after %v of work, it worked for another %v", args, work, more)
			}
		}
		t.Logf("%v: stopped at %d places", args, stops)
		if stops < 2 {
			t.Errorf("%v: it was stopped at %d places only: the file is too small for this test", args, stops)
		}
	}
}
