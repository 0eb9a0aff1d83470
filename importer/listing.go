package importer

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
)

// A Lister lists the partners of an account in pages, which count from 1. A
// [Partners] that is one can be asked by a dry run what the import would meet, and
// before an import who need not be sent (Options.Prefetch);
// [client.Client] is one.
type Lister interface {
	List(ctx context.Context, page, limit int) (partners []client.Partner, more bool, err error)
}

// list asks for the account's partners once, through the limiter, a page at a
// time, and has each partner seen; the progress is told. After so many pages the
// error is errMorePages. Partners that come or go meanwhile shift the pages, so
// that a listing is a hint and no proof.
func (r *run) list(ctx context.Context, pages int, see func(client.Partner)) error {
	lister, ok := r.partners.(Lister)
	if !ok {
		return errNoLister
	}
	r.listing = true
	defer func() { r.listing = false }()
	over := make(chan error, 1)
	go func() { over <- r.turnPages(ctx, lister, pages, see) }()
	clock := time.NewTicker(tickEvery)
	defer clock.Stop()
	for {
		select {
		case err := <-over:
			return err
		case <-clock.C:
			r.tell()
		}
	}
}

func (r *run) turnPages(ctx context.Context, lister Lister, pages int, see func(client.Partner)) error {
	for page, more := 1, true; more; page++ {
		if page > pages {
			return errMorePages
		}
		var partners []client.Partner
		err := r.again(ctx, func() (err error) {
			partners, more, err = lister.List(ctx, page, client.MaxPage)
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range partners {
			see(p)
		}
		r.listed.Add(int64(len(partners)))
		r.options.Log.Debug("listing the account's partners", zap.Int("page", page), zap.Int64("partners", r.listed.Load()))
	}
	return nil
}

var errMorePages = errors.New("there are more pages than were to be listed")

// again makes a request that changes nothing until it is answered, at most
// Options.MaxAttempts times.
func (r *run) again(ctx context.Context, request func() error) error {
	for tries := 1; ; tries++ {
		if err := r.limiter.Wait(ctx); err != nil {
			return err
		}
		err := request()
		r.log.requests.Add(1)
		if err == nil {
			r.limiter.Accepted()
			return nil
		}
		e := asClientError(err)
		if !e.NotProcessed() && !e.Ambiguous() || tries >= r.options.MaxAttempts || ctx.Err() != nil {
			return err
		}
		if e.Kind == client.Throttled {
			wait, capped := r.limiter.Throttled(e)
			r.log.throttled(e, wait, capped)
			continue
		}
		if err := pause(ctx, backoff(tries)); err != nil {
			return err
		}
	}
}
