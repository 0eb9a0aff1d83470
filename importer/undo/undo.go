package undo

import (
	"cmp"
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/past"
	"partner-import/importer/internal/progress"
	"partner-import/importer/internal/undoing"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// An Undoer takes imports back. It is safe for concurrent use; two runs must not write
// the same outputs.
type Undoer struct {
	partners Partners
	options  Options
	soft     context.Context
	halt     func(stop.Reason, error)
}

// New makes an Undoer.
func New(partners Partners, o Options) *Undoer {
	o.Workers, o.MaxAttempts = cmp.Or(o.Workers, client.DefaultWorkers), cmp.Or(o.MaxAttempts, 5)
	o.Settle, o.MaxOutage = cmp.Or(o.Settle, time.Minute), cmp.Or(o.MaxOutage, 30*time.Minute)
	if o.ExitStatus == nil {
		o.ExitStatus = exitStatus
	}
	soft, halt := fault.Stoppable(context.Background(), o.Call)
	return &Undoer{partners: partners, options: o, soft: soft, halt: halt}
}

func exitStatus(s *Summary, err error) int {
	switch {
	case err != nil:
		return 3
	case s.Open > 0:
		return 1
	}
	return 0
}

// Stop ends the runs under way softly: nothing new begins, requests in flight finish,
// and everything is written. It returns at once; the first cause counts.
func (u *Undoer) Stop(reason stop.Reason, cause error) { u.halt(reason, cause) }

// Run takes back what the imports of the file created. The file itself is not read,
// and need not exist. Cancelling ctx gives up the requests in flight as well.
//
// As long as nothing was changed or written, the summary is nil. The error is an
// [*importer.OutputError], an [*importer.JournalError], [importer.ErrDeclined], a
// [*stop.Error] of [Undoer.Stop], or what the API answered. From then on there is a
// summary, and the error is nil or a [*stop.Error].
func (u *Undoer) Run(ctx context.Context, file string) (*Summary, error) {
	r := u.begin(file)
	defer r.session.Close()
	if err := fault.UntilStopped(ctx, r.session.Soft, r.prepare); err != nil {
		return nil, fault.Public(err, r.options.Call)
	}
	if err := r.session.Engine(r.next(), r.session.Emit).Run(ctx, r.session.Soft); err != nil {
		r.session.Halt(journal.StopReason(err), err)
	}
	return r.session.Summary, r.session.Finish(r.options.ExitStatus)
}

// A run is one undo.
type run struct {
	file     string
	options  Options
	partners Partners
	rules    undoing.Rules
	session  *past.Session
	scope    *past.Scope
	fates    fates
}

func (u *Undoer) begin(file string) *run {
	r := &run{file: file, options: u.options.Beside(file), partners: u.partners}
	o := &r.options
	r.rules = undoing.Rules{
		Goal: o.goal(), EvenChanged: o.EvenChanged, Settle: o.Settle, Began: time.Now(), MaxAttempts: o.MaxAttempts,
		Partners: u.partners, Call: o.Call, Backoff: crew.Backoff,
	}
	summary := past.NewSummary(row.UndoStatuses(), o.isOpen)
	summary.Release, summary.Command, summary.Input, summary.Journal = o.Version, o.command(), file, o.Journal
	summary.Host, summary.Key, summary.Report, summary.Path = o.Target.Host, o.Target.Key, o.Report, o.Summary
	setup := past.Setup{
		Places:  past.Places{Input: file, Report: o.Report, Summary: o.Summary, Journal: o.Journal, Taken: o.Taken, Force: o.Force},
		Account: journal.Account{Host: o.Target.Host, Key: o.Fingerprint}, Adopt: o.AdoptJournal,
		Rate: o.Rate, Workers: o.Workers, MaxAttempts: o.MaxAttempts, MaxOutage: o.MaxOutage, Timeout: o.Timeout, Wait: o.Wait, Call: o.Call,
		Stdout: o.Stdout, Log: o.Log, Ping: u.partners.Ping, Server: u.partners.ServerTime,
	}
	if tell := o.OnProgress; tell != nil {
		setup.OnProgress = func(s progress.State) { tell(importer.Progress(s)) }
	}
	r.session = past.NewSession(u.soft, setup, summary)
	return r
}

// prepare does all that can fail before anything is changed or written.
func (r *run) prepare(ctx context.Context) error {
	if err := r.options.check(); err != nil {
		return err
	}
	if err := r.session.Begin(ctx); err != nil {
		return err
	}
	var err error
	if r.scope, err = past.NewScope(r.session.Journal, r.options.Journal, r.file, r.options.Last); err != nil {
		return fault.Journal(err, r.options.Call)
	}
	plan, err := r.survey(ctx)
	if err != nil {
		return fault.Journal(err, r.options.Call)
	}
	if r.options.OnPlan != nil && !r.options.OnPlan(plan) {
		return importer.ErrDeclined
	}
	s := &r.session.State
	s.Rows, s.Planned, s.Expected = len(r.fates), plan.Now+plan.Unasked, plan.Expected
	return r.session.Open(len(r.fates))
}

// pageSize is how many entries of the journal are read at once.
const pageSize = 256

// next are the steps of the undo. What was created last is taken back first, so that a
// partner is not active longer than the one who referred it; restoring begins with
// what was created first.
func (r *run) next() func() (errand.Step, bool, error) {
	number, step := len(r.fates)+1, -1
	if r.options.Restore {
		number, step = 0, 1
	}
	entries := r.entries(r.options.Restore)
	return func() (errand.Step, bool, error) {
		e, ok, err := entries()
		if !ok || err != nil {
			return errand.Step{}, false, err
		}
		number += step
		if fate := r.fates[number-1]; fate != goes && fate != gone { // the journal must learn who is gone
			return errand.Step{Result: r.settled(number, e, fate)}, true, nil
		}
		return errand.Step{Job: r.rules.New(number, e)}, true, nil
	}
}

// entries returns the entries that have a line, one after the other, in the order of
// the journal or from its end.
func (r *run) entries(forward bool) func() (journal.Entry, bool, error) {
	var page []journal.Entry
	last := int64(0)
	read := r.session.Journal.After
	if !forward {
		last, read = int64(^uint64(0)>>1), r.session.Journal.Before
	}
	return func() (e journal.Entry, ok bool, err error) {
		for {
			if len(page) == 0 {
				if page, err = read(last, pageSize); err != nil || len(page) == 0 {
					return e, false, err
				}
			}
			e, page = page[0], page[1:]
			last = e.ID
			if r.concerns(e) {
				return e, true, nil
			}
		}
	}
}

// concerns reports whether an entry has a line in the report.
func (r *run) concerns(e journal.Entry) bool {
	part := r.scope.Part(e)
	if r.options.Restore {
		return part != past.Outside && e.Undone.State != journal.Standing
	}
	return part != past.Outside
}
