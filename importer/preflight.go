package importer

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/internal/progress"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
)

// A Lister lists the partners of an account in pages, which count from 1. A
// [Partners] that is one can be asked by a dry run what the import would find,
// and before an import which rows need not be sent (Options.Prefetch).
// [client.Client] is one.
type Lister interface {
	List(ctx context.Context, page, limit int) (partners []client.Partner, more bool, err error)
}

func (r *run) asker() *preflight.Asker {
	return &preflight.Asker{
		Limiter: r.limiter, MaxAttempts: r.options.MaxAttempts, Backoff: crew.Backoff, Log: r.log,
		MaxOutage: r.options.MaxOutage, Proven: r.isProven(), Outlast: r.tracker.Outlast,
	}
}

// list has each partner of the account seen, and tells the progress.
func (r *run) list(ctx context.Context, partners Partners, pages int, see func(client.Partner)) error {
	from, ok := partners.(Lister)
	if !ok {
		return errNoLister
	}
	defer r.tracker.Enter(progress.ListingAccount)()
	seen := func(page int, partners []client.Partner) {
		for _, p := range partners {
			see(p)
		}
		r.tracker.Listed.Add(int64(len(partners)))
		r.options.Log.Debug("listing the account's partners", zap.Int("page", page), zap.Int64("partners", r.tracker.Listed.Load()))
	}
	over := make(chan error, 1)
	go func() { over <- r.asker().List(ctx, from, pages, seen) }()
	clock := time.NewTicker(send.TickEvery)
	defer clock.Stop()
	for {
		select {
		case err := <-over:
			return err
		case <-clock.C:
			r.tracker.Report()
		}
	}
}

// mostPages is 25 million partners: no list is longer, but one that never ends.
const mostPages = 100_000

var errNoLister = errors.New("this client cannot list partners; check the file without Partnero")

// OnlineSummary says what an import would find in the account, as far as the
// listing of its partners tells. WouldCreate, WouldExist and WouldFail add up
// to the valid rows.
type OnlineSummary struct {
	Partners    int `json:"partners"` // in the account
	WouldCreate int `json:"would_create"`
	WouldExist  int `json:"would_exist"`
	WouldFail   int `json:"would_fail"`          // also rows that would be blocked
	Unchecked   int `json:"unchecked_referrers"` // rows whose referring partner is named by a key, which a listing does not have
}

// callRoll lists the account. Partners that come or go meanwhile may be
// missed: what it says is information, and no row is invalid because of it.
func (r *dryRun) callRoll(ctx context.Context) error {
	if !r.options.Online {
		return nil
	}
	k := preflight.NewForecast(r.options.Orphans == BlockOrphans)
	if err := r.list(ctx, r.partners, mostPages, k.Add); err != nil {
		return err
	}
	r.roster = k
	return nil
}

// online says what the import would find, nil if it did not list the account.
func (r *dryRun) online() *OnlineSummary {
	if r.roster == nil {
		return nil
	}
	return new(OnlineSummary(r.roster.Tally))
}

// unchecked says what the listing could not tell.
func (r *dryRun) unchecked() string {
	if r.roster == nil || r.roster.Tally.Unchecked == 0 {
		return ""
	}
	return cell.Count(r.roster.Tally.Unchecked, "row") + " with the key of a referring partner who is not in the file. A list of partners has no keys, so only the import can look for that partner."
}

// This file is Options.Prefetch: the account is listed before anything is sent,
// so that a partner that exists already costs a lookup (a listing has neither
// key nor link) and not a create and a lookup.
//
// The listing decides nothing. A row that is in it is looked up first. One that
// is not, or that turns out to be another partner, is sent like every other row.

// PrefetchSummary says what a listing of the account found.
type PrefetchSummary struct {
	Partners int `json:"partners"` // that were listed
	Rows     int `json:"rows"`     // of the file whose partner was among them, and was looked up first
}

// prefetch lists the account, if any row would be sent. The error is the end of
// ctx: a listing that fails changes no result.
func (r *importing) prefetch(ctx context.Context) error {
	if r.refusesAll() || !r.options.Prefetch {
		return nil
	}
	h := preflight.NewHints()
	if err := r.gather(ctx, h); err != nil {
		return err
	}
	if h.Open == 0 {
		return nil
	}
	// A listing of more pages than there are rows to send costs more than it saves.
	err := r.list(ctx, r.partners, h.Open, h.See)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	r.hints = h
	found := &PrefetchSummary{Partners: int(r.tracker.Listed.Load()), Rows: h.There}
	r.summary.Prefetch = found
	if err != nil {
		text := preflight.NoListing(err, found.Partners, h.Open)
		r.warn(text)
		r.options.Log.Warn(text)
		return nil
	}
	r.options.Log.Info("the account was listed", zap.Int("partners", found.Partners), zap.Int("rows_there", found.Rows))
	return nil
}

// gather notes the rows that would be sent. Trouble with the journal is left to
// the second pass, which says so.
func (r *importing) gather(ctx context.Context, h *preflight.Hints) error {
	defer r.tracker.Enter(progress.ReadingFile)()
	told := r.tracker.Telling(nil)
	r.tracker.Report()
	return h.Gather(ctx, r.source, r.plan, r.options.Limit, r.wouldSend, told)
}

// wouldSend reports whether the journal leaves a row to be sent. One that is
// claimed is always looked up.
func (r *importing) wouldSend(email string) bool {
	if r.journal == nil {
		return true
	}
	entry, known, err := r.journal.Find(identity.Email(email))
	return err == nil && (!known || row.Status(entry.Status) == row.Failed)
}
