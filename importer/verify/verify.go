package verify

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
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// A Verifier verifies imports. It is safe for concurrent use; two runs must not write
// the same outputs.
type Verifier struct {
	partners Partners
	options  Options
	soft     context.Context
	halt     func(stop.Reason, error)
}

// New makes a Verifier.
func New(partners Partners, o Options) *Verifier {
	o.Workers, o.MaxAttempts = cmp.Or(o.Workers, client.DefaultWorkers), cmp.Or(o.MaxAttempts, 5)
	o.MaxOutage = cmp.Or(o.MaxOutage, 30*time.Minute)
	if o.ExitStatus == nil {
		o.ExitStatus = exitStatus
	}
	soft, halt := fault.Stoppable(context.Background(), o.Call)
	return &Verifier{partners: partners, options: o, soft: soft, halt: halt}
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
func (v *Verifier) Stop(reason stop.Reason, cause error) { v.halt(reason, cause) }

// Run asks about every partner that imports of the source created or found. The
// source says how each should be; partners whose rows are not in it any more are
// compared with the journal alone. Cancelling ctx gives up the requests in flight as
// well.
//
// As long as nothing was written, the summary is nil. The error is a [*source.Error],
// an [*importer.OutputError], an [*importer.JournalError], a [*stop.Error] of
// [Verifier.Stop], or what the API answered. From then on there is a summary, and the
// error is nil or a [*stop.Error].
func (v *Verifier) Run(ctx context.Context, s *source.Source) (*Summary, error) {
	r := v.begin(s)
	defer r.session.Close()
	if err := fault.UntilStopped(ctx, r.session.Soft, r.prepare); err != nil {
		return nil, fault.Public(err, r.options.Call)
	}
	steps := r.steps()
	defer steps.close()
	if err := r.session.Engine(steps.next, r.session.Emit).Run(ctx, r.session.Soft); err != nil {
		r.session.Halt(journal.StopReason(err), err)
	}
	return r.session.Summary, r.session.Finish(r.options.ExitStatus)
}

// A run is one verification.
type run struct {
	source   *source.Source
	options  Options
	partners Partners
	session  *past.Session
	scope    *past.Scope
	listed   map[string]*client.Partner // by the ids of the journal; nil if it was not listed
	lines    int                        // of the report
}

func (v *Verifier) begin(s *source.Source) *run {
	r := &run{source: s, options: v.options.Beside(s.Name()), partners: v.partners, listed: map[string]*client.Partner{}}
	o := &r.options
	summary := past.NewSummary(row.VerifyStatuses(), isOpen)
	summary.Release, summary.Command, summary.Input, summary.Journal = o.Version, "verify", s.Name(), o.Journal
	summary.Host, summary.Key, summary.Report, summary.Path = o.Target.Host, o.Target.Key, o.Report, o.Summary
	setup := past.Setup{
		Places:  past.Places{Input: s.Name(), Report: o.Report, Summary: o.Summary, Journal: o.Journal, Taken: o.Taken, Force: o.Force},
		Account: journal.Account{Host: o.Target.Host, Key: o.Fingerprint}, Adopt: o.AdoptJournal,
		Rate: o.Rate, Workers: o.Workers, MaxAttempts: o.MaxAttempts, MaxOutage: o.MaxOutage, Timeout: o.Timeout, Wait: o.Wait, Call: o.Call,
		Stdout: o.Stdout, Log: o.Log, Ping: v.partners.Ping, Server: v.partners.ServerTime,
	}
	if tell := o.OnProgress; tell != nil {
		setup.OnProgress = func(s progress.State) { tell(importer.Progress(s)) }
	}
	r.session = past.NewSession(v.soft, setup, summary)
	return r
}

// prepare does all that can fail before anything is written, and lists the account if
// that is cheaper than to look up each partner.
func (r *run) prepare(ctx context.Context) error {
	if err := r.session.Begin(ctx); err != nil {
		return err
	}
	var err error
	if r.scope, err = past.NewScope(r.session.Journal, r.options.Journal, r.source.Name(), false); err != nil {
		return fault.Journal(err, r.options.Call)
	}
	if err := r.count(); err != nil {
		return fault.Journal(err, r.options.Call)
	}
	err = past.List(ctx, r.session.Asker, r.partners, len(r.listed), func(page []client.Partner) {
		r.session.Listing(len(page))
		for _, p := range page {
			if _, wanted := r.listed[p.ID]; wanted {
				r.listed[p.ID] = &p
			}
		}
	})
	if err != nil {
		return err
	}
	s := &r.session.State
	s.Rows, s.Planned = r.lines, r.lines
	return r.session.Open(r.lines)
}

const pageSize = 256

// count counts the entries that have a line, and notes their partners.
func (r *run) count() error {
	for last := int64(0); ; {
		page, err := r.session.Journal.After(last, pageSize)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, e := range page {
			last = e.ID
			if r.scope.Part(e) == past.Outside {
				continue
			}
			r.lines++
			if id := idOf(e); id != "" {
				r.listed[id] = nil
			}
		}
	}
}

func idOf(e journal.Entry) string { return cmp.Or(e.PartnerID, e.Undone.Partner) }

// step is what comes next for a partner: a result, or a lookup.
func (r *run) step(x expectation) errand.Step {
	if x.entry.Status == journal.Claimed {
		return errand.Step{Result: new(x.line(row.Unknown, notSettled()))}
	}
	if p := r.listed[idOf(x.entry)]; p != nil && !x.needsLookup(*p) {
		return errand.Step{Result: new(x.judge(p))}
	}
	return errand.Step{Job: &past.Lookup{
		Number: x.number, ID: idOf(x.entry), Email: x.email(), From: r.partners, Backoff: crew.Backoff,
		Found: x.judge,
		Lost:  func(e *client.Error) row.Result { return x.line(row.Unknown, notAsked(e)) },
		Ended: func() row.Result { return x.line(row.Unsent, notDone()) },
	}}
}
