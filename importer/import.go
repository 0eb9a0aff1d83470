package importer

import (
	"context"

	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/internal/send"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// An importing is a run that sends rows.
type importing struct {
	*run
	partners Partners
	hints    *preflight.Hints // which partners exist already, nil if they were not listed
}

// importRows creates the partners of the source.
func (im *Importer) importRows(ctx context.Context, s *source.Source) (*Summary, error) {
	r := &importing{run: im.begin(s, sentStatuses()), partners: im.partners}
	defer r.close()
	if err := fault.UntilStopped(ctx, r.soft, r.prepare); err != nil {
		return nil, publicError(err, r.options.Call)
	}
	r.send(ctx)
	return r.summary, r.finish("Import", func() []page.Figure { return requestFigures(r.summary) })
}

// prepare does all that can fail before anything is sent or written.
func (r *importing) prepare(ctx context.Context) error {
	return inOrder(
		r.options.check,
		func() error { return r.options.checkPartners(r.partners) },
		func() error { return r.checkOutputs(outputs.NewJournal) },
		func() error { return r.reopenJournal(ctx) },
		func() error { return r.makePlan(ctx, r.noteFaults()) },
		func() error { return r.plan.Undecided() },
		func() error { return preflight.AwaitWriter(ctx, r.source) },
		func() error { return r.ping(ctx) },
		func() error { return r.preview(ctx) },
		func() error { return r.openJournal(ctx, false) },
		r.beginJournal,
		func() error { return r.prefetch(ctx) },
		func() error { return r.outputs.Open(r.plan.Rows()) },
	)
}

// inOrder takes steps until one fails.
func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// ping proves the address and the key, if anything will be sent.
func (r *importing) ping(ctx context.Context) error {
	if r.refusesAll() {
		return nil
	}
	return r.asker().Ping(ctx, r.partners.Ping)
}

// refusesAll reports whether Options.Strict keeps every row from being sent.
func (r *importing) refusesAll() bool { return r.options.Strict && r.plan.WrongRows() > 0 }

// send is the second pass over the file. Whatever ends it, the outputs are
// written.
func (r *importing) send(ctx context.Context) {
	in := r.input(r.journal, lifecycle.Rules.Recover)
	in.Partners, in.Workers, in.MaxOutage = r.partners, r.options.Workers, r.options.MaxOutage
	in.Timeout = r.options.Timeout
	in.Failed = func(refused int) bool { return r.options.MaxFailures.reached(refused, r.plan.Rows()) }
	in.Proven = r.isProven()
	if r.hints != nil {
		in.Listed = r.hints.Lists
	}
	if in.LeftOut = r.refusesAll(); in.LeftOut {
		r.halt(stop.Failures, ErrStrict)
	}
	s := send.New(r.soft, r.halt, in)
	r.tracker.Begin(s.Status, r.options.HTML != "")
	if err := s.Run(ctx); err != nil {
		if early := fault.StoppedBy(r.soft); early != nil && send.ReasonOf(err) == stop.Input && early.Reason != stop.Input {
			r.warn(err.Error()) // it was stopped for another reason, and then could not read the rest
		}
		r.halt(send.ReasonOf(err), err)
	}
	r.tracker.Sample()
	r.summary.Warnings = append(r.summary.Warnings, s.Remarks()...)
}
