// Package home opens a journal where it is: in a file, or in a database.
package home

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"time"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/postgres"
	"partner-import/importer/internal/journal/sqlite"
)

// askEvery is how often a run asks for a journal that another run has.
const askEvery = time.Second

// Open opens a journal, or makes one. If another run has it, Open waits as long as the
// options say. The error is a [*journal.LockedError], a [*journal.AccountError] or a
// [*journal.FileError], or the end of ctx.
func Open(ctx context.Context, o journal.Options) (journal.Journal, error) {
	if o.Wait > 0 {
		o.Waiter = rand.Text()
	}
	began := time.Now()
	for {
		j, err := open(ctx, o)
		var locked *journal.LockedError
		if !errors.As(err, &locked) || time.Since(began) >= o.Wait {
			return j, err
		}
		if o.Waiting != nil {
			o.Waiting(locked.Holder)
			o.Waiting = nil
		}
		if err := pause(ctx, min(askEvery, o.Wait-time.Since(began))); err != nil {
			return nil, err
		}
	}
}

func open(ctx context.Context, o journal.Options) (journal.Journal, error) {
	if _, is := journal.Database(o.Path); is {
		j, err := postgres.Open(ctx, o)
		if err != nil {
			return nil, err
		}
		return j, nil
	}
	j, err := sqlite.Open(o)
	if err != nil {
		return nil, err // and no journal that is nil inside
	}
	return j, nil
}

// IsThere reports whether there is a journal, or something else in its place. If that
// cannot be told, there is: to open it tells why.
func IsThere(ctx context.Context, o journal.Options) bool {
	if _, is := journal.Database(o.Path); is {
		return postgres.IsThere(ctx, o)
	}
	_, err := os.Lstat(o.Path)
	return err == nil
}

// Forget deletes a journal. Nobody may have it. The error is that of [Open], or says why
// it is still there.
func Forget(ctx context.Context, o journal.Options) error {
	o.Existing = true
	j, err := open(ctx, o)
	if err != nil {
		return err
	}
	if in, is := j.(*postgres.Journal); is {
		return errors.Join(in.Forget(), in.Close())
	}
	if err := j.Close(); err != nil {
		return err
	}
	var errs []error
	for _, ending := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(o.Path + ending); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
