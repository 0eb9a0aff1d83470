package importer

import (
	"context"

	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/send"
	"partner-import/importer/source"
)

// rebuild writes the outputs of earlier runs again, from the source and their
// journal. It sends nothing.
func (im *Importer) rebuild(ctx context.Context, s *source.Source) (*Summary, error) {
	r := im.begin(s, sentStatuses())
	r.outputs.Halted = r.stopped
	defer r.close()
	prepare := func(ctx context.Context) error {
		return inOrder(
			r.options.check,
			func() error { return r.checkOutputs(outputs.OldJournal) },
			func() error { return r.makePlan(ctx, nil) },
			func() error {
				if r.options.AdoptJournal || !r.options.hasJournal(ctx) {
					return nil // it is opened when the plan was approved
				}
				return r.openJournal(ctx, true)
			},
			func() error { return r.approve(r.outlook()) },
			func() error { return r.openJournal(ctx, true) },
			func() error { return journalError(r.journal.Resume(r.summary.Input.SHA256), r.options.Call) },
			func() error { return r.outputs.Open(0) },
		)
	}
	if err := fault.UntilStopped(ctx, r.soft, prepare); err != nil {
		return nil, publicError(err, r.options.Call)
	}
	if err := send.Rebuild(ctx, r.soft, r.halt, r.input(r.journal, lifecycle.Rules.Rebuild)); err != nil {
		r.halt(send.ReasonOf(err), err)
	}
	err := r.finish("Report", func() []page.Figure { return nil })
	return r.summary, err
}
