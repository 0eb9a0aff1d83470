//go:build unix

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStopWhileReading: a signal, or the end of its time, ends a run that waits for
// standard input, before anything is sent or written.
func TestStopWhileReading(t *testing.T) {
	for _, tt := range []struct {
		name   string
		flags  []string
		signal syscall.Signal
		status int
		says   string
	}{
		{"SIGINT", nil, syscall.SIGINT, 130, "stopped (interrupt) before anything was sent."},
		{"SIGTERM", nil, syscall.SIGTERM, 143, "stopped (terminated) before anything was sent."},
		{"time", []string{"--max-duration", "50ms"}, 0, exitStopped, "stopped (--max-duration 50ms is over) before anything was sent. Run the same command again, with more time."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := prepare(t, t.TempDir(), nil, program(t), append([]string{"import", "-", "--sandbox"}, tt.flags...)...)
			in, err := p.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			p.begin(t)
			if _, err := in.Write([]byte("email\n" + strings.Repeat("a@example.com\n", 1<<16))); err != nil && tt.signal != 0 {
				t.Fatal(err) // the program has read more than a pipe holds
			}
			if tt.signal != 0 {
				if err := p.Process.Signal(tt.signal); err != nil {
					t.Fatal(err)
				}
			}
			ended := make(chan struct{})
			time.AfterFunc(20*time.Second, func() {
				select {
				case <-ended:
				default:
					_ = p.Process.Kill()
				}
			})
			status := p.status(t)
			close(ended)
			if want := "partner-import: " + tt.says + "\n"; status != tt.status || p.stderr.String() != want {
				t.Errorf("status %d, and it says %q; want %d and %q", status, &p.stderr, tt.status, want)
			}
		})
	}
}
