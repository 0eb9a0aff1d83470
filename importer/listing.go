package importer

import (
	"context"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
)

// A Lister lists the partners of an account in pages, which count from 1. A
// [Partners] that is one can be asked by a dry run what the import would meet,
// and before an import who need not be sent (Options.Prefetch).
// [client.Client] is one.
type Lister interface {
	List(ctx context.Context, page, limit int) (partners []client.Partner, more bool, err error)
}

func (r *run) asker() *asker {
	return &asker{limiter: r.limiter, maxAttempts: r.options.MaxAttempts, backoff: backoff, log: r.log}
}

// list has each partner of the account seen, and tells the progress.
func (r *run) list(ctx context.Context, partners Partners, pages int, see func(client.Partner)) error {
	from, ok := partners.(Lister)
	if !ok {
		return errNoLister
	}
	defer r.tracker.enter(listingAccount)()
	seen := func(page int, partners []client.Partner) {
		for _, p := range partners {
			see(p)
		}
		r.tracker.listed.Add(int64(len(partners)))
		r.options.Log.Debug("listing the account's partners", zap.Int("page", page), zap.Int64("partners", r.tracker.listed.Load()))
	}
	over := make(chan error, 1)
	go func() { over <- r.asker().list(ctx, from, pages, seen) }()
	clock := time.NewTicker(tickEvery)
	defer clock.Stop()
	for {
		select {
		case err := <-over:
			return err
		case <-clock.C:
			r.tracker.report()
		}
	}
}
