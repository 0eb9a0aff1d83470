package importer

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/journal"
)

// Options configure an [Importer]. The zero value imports with the defaults
// and writes its outputs beside the input.
type Options struct {
	Workers     int                   // attempts in flight at most, default 16
	Rate        client.LimiterOptions // the pace, default learned
	MaxAttempts int                   // per row, of those that had no effect, default 5
	Settle      time.Duration         // after a lost answer, how long "not found" proves nothing, default 60 s
	Limit       int                   // send at most so many rows, the rest is unsent; 0: all

	MaxOutage   time.Duration // how long the API may be down, default 30 min
	MaxFailures MaxFailures   // refused rows that end the run, default none

	DryRun  bool // check everything, send nothing
	Rebuild bool // write the outputs from the input and the journal, send nothing
	Strict  bool // send nothing if any row is invalid

	// Report, Failed and Summary say where the outputs go. "" puts them
	// beside the input; "-" for Report prints it to Stdout at the end.
	Report, Failed, Summary string
	Stdout                  io.Writer
	Force                   bool // replace outputs that this tool did not write

	// Journal is where the journal is, "" beside the input, "-" for none:
	// then a run that is killed leaves no trace of what it did.
	Journal      string
	Fingerprint  string // of the key, which with Target.Host binds the journal
	AdoptJournal bool   // take over the journal of another key of the same account

	Target  TargetSummary // for the summary
	Version string        // of the tool, for the summary

	// ExitStatus is what the summary says of the end, default 0 for a run
	// whose rows are all good, 1 for others, 3 for one that ended early.
	ExitStatus func(*Summary, error) int

	Log *zap.Logger // default none
	// OnPlan is called when the file was read and the API answered, before
	// anything is sent; with false the run ends. It may block.
	OnPlan func(Preview) bool
	// OnProgress is called about ten times a second, by the goroutine that
	// does everything: it must not block.
	OnProgress func(Progress)
}

// A Preview is what is known before anything is sent.
type Preview struct {
	Rows    int // data rows
	Invalid int // of them, rows that will not be sent
}

// Progress is how far a run has come.
type Progress struct {
	Rows   int
	Done   int
	Counts map[Status]int // shared: to be read during the call only
	Rate   float64        // attempts per second that the limiter allows
	Paused time.Duration  // how long the API's limit still holds everything up
}

const (
	defaultWorkers     = client.DefaultWorkers
	defaultMaxAttempts = 5
	defaultSettle      = 60 * time.Second
	defaultMaxOutage   = 30 * time.Minute
	tickEvery          = 100 * time.Millisecond
	flushEvery         = time.Second
)

// An Importer imports files into one account. It is safe for concurrent use;
// two runs must not write the same outputs.
type Importer struct {
	partners Partners
	options  Options
	stop     *stopper
}

// New makes an Importer. In a dry run, partners may be nil.
func New(partners Partners, o Options) *Importer {
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = defaultMaxAttempts
	}
	if o.Settle <= 0 {
		o.Settle = defaultSettle
	}
	if o.MaxOutage <= 0 {
		o.MaxOutage = defaultMaxOutage
	}
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	if o.ExitStatus == nil {
		o.ExitStatus = exitStatus
	}
	return &Importer{partners: partners, options: o, stop: newStopper()}
}

func exitStatus(s *Summary, err error) int {
	switch {
	case err != nil:
		return 3
	case !s.Good():
		return 1
	}
	return 0
}

// Stop ends a run softly: no row is begun any more, requests in flight finish,
// and everything is written. It returns at once; the first cause stands.
func (im *Importer) Stop(reason StopReason, cause error) { im.stop.stop(reason, cause) }

// ErrDeclined says that Options.OnPlan returned false.
var ErrDeclined = errors.New("nothing was sent")

// ErrStrict says that nothing was sent, since rows are invalid.
var ErrStrict = errors.New("rows are invalid and nothing was sent")

// Run imports the source. Cancelling ctx gives up the requests in flight as
// well, see [Importer.Stop] for the soft end.
//
// Before anything was sent or written, the error is an [*InputError], an
// [*OutputError], ErrDeclined, or what the API answered to the first request,
// and the summary is nil. From then on there is a summary, and the error is
// nil or a [*StopError].
func (im *Importer) Run(ctx context.Context, s *Source) (*Summary, error) {
	r := &run{options: im.options, partners: im.partners, stop: im.stop, source: s}
	defer r.close()
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	return r.summary, r.execute(ctx)
}

// A run is one import on its way.
type run struct {
	options  Options
	partners Partners
	stop     *stopper
	source   *Source

	plan    *plan
	summary *Summary
	report  *report
	limiter *client.Limiter
	log     *logbook
	flushed time.Time
	journal *journal.Journal // nil without one
}

// prepare does all that can be refused before anything is sent or written.
func (r *run) prepare(ctx context.Context) (err error) {
	r.options.placeOutputs(r.source)
	if err := r.options.checkOutputs(r.source); err != nil {
		return err
	}
	r.limiter = client.NewLimiter(r.options.Rate)
	r.log = &logbook{log: r.options.Log}
	if r.plan, err = makePlan(ctx, r.source); err != nil {
		return err
	}
	if r.summary, err = newSummary(&r.options, r.source, r.plan); err != nil {
		return err
	}
	if !r.options.DryRun && !r.options.Rebuild {
		if err := r.greet(ctx); err != nil {
			return err
		}
	}
	if r.options.OnPlan != nil && !r.options.OnPlan(r.plan.preview()) {
		return ErrDeclined
	}
	return r.openJournal()
}

// openJournal opens the journal, which keeps others from importing the same
// file meanwhile.
func (r *run) openJournal() (err error) {
	if r.options.DryRun || r.options.Journal == "-" {
		return nil
	}
	o := journal.Options{Path: r.options.Journal, Adopt: r.options.AdoptJournal}
	if !r.options.Rebuild {
		o.Account = journal.Account{Host: r.options.Target.Host, Key: r.options.Fingerprint}
	}
	r.journal, err = journal.Open(o)
	return journalError(err)
}

// begin notes the run in the journal.
func (r *run) begin() error {
	if r.journal == nil || r.options.Rebuild {
		return nil
	}
	return journalError(r.journal.Begin(r.summary.Input.SHA256, r.source.name))
}

func (r *run) close() {
	if r.journal != nil {
		r.journal.Close()
	}
}

// greet makes the first request: it proves the address and the key.
func (r *run) greet(ctx context.Context) error {
	for tries := 1; ; tries++ {
		err := r.partners.Ping(ctx)
		r.log.requests++
		var e *client.Error
		switch {
		case err == nil:
			return nil
		case !errors.As(err, &e):
			return err
		case e.Kind == client.Throttled && tries < r.options.MaxAttempts:
			pause, capped := r.limiter.Throttled(e)
			r.log.throttled(e, pause, capped)
		case !e.NotProcessed() && !e.Ambiguous() || tries >= 3:
			return err
		}
		if err := pause(ctx, max(r.limiter.Paused(), backoff(tries))); err != nil {
			return err
		}
	}
}

// execute is everything from the first output on. Whatever ends it, the
// outputs are written.
func (r *run) execute(ctx context.Context) (err error) {
	if err := r.begin(); err != nil {
		return &StopError{Reason: StopDisk, Err: err}
	}
	if r.report, err = newReport(r.options.Report, r.plan.rows()); err != nil {
		return &StopError{Reason: StopDisk, Err: err}
	}
	defer r.report.close()
	r.send(ctx)
	return r.finish()
}

func (r *run) send(ctx context.Context) {
	keep := newKeeper(r.journal, r.summary.Input.SHA256)
	defer keep.close()
	s := &sender{
		options: &r.options, keep: keep, partners: r.partners, plan: r.plan, rows: r.source.Rows(),
		life:    life{settle: r.options.Settle, maxAttempts: r.options.MaxAttempts},
		limiter: r.limiter, stop: r.stop, emit: r.emit, tick: r.tick, log: r.log,
		waiting: map[int][]*job{}, fates: newFates(r.plan),
		health: health{most: r.options.MaxFailures, rows: r.plan.rows(), budget: budgetFull},
	}
	if r.options.Strict && r.plan.preview().Invalid > 0 {
		r.stop.stop(StopFailures, ErrStrict)
	}
	if err := s.run(ctx); err != nil {
		r.stop.stop(writeOrRead(err), err)
	}
}

// writeOrRead tells trouble with the input from trouble with an output.
func writeOrRead(err error) StopReason {
	var input *InputError
	if errors.As(err, &input) {
		return StopInput
	}
	return StopDisk
}

// emit takes the result of a row.
func (r *run) emit(result Result) error {
	r.summary.count(result)
	r.log.result(result)
	return r.report.add(result)
}

// tick is called about ten times a second.
func (r *run) tick() error {
	if r.options.OnProgress != nil {
		r.options.OnProgress(r.progress())
	}
	if time.Since(r.flushed) < flushEvery {
		return nil
	}
	r.flushed = time.Now()
	return r.report.flush()
}

func (r *run) progress() Progress {
	done := 0
	for _, n := range r.summary.Counts {
		done += n
	}
	return Progress{
		Rows: r.plan.rows(), Done: done, Counts: r.summary.Counts,
		Rate: r.limiter.Rate(), Paused: r.limiter.Paused(),
	}
}

// finish writes the outputs. A failure does not keep the others from being
// written.
func (r *run) finish() error {
	err := r.report.finish(r.options.Stdout)
	if err == nil {
		err = r.finishFailed()
	}
	if r.options.OnProgress != nil {
		r.options.OnProgress(r.progress())
	}
	stats := r.limiter.Stats()
	r.summary.Requests, r.summary.Throttled = r.log.requests, stats.Throttled
	r.summary.Waited, r.summary.Rate = stats.Paused.Seconds(), r.limiter.Rate()
	if err != nil {
		r.stop.stop(StopDisk, err)
	}
	return r.finishSummary()
}

func (r *run) finishSummary() error {
	r.summary.end()
	reason := r.stopError()
	if reason != nil {
		r.summary.Stopped = reason.Error()
	}
	r.summary.ExitStatus = r.options.ExitStatus(r.summary, reason)
	r.summary.Outputs = r.outputs()
	if err := writeOut(r.options.Summary, r.summary.write); err != nil && reason == nil {
		return &StopError{Reason: StopDisk, Err: err}
	}
	return reason
}

func (r *run) outputs() []Output {
	list := []Output{{"report", r.options.Report}}
	if !r.summary.Good() {
		list = append(list, Output{"failed rows", r.options.Failed})
	}
	return append(list, Output{"summary", r.options.Summary})
}

// stopError returns an error that is nil if the run was not stopped: a nil
// *StopError in an error would not be.
func (r *run) stopError() error {
	if reason := r.stop.reason(); reason != nil {
		return reason
	}
	return nil
}

// finishFailed writes the failed rows, or takes away those of an earlier run.
func (r *run) finishFailed() error {
	if r.summary.Good() {
		return removeOut(r.options.Failed)
	}
	return writeFailed(r.options.Failed, r.source, r.report)
}

// placeOutputs puts the outputs that have no place beside the input.
func (o *Options) placeOutputs(s *Source) {
	dir, stem := s.stem()
	for path, ending := range map[*string]string{
		&o.Report: ".report.csv", &o.Failed: ".failed.csv", &o.Summary: ".summary.json", &o.Journal: ".journal",
	} {
		if *path == "" {
			*path = filepath.Join(dir, stem+ending)
		}
	}
}

func (o *Options) checkOutputs(s *Source) error {
	outputs := []struct {
		path string
		ours func(io.Reader) bool
	}{{o.Report, isReport}, {o.Failed, isFailed}, {o.Summary, isSummary}}
	for i, out := range outputs {
		if out.path == "-" {
			continue
		}
		for _, other := range outputs[:i] {
			if filepath.Clean(other.path) == filepath.Clean(out.path) {
				return &OutputError{Path: out.path, Message: "is named for two outputs; name another file for one of them"}
			}
		}
		if err := checkOutput(out.path, s, out.ours, o.Force); err != nil {
			return err
		}
	}
	return nil
}

// pause waits for d or for ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
