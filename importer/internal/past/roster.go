package past

import (
	"context"
	"errors"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/row"
)

// A Lister lists the partners of an account in pages, which count from 1.
type Lister interface {
	List(ctx context.Context, page, limit int) (partners []client.Partner, more bool, err error)
}

// List asks for pages of the account as long as that is cheaper than to look up so
// many partners one by one, and calls see for each page. The error is the end of ctx,
// or that the account is closed. Otherwise what is missing must be looked up: a
// listing proves what it shows, and not what it lacks.
func List(ctx context.Context, a *preflight.Asker, from Lister, lookups int, see func([]client.Partner)) error {
	if lookups == 0 {
		return nil
	}
	err := a.List(ctx, from, lookups, func(_ int, partners []client.Partner) { see(partners) })
	switch {
	case err == nil, errors.Is(err, preflight.ErrMorePages):
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	switch client.KindOf(err) {
	case client.Unauthorized, client.Forbidden:
		return err
	}
	return nil
}

// A Finder looks one partner up. Several goroutines call it at once.
type Finder interface {
	Get(ctx context.Context, id string) (client.Partner, error)
	Find(context.Context, client.By) (client.Partner, error)
}

// A Lookup is an [errand.Job] that asks for one partner, by its id or else by its
// e-mail.
type Lookup struct {
	Number    int
	ID, Email string
	From      Finder
	Backoff   func(failures int) time.Duration
	// Found makes the result of the answer: a partner, nil if there is none. After
	// five attempts without an answer, Lost makes it.
	Found func(*client.Partner) row.Result
	Lost  func(*client.Error) row.Result
	Ended func() row.Result // the run ended first

	misses int
}

const maxLookups = 5

// Row is the number of the line.
func (l *Lookup) Row() int { return l.Number }

// Kind says that nothing is changed.
func (l *Lookup) Kind() breaker.Kind { return breaker.Lookup }

// Attempt asks for the partner.
func (l *Lookup) Attempt(ctx context.Context) (client.Partner, error) {
	if l.ID != "" {
		return l.From.Get(ctx, l.ID)
	}
	return l.From.Find(ctx, client.By{Email: l.Email})
}

// Next takes the answer.
func (l *Lookup) Next(a errand.Answer) errand.Decision {
	end := func(r row.Result) errand.Decision { return errand.Decision{Result: &r} }
	switch {
	case a.Err == nil && (l.ID == "" || a.Partner.ID == l.ID):
		return end(l.Found(&a.Partner))
	case a.Err == nil: // another partner's answer tells nothing
	case a.Err.Kind == client.NotFound:
		return end(l.Found(nil))
	case a.Err.Kind == client.Throttled, a.Err.Kind == client.Overloaded:
		return errand.Decision{}
	case a.Closed:
		d := l.End()
		d.Halt = true
		return d
	}
	if !a.Outage {
		l.misses++
	}
	if l.misses >= maxLookups {
		return end(l.Lost(a.Err))
	}
	return errand.Decision{After: l.Backoff(l.misses + 1)}
}

// Kept is never called: nothing is written.
func (l *Lookup) Kept() {}

// End ends the lookup because the run does.
func (l *Lookup) End() errand.Decision { return errand.Decision{Result: new(l.Ended())} }
