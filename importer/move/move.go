// Package move copies a journal from one home to the other: from a file into a database,
// or back. It also deletes one.
package move

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/home"
	"partner-import/importer/option"
)

// pageSize is how many entries are read at once.
const pageSize = 4096

// Journal copies the journal at one place to another, where none may be yet, and returns
// how many entries it has. Nobody else may use either of them meanwhile. The first one
// stays as it is. All of it is copied, or nothing. The error is an
// [importer.JournalError], or says what is in the way. Messages name options with call.
func Journal(ctx context.Context, from, to string, call option.Namer) (entries int, err error) {
	old, err := home.Open(ctx, journal.Options{Path: from, Existing: true, Call: call})
	if err != nil {
		return 0, fault.Journal(err, call)
	}
	defer old.Close()
	if home.IsThere(ctx, journal.Options{Path: to}) {
		// It may be that the database is away, which to open it tells.
		if err := mustBeUnused(ctx, to, old.Account(), call); err != nil {
			return 0, err
		}
	}
	fresh, err := home.Open(ctx, journal.Options{Path: to, Account: old.Account(), Call: call})
	if err != nil {
		return 0, fault.Journal(err, call)
	}
	defer fresh.Close()
	runs, err := old.Runs()
	if err != nil {
		return 0, fault.Journal(err, call)
	}
	if rate := old.Rate(); rate > 0 {
		fresh.KeepRate(rate)
	}
	return entries, fault.Journal(fresh.Restore(runs, all(ctx, old, &entries)), call)
}

// mustBeUnused refuses a place with a journal that was used.
func mustBeUnused(ctx context.Context, place string, account journal.Account, call option.Namer) error {
	j, err := home.Open(ctx, journal.Options{Path: place, Account: account, Call: call})
	if err != nil {
		return fault.Journal(err, call)
	}
	defer j.Close()
	runs, err := j.Runs()
	if err != nil {
		return fault.Journal(err, call)
	}
	if len(runs) > 0 || !j.IsEmpty() {
		return fmt.Errorf("the journal %s was used before; choose a place where none is yet", place)
	}
	return nil
}

// all are the entries of a journal, in their order. It counts them.
func all(ctx context.Context, j journal.Journal, count *int) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for last := int64(0); ; {
			page, err := j.After(last, pageSize)
			if err == nil && ctx.Err() != nil {
				err = errStopped
			}
			if err != nil {
				yield(journal.Entry{}, err)
				return
			}
			for _, e := range page {
				if last = e.ID; !yield(e, nil) {
					return
				}
				*count++
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

// errStopped says that the copy was stopped.
var errStopped = errors.New("was not copied, because the command was stopped; nothing was changed")
