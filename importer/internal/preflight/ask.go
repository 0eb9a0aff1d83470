// Package preflight asks Partnero what must be known before the first row: a ping
// that proves the address and the key, and a list of the account's partners.
package preflight

import (
	"context"
	"errors"
	"hash/fnv"
	"io"
	"time"

	"partner-import/client"
)

// A Log is told about the requests that change nothing. Several goroutines may
// call it at the same time.
type Log interface {
	// Requested is called for each request.
	Requested()
	// Throttled is called when Partnero's limit pauses everything. The pause is
	// capped if Partnero asked for a very long one.
	Throttled(e *client.Error, pause time.Duration, capped bool)
	// Outage is called for each answer that the first request waits for, and says
	// when that began.
	Outage(e *client.Error, since time.Time)
}

// An Asker asks Partnero what must be known before the first row. Its requests
// change nothing, so it repeats them until there is an answer.
type Asker struct {
	Limiter     *client.Limiter
	MaxAttempts int
	Backoff     func(failures int) time.Duration
	Log         Log

	MaxOutage time.Duration // how long the first request may wait for an answer
	Proven    bool          // creates worked in an earlier run with the same address and key
	// Outlast waits because of what was answered, since then.
	Outlast func(ctx context.Context, d time.Duration, e *client.Error, since time.Time) error
}

// A Lister lists the partners of an account in pages, which count from 1.
type Lister interface {
	List(ctx context.Context, page, limit int) (partners []client.Partner, more bool, err error)
}

// ErrMorePages says that the list has more pages than were wanted.
var ErrMorePages = errors.New("the account has more partners than should be listed")

// ErrEndless says that the list repeats itself, so it would never end.
var ErrEndless = errors.New("the list of the account repeats itself")

// listed has a print of each page that was listed.
type listed map[uint64]bool

// isNew reports whether a page is not one of the pages before.
func (l listed) isNew(partners []client.Partner) bool {
	hash := fnv.New64a()
	for _, p := range partners {
		_, _ = io.WriteString(hash, p.ID+"\x00"+p.Email+"\x00")
	}
	known := l[hash.Sum64()]
	l[hash.Sum64()] = true
	return !known
}

// List asks for all partners of the account, a page at a time, and calls see for
// each page. After so many pages the error is [ErrMorePages], and after a page that
// was there before it is [ErrEndless]. Partners that come or
// go meanwhile shift the pages, so a list is a hint and not a proof.
func (a *Asker) List(ctx context.Context, from Lister, pages int, see func(page int, partners []client.Partner)) error {
	seen := listed{}
	for page, more := 1, true; more; page++ {
		if page > pages {
			return ErrMorePages
		}
		var partners []client.Partner
		err := a.again(ctx, question{paced: true, attempts: a.MaxAttempts, ask: func(ctx context.Context) (err error) {
			partners, more, err = from.List(ctx, page, client.MaxPage)
			if err != nil {
				return client.ErrorOf(err)
			}
			return nil
		}})
		if err != nil {
			return err
		}
		if more && !seen.isNew(partners) {
			return ErrEndless
		}
		see(page, partners)
	}
	return nil
}

// A question is a request that changes nothing.
type question struct {
	ask      func(context.Context) error
	attempts int  // at most, of those that get no answer
	paced    bool // each attempt waits for its turn at the limiter
}

// again asks until there is an answer. MaxAttempts bounds the attempts that
// Partnero's limit rejects.
func (a *Asker) again(ctx context.Context, q question) error {
	for tries := 1; ; tries++ {
		if q.paced {
			if err := a.Limiter.Wait(ctx); err != nil {
				return err
			}
		}
		err := q.ask(ctx)
		a.Log.Requested()
		if err == nil {
			if q.paced {
				a.Limiter.Accepted()
			}
			return nil
		}
		after, again := a.after(q, err, tries)
		if !again || ctx.Err() != nil {
			return err
		}
		if err := Pause(ctx, after); err != nil {
			return err
		}
	}
}

// after decides whether a question that failed is asked again, and how long to
// wait.
func (a *Asker) after(q question, err error, tries int) (wait time.Duration, again bool) {
	var e *client.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	if e.Kind == client.Throttled && tries < a.MaxAttempts {
		pause, capped := a.Limiter.Throttled(e)
		a.Log.Throttled(e, pause, capped)
		if q.paced { // the limiter makes the next attempt wait
			return 0, true
		}
	} else if !e.NotProcessed() && !e.Ambiguous() || tries >= q.attempts {
		return 0, false
	}
	return max(a.Limiter.Paused(), a.Backoff(tries)), true
}

// Pause waits for d or for ctx.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
