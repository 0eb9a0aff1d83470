package main

import (
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/cmd/internal/settings"
)

// TestWhile: a signal and the clock end the wait for work that cannot be
// interrupted. A reader of our output that went away does not.
func TestWhile(t *testing.T) {
	forever := func() (int, error) { select {} }
	soon := func() (int, error) { return 7, nil }
	alarm := make(chan settings.DeadlineError, 1)
	alarm <- settings.DeadlineError{Why: "it is late"}
	if _, err := while(interrupts{alarm: alarm}, forever); because(err) != "it is late" || interrupted(err) != exitStopped {
		t.Errorf("by the clock: %v; want that it is late", err)
	}
	signals := make(chan os.Signal, 2)
	signals <- syscall.SIGPIPE
	signals <- syscall.SIGTERM
	if _, err := while(interrupts{signals: signals}, forever); interrupted(err) != 143 {
		t.Errorf("by a signal: %v; want SIGTERM", err)
	}
	if n, err := while(interrupts{}, soon); n != 7 || err != nil || because(err) != "" {
		t.Errorf("by nothing: %d, %v; want 7", n, err)
	}
}

// Work that cannot tell how far it is only says that it is still running.
func TestWhileTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := 0
		in := interrupts{idle: func() { told++ }}
		_, err := while(in, func() (int, error) { time.Sleep(3500 * time.Millisecond); return 0, nil })
		if told != 3 || err != nil {
			t.Errorf("in 3.5 s it was told %d times, %v; want 3", told, err)
		}
	})
}
