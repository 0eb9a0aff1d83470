package importer

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A run is one import on its way.
type run struct {
	options  Options
	partners Partners
	stop     *stopper
	source   *Source

	plan     *plan
	summary  *Summary
	report   *report
	limiter  *client.Limiter
	log      *logbook
	flushed  time.Time
	journal  *journal.Journal // nil without one
	roster   *roster          // of a dry run that asks the API
	open     []int            // rows of a dry run whose verdict is open
	hints    *hints           // of an import that lists the account first
	listing  bool             // the account is being listed
	listed   atomic.Int64     // partners so far
	reading  bool             // the file is being read, and nothing is sent yet
	read     int              // data rows so far
	sender   *sender
	timeline *timeline // nil if nobody wants to see it
	broken   bool      // the report cannot be written
	missing  []string  // outputs that could not be written, or not whole
	unnoted  bool      // the journal does not know of the failed rows
}

// prepare does all that can be refused before anything is sent or written.
func (r *run) prepare(ctx context.Context) (err error) {
	if err = r.begin(); err != nil {
		return err
	}
	if err = r.makePlan(ctx, nil); err != nil {
		return err
	}
	if err = r.reopenJournal(); err != nil {
		return err
	}
	if r.options.sends() && !r.refusesAll() {
		if err = r.asker().ping(ctx, r.partners.Ping, r.wait); err != nil {
			return err
		}
	}
	if r.options.OnPlan != nil && !r.options.OnPlan(r.preview()) {
		return ErrDeclined
	}
	if err = r.openJournal(); err != nil {
		return err
	}
	if err = r.beginJournal(); err != nil {
		return err
	}
	if err = r.prefetch(ctx); err != nil {
		return err
	}
	r.report, err = newReport(r.options.Report, r.plan.rows())
	return err
}

// untilStopped does something that a soft stop ends as well.
func (r *run) untilStopped(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-r.stop.done():
			cancel()
		case <-ctx.Done():
		}
	}()
	err := do(ctx)
	if err != nil && r.stop.stopped() {
		return r.stop.reason()
	}
	return err
}

// begin checks where the outputs go, before anything is read.
func (r *run) begin() error {
	if err := r.options.check(r.partners); err != nil {
		return err
	}
	r.options = r.options.Beside(r.source.name)
	r.limiter = client.NewLimiter(r.options.Rate)
	r.log = &logbook{log: r.options.Log}
	r.summary = newSummary(&r.options, r.source)
	return r.options.checkOutputs(r.source)
}

// makePlan reads the file once, and takes its digest beside that.
func (r *run) makePlan(ctx context.Context, visit visitor) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.reading = true
	defer func() { r.reading = false }()
	digest, failed := "", make(chan error, 1)
	go func() {
		var err error
		digest, err = r.source.digest(ctx)
		failed <- err
	}()
	if r.plan, err = makePlan(ctx, r.source, r.options.Invite, r.telling(visit)); err != nil {
		cancel()
	}
	if err := cmp.Or(err, <-failed); err != nil {
		return err
	}
	r.summary.learn(r.source, r.plan, digest)
	return nil
}

func (r *run) preview() Preview {
	v := Preview{Rows: r.plan.rows(), Invalid: r.plan.wrongRows(), Warnings: r.plan.remarks()}
	v.Expected = r.options.Rate.Expect(v.Rows - v.Invalid)
	return v
}

func (r *run) warn(text string) { r.summary.Warnings = append(r.summary.Warnings, text) }

// refusesAll reports whether --strict keeps every row from being sent.
func (r *run) refusesAll() bool { return r.options.Strict && r.plan.wrongRows() > 0 }

func (r *run) close() {
	if r.report != nil {
		r.report.close()
	}
	if r.journal != nil {
		r.journal.Close()
	}
}

// execute is everything from the first output on. Whatever ends it, the
// outputs are written.
func (r *run) execute(ctx context.Context) error {
	r.send(ctx)
	return r.finish()
}

func (r *run) send(ctx context.Context) {
	keep := newKeeper(r.journal, &r.options)
	s := &sender{
		options: &r.options, keep: keep, hints: r.hints, partners: r.partners,
		plan: r.plan, source: r.source, rows: r.source.stream(),
		rules:   keep.rules,
		limiter: r.limiter, stop: r.stop, emit: r.note, tick: r.tick, log: r.log,
		breaker: newBreaker(func(refused int) bool { return r.options.MaxFailures.reached(refused, r.plan.rows()) }),
	}
	if r.refusesAll() {
		r.stop.stop(stop.Failures, ErrStrict)
	}
	defer s.rows.close()
	s.startOrder()
	defer s.endOrder()
	r.sender = s
	pass := s.walk
	if r.options.sends() {
		r.beginTimeline()
		pass = s.run
	}
	if err := pass(ctx); err != nil {
		r.stop.stop(writeOrRead(err), err)
	}
	r.sample()
}

// writeOrRead tells trouble with the input from trouble with an output.
func writeOrRead(err error) stop.Reason {
	var input *InputError
	if errors.As(err, &input) {
		return stop.Input
	}
	return stop.Disk
}

// emit takes the result of a row. When the report cannot be written, that is
// said once; the results that follow are still counted.
func (r *run) emit(result row.Result) error {
	r.summary.count(&result)
	r.log.result(&result)
	if r.broken {
		return nil
	}
	err := r.report.add(result)
	r.broken = err != nil
	return err
}

// note is emit where something is sent: without a report the run ends softly,
// so that every row is counted.
func (r *run) note(result row.Result) error {
	if err := r.emit(result); err != nil {
		r.stop.stop(stop.Disk, err)
	}
	return nil
}

// finish writes the outputs. A failure does not keep the others from being
// written.
func (r *run) finish() error {
	err := r.wrote("report", r.report.finish(r.options.Stdout))
	if failed := r.wrote("failed rows", r.finishFailed()); err == nil {
		err = failed
	}
	r.tell()
	stats := r.limiter.Stats()
	r.summary.Requests, r.summary.Retries, r.summary.Throttled = int(r.log.requests.Load()), r.log.retries, stats.Throttled
	r.summary.Waited, r.summary.Rate = stats.Paused.Seconds(), r.limiter.Rate()
	r.summary.Online = r.roster.online()
	if text := r.roster.unchecked(); text != "" {
		r.warn(text)
	}
	r.summary.expect(&r.options)
	if err != nil {
		r.stop.stop(stop.Disk, err)
	}
	return r.finishSummary()
}

func (r *run) finishSummary() error {
	r.summary.end()
	reason := r.conclude()
	if err := r.wrote("page", r.finishPage()); err != nil {
		r.stop.stop(stop.Disk, err)
		reason = r.conclude()
	}
	if err := r.wrote("summary", writeOut(r.options.Summary, r.summary.Write)); err != nil {
		r.disown()
		r.stop.stop(stop.Disk, err)
		reason = r.conclude()
	}
	return reason
}

// wrote notes what became of an output, and passes the error on.
func (r *run) wrote(what string, err error) error {
	if err != nil {
		r.missing = append(r.missing, what)
	}
	return err
}

// conclude puts into the summary how the run ended, and returns why it ended
// early, if it did.
func (r *run) conclude() error {
	reason := r.stopError()
	if reason != nil {
		r.summary.Stopped, r.summary.StopReason = reason.Error(), r.stop.reason().Reason
	}
	r.summary.ExitStatus = r.options.ExitStatus(r.summary, reason)
	r.summary.Outputs, r.summary.Missing = r.outputs()
	return reason
}

// stopError returns an error that is nil if the run was not stopped: a nil
// *StopError in an error would not be.
func (r *run) stopError() error {
	if reason := r.stop.reason(); reason != nil {
		return reason
	}
	return nil
}
