package importer

import (
	"context"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/home"
	"partner-import/importer/internal/runlog"
)

// journalOptions say where the journal is, and what it belongs to.
func (o *Options) journalOptions() journal.Options {
	return journal.Options{
		Path: o.Journal, Call: o.Call, Wait: o.Wait, Slice: o.Slice, Term: journal.TermFor(o.Timeout),
		Account: journal.Account{Host: o.Target.Host, Key: o.Fingerprint},
		Waiting: runlog.New(o.Log).Waits,
	}
}

// IsInDatabase reports whether a place of a journal is one in a database, and not a file.
func IsInDatabase(place string) bool {
	_, is := journal.Database(place)
	return is
}

func (o *Options) hasJournal(ctx context.Context) bool {
	return home.IsThere(ctx, o.journalOptions())
}

// reopenJournal opens a journal that exists, so that one that cannot be used
// is refused before any request. A new journal, or one for another key, is
// opened only when Partnero has accepted the key.
func (r *importing) reopenJournal(ctx context.Context) error {
	if o := &r.options; o.AdoptJournal || o.Journal == "-" || !o.hasJournal(ctx) {
		return nil
	}
	return r.openJournal(ctx, false)
}

// openJournal opens the journal, which keeps others from importing the same file
// meanwhile. An old one must be there.
func (r *run) openJournal(ctx context.Context, old bool) (err error) {
	o := &r.options
	if r.journal != nil || o.Journal == "-" && !old {
		return nil
	}
	how := o.journalOptions()
	how.Existing, how.Adopt = old, o.AdoptJournal
	if r.journal, err = home.Open(ctx, how); err != nil {
		return journalError(err, o.Call)
	}
	if rate := r.journal.Rate(); rate > 0 {
		r.limiter.Resume(rate)
	}
	for _, text := range r.journal.Warnings() {
		r.warn(text)
		o.Log.Warn(text)
	}
	return nil
}

func (r *importing) beginJournal() error {
	if r.journal == nil {
		return nil
	}
	return journalError(r.journal.Begin(r.summary.Input.SHA256, r.source.Name()), r.options.Call)
}

// isProven reports whether the address and the key were right in an earlier run.
func (r *run) isProven() bool {
	return r.journal != nil && r.journal.HasCreated(r.options.Invite)
}

// oldJournal is the journal as earlier runs left it, nil if there is none. One
// that will be taken over is only read: that happens when the plan is approved.
func (r *importing) oldJournal(ctx context.Context) (journal.Journal, error) {
	o := &r.options
	if r.journal != nil || o.Journal == "-" || !o.hasJournal(ctx) {
		return r.journal, nil
	}
	how := o.journalOptions()
	how.Existing = true
	old, err := home.Open(ctx, how)
	return old, journalError(err, o.Call)
}
