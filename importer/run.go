package importer

import (
	"cmp"
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A run is what an import, a dry run and a rebuild have in common.
type run struct {
	options Options
	source  *Source
	soft    context.Context // ends when no row may begin any more
	halt    func(stop.Reason, error)

	limiter *client.Limiter
	log     *logbook
	summary *Summary
	plan    *plan
	journal *journal.Journal // nil without one
	outputs outputs
	tracker tracker
}

// begin makes a run. The statuses are those that its rows may get.
func (im *Importer) begin(s *Source, statuses []row.Status) *run {
	soft, halt := stoppable(im.soft)
	r := &run{options: im.options.Beside(s.Name()), source: s, soft: soft, halt: halt}
	r.limiter = client.NewLimiter(r.options.Rate)
	r.log = &logbook{log: r.options.Log}
	r.summary = newSummary(&r.options, s, statuses)
	r.outputs = outputs{options: &r.options, source: s, summary: r.summary}
	r.tracker = tracker{tell: r.options.OnProgress, limiter: r.limiter, log: r.log, counts: r.summary.Counts}
	return r
}

// close releases what the run holds.
func (r *run) close() {
	r.halt(stop.Cancelled, nil) // so that nothing waits for it any more
	r.outputs.close()
	if r.journal != nil {
		r.journal.Close()
	}
}

// makePlan reads the file once, and takes its digest beside that.
func (r *run) makePlan(ctx context.Context, visit visitor) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer r.tracker.enter(readingFile)()
	digest, failed := "", make(chan error, 1)
	go func() {
		var err error
		digest, err = r.source.Digest(ctx)
		failed <- err
	}()
	if r.plan, err = makePlan(ctx, r.source, r.options.Invite, r.tracker.telling(visit)); err != nil {
		cancel()
	}
	if err := cmp.Or(err, <-failed); err != nil {
		return err
	}
	r.summary.learn(r.source, r.plan, digest)
	r.tracker.rows = r.plan.rows()
	return nil
}

// approve shows the plan to whoever wants to see it.
func (r *run) approve() error {
	v := Preview{Rows: r.plan.rows(), Invalid: r.plan.wrongRows(), Warnings: r.plan.remarks()}
	v.Expected = r.options.Rate.Expect(v.Rows - v.Invalid)
	if r.options.OnPlan != nil && !r.options.OnPlan(v) {
		return ErrDeclined
	}
	return nil
}

func (r *run) warn(text string) { r.summary.Warnings = append(r.summary.Warnings, text) }

// emit takes the result of a row. When the report cannot be written, that is
// said once; the results that follow are still counted.
func (r *run) emit(result row.Result) error {
	r.summary.count(&result)
	r.log.result(&result)
	if r.options.OnResult != nil {
		r.options.OnResult(result)
	}
	return r.outputs.add(result)
}

// note is emit where something is sent: without a report the run ends softly,
// so that every row is counted.
func (r *run) note(result row.Result) error {
	if err := r.emit(result); err != nil {
		r.halt(stop.Disk, err)
	}
	return nil
}

// tick is called about ten times a second while rows end.
func (r *run) tick() error {
	r.tracker.tick()
	return r.outputs.flush()
}

// rules are what the life of a row depends on. From now on the settle time of
// what earlier runs left in doubt counts.
func (r *run) rules() lifecycle.Rules {
	o := &r.options
	return lifecycle.Rules{
		Settle: o.Settle, MaxAttempts: o.MaxAttempts, MaxLookups: lifecycle.MaxLookups, Limit: o.Limit, Began: time.Now(),
		Existing: lifecycle.Existing(o.Existing), Orphans: lifecycle.Orphans(o.Orphans),
		ReplaceTags: o.ReplaceTags, Passwords: o.UpdatePasswords, Resend: o.ResendUnknown,
		Backoff: backoff,
	}
}

// input is what the second pass over the file works with. A job is settled by
// recall if the journal can tell its result.
func (r *run) input(recall func(lifecycle.Rules, *lifecycle.Job, lifecycle.Find) (*row.Result, error)) *sendInput {
	in := &sendInput{
		Source: r.source, Plan: r.plan, Rules: r.rules(), Invite: r.options.Invite, Journal: r.journal,
		Limiter: r.limiter, Log: r.log, Emit: r.note, Tick: r.tick,
	}
	if r.journal != nil {
		in.Recall = func(j *lifecycle.Job) (*row.Result, error) {
			result, err := recall(in.Rules, j, r.journal.Find)
			return result, journalError(err)
		}
	}
	return in
}

// stopped returns an error that is nil if the run was not stopped: a nil
// *stop.Error in an error would not be.
func (r *run) stopped() error {
	if early := stoppedBy(r.soft); early != nil {
		return early
	}
	return nil
}
