package importer

import (
	"cmp"
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/plan"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/internal/progress"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/internal/sameid"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// A run is what an import, a dry run and a rebuild have in common.
type run struct {
	options Options
	source  *source.Source
	soft    context.Context // ends when no new row may begin
	halt    func(stop.Reason, error)

	limiter *client.Limiter
	log     *runlog.Log
	summary *Summary
	plan    *plan.Plan
	journal journal.Journal // nil without one
	outputs outputs.Files
	faults  row.Findings // what is wrong with the invalid rows, for the preview
	tracker progress.Tracker
	ids     sameid.IDs

	conclusion func() // what else the summary says, nil: nothing
}

// begin makes a run. The statuses are those that its rows may get.
func (im *Importer) begin(s *source.Source, statuses []row.Status) *run {
	soft, halt := fault.Stoppable(im.soft, im.options.Call)
	r := &run{options: im.options.Beside(s.Name()), source: s, soft: soft, halt: halt}
	r.limiter = client.NewLimiter(r.options.Rate)
	r.log = runlog.New(r.options.Log)
	r.summary = newSummary(&r.options, s, statuses)
	r.outputs = outputs.Files{Places: r.options.places(s), Source: s}
	r.tracker = progress.Tracker{Limiter: r.limiter, Log: r.log, Counts: r.summary.Counts}
	if tell := r.options.OnProgress; tell != nil {
		r.tracker.Tell = func(s progress.State) { tell(Progress(s)) }
	}
	return r
}

// close releases what the run holds.
func (r *run) close() {
	r.halt(stop.Cancelled, nil) // so that nothing waits for it any more
	r.outputs.Close()
	if r.journal != nil {
		r.journal.Close()
	}
}

// makePlan reads the file once, and takes its digest beside that.
func (r *run) makePlan(ctx context.Context, visit plan.Visitor) (err error) {
	if r.source.IsOutdated() { // it may have been opened hours ago, before the journal was waited for
		return r.source.Changed()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer r.tracker.Enter(progress.ReadingFile)()
	digest, failed := "", make(chan error, 1)
	go func() {
		var err error
		digest, err = r.source.Digest(ctx)
		failed <- err
	}()
	if !r.options.DryRun {
		r.source.Remember()
	}
	plans := plan.Options{Invite: r.options.Invite, Examples: r.options.Sandbox, Call: r.options.Call}
	if r.plan, err = plan.Make(ctx, r.source, plans, r.tracker.Telling(visit)); err != nil {
		cancel()
	}
	if err := cmp.Or(err, <-failed); err != nil {
		return err
	}
	r.summary.learn(r.source, r.plan, digest)
	r.tracker.Rows = r.plan.Rows()
	return preflight.CheckRows(r.source, r.plan.Rows(), r.options.MinRows, r.options.Call)
}

func (r *run) warn(text string) { r.summary.Warnings = append(r.summary.Warnings, text) }

// emit takes the result of a row. When the report cannot be written, it
// says that once; the results that follow are still counted.
func (r *run) emit(result row.Result) error {
	r.summary.count(&result)
	r.tracker.Add(&result)
	r.log.Ended(&result)
	r.ids.See(&result)
	if r.options.OnResult != nil {
		r.options.OnResult(result)
	}
	return r.outputs.Add(result)
}

// note is emit for rows that are sent: if there can be no report, the run ends
// softly, so that every row is counted.
func (r *run) note(result row.Result) error {
	if err := r.emit(result); err != nil {
		r.halt(stop.Disk, err)
	}
	return nil
}

// tick is called about ten times a second while rows end.
func (r *run) tick() error {
	r.tracker.Tick()
	if rate, ok := r.limiter.Learned(); ok && r.journal != nil {
		r.journal.KeepRate(rate)
	}
	return r.outputs.Flush()
}

// rules are what the life of a row depends on. From now on the settle time of
// what earlier runs left in doubt counts.
func (r *run) rules() lifecycle.Rules {
	o := &r.options
	return lifecycle.Rules{
		Settle: o.Settle, MaxAttempts: o.MaxAttempts, Limit: o.Limit, Began: time.Now(),
		Existing: lifecycle.Existing(o.Existing), Orphans: lifecycle.Orphans(o.Orphans),
		ReplaceTags: o.ReplaceTags, Passwords: o.UpdatePasswords, Resend: o.ResendUnknown,
		Call:    o.Call,
		Backoff: crew.Backoff,
	}
}

// A recaller settles a job with what the journal knows of its row, if it can.
type recaller func(lifecycle.Rules, *lifecycle.Job, lifecycle.Find) (*row.Result, error)

// input is what a pass over the file works with. The journal may be nil, and then
// it is not asked.
func (r *run) input(from journal.Journal, recall recaller) *send.Input {
	in := &send.Input{
		Source: r.source, Plan: r.plan, Rules: r.rules(), Invite: r.options.Invite,
		Limiter: r.limiter, Log: r.log, Emit: r.note, Tick: r.tick,
	}
	if from != nil {
		in.Journal = from
		in.Recall = func(j *lifecycle.Job) (*row.Result, error) {
			result, err := recall(in.Rules, j, from.Find)
			return result, journalError(err, r.options.Call)
		}
	}
	return in
}

// stopped returns an error that is nil if the run was not stopped: a nil
// *stop.Error in an error would not be.
func (r *run) stopped() error {
	if early := fault.StoppedBy(r.soft); early != nil {
		return early
	}
	return nil
}
