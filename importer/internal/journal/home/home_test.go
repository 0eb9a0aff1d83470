package home

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"partner-import/importer/internal/journal"
)

func options(path string) journal.Options {
	return journal.Options{Path: path, Account: journal.Account{Host: "api.example.com", Key: "f00d"}}
}

// TestWait: a run that may wait is told once who has the journal, and gets it when that
// run is over. One that may not wait is refused at once.
func TestWait(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "j"))
	first, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); !errors.As(err, new(*journal.LockedError)) {
		t.Errorf("Open = %v; want that it is locked", err)
	}
	o.Wait = time.Minute
	told := make(chan string, 10)
	o.Waiting = func(holder string) { told <- holder }
	got := make(chan error, 1)
	go func() {
		second, err := Open(context.Background(), o)
		if err == nil {
			err = second.Close()
		}
		got <- err
	}()
	if holder := <-told; holder == "" {
		t.Error("nobody is said to have the journal")
	}
	first.Close()
	if err := <-got; err != nil || len(told) > 0 {
		t.Errorf("Open = %v, and it was told %d times more; want the journal", err, len(told))
	}
}

// TestWaitEnds: with its time, and with its context.
func TestWaitEnds(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "j"))
	first, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	o.Wait = 20 * time.Millisecond
	if _, err := Open(t.Context(), o); !errors.As(err, new(*journal.LockedError)) {
		t.Errorf("after its time: %v; want that it is locked", err)
	}
	o.Wait = time.Hour
	enough := errors.New("enough")
	ctx, stop := context.WithCancelCause(t.Context())
	o.Waiting = func(string) { stop(enough) }
	if _, err := Open(ctx, o); !errors.Is(err, enough) {
		t.Errorf("stopped: %v; want %v", err, enough)
	}
}

// TestIsThere: a file is, and what cannot be reached may be.
func TestIsThere(t *testing.T) {
	t.Setenv("PGHOST", "127.0.0.1")
	t.Setenv("PGPORT", "1")
	dir := t.TempDir()
	for path, want := range map[string]bool{filepath.Join(dir, "none"): false, dir: true, "postgres:acme": true} {
		if got := IsThere(t.Context(), options(path)); got != want {
			t.Errorf("IsThere(%q) = %v; want %v", path, got, want)
		}
	}
}
