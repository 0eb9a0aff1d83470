//go:build unix

package main

import (
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestThirdSignalKills: also if everything hangs, as when the reader of our output
// stops reading.
func TestThirdSignalKills(t *testing.T) {
	p := prepare(t, t.TempDir(), nil, program(t), "validate", "-", "--report", "-")
	p.Stdin = strings.NewReader("email\n" + strings.Repeat("no\n", 100_000))
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	p.Stdout = writer
	p.begin(t)
	writer.Close()
	if _, err := io.ReadFull(reader, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	for range 3 { // the system merges signals that come at once
		time.Sleep(200 * time.Millisecond)
		if err := p.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.status(t); got != 130 {
		t.Errorf("exit status %d; want 130\n%s", got, &p.stderr)
	}
}
