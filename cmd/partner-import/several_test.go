//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSeveralStopped: a signal ends the sequence with its exit status, which is
// worse than any other, and the files that were not started are named.
func TestSeveralStopped(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and other tests kill and stop the program under the race detector")
	}
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.csv"), "word\nmilk\n")
	write(t, filepath.Join(dir, "b.csv"), "email\n"+strings.Repeat("x", 3)+"@example.com\nb@example.com\n")
	write(t, filepath.Join(dir, "c.csv"), "email\nc@example.com\n")
	p := prepare(t, dir, nil, program(t), "import", "a.csv", "b.csv", "c.csv", "--sandbox", "--rate", "1/m", "--no-progress")
	p.begin(t)
	for range 500 {
		if _, err := os.Stat(filepath.Join(dir, "b.report.csv")); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := p.status(t); status != 143 {
		t.Errorf("exit status %d; want 143", status)
	}
	said := p.stderr.String()
	for _, want := range []string{"==> b.csv (2 of 3)", "still to do: c.csv. Run the same command again", "not started: 1 of the files\n  a.csv: "} {
		if !strings.Contains(said, want) {
			t.Errorf("it says\n%s\nwant %q", said, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "c.report.csv")); err == nil || strings.Contains(said, "==> c.csv") {
		t.Error("c.csv was begun")
	}
}
