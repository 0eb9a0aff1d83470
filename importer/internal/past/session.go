package past

import (
	"cmp"
	"context"
	"io"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/home"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/internal/progress"
	"partner-import/importer/internal/report"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A Setup is what a session needs. Everything must be set but Stdout, Log and
// OnProgress.
type Setup struct {
	Places
	Account     journal.Account
	Adopt       bool
	Rate        client.LimiterOptions
	Workers     int
	MaxAttempts int
	MaxOutage   time.Duration
	Timeout     time.Duration // of one attempt at most, default [client.DefaultTimeout]
	Wait        time.Duration // how long to wait for a journal that another run has
	Call        option.Namer
	Stdout      io.Writer
	Log         *zap.Logger
	OnProgress  func(progress.State)
	Ping        func(context.Context) error
	Server      func() time.Time // Partnero's clock
}

// A Session is one undo or verification: its journal, its pace, its report and how
// far it has come. One goroutine uses it.
type Session struct {
	Setup
	Journal journal.Journal
	Limiter *client.Limiter
	Asker   *preflight.Asker
	Summary *Summary
	Soft    context.Context // ends when nothing new may begin
	Halt    func(stop.Reason, error)

	State progress.State // the caller sets Rows, Planned and Expected

	log     *runlog.Log
	report  *report.Report
	flushed time.Time
	failed  error // the first that kept the report from being written
}

// NewSession begins a session that ends when soft does. The caller closes it.
func NewSession(soft context.Context, setup Setup, summary *Summary) *Session {
	if setup.Log == nil {
		setup.Log = zap.NewNop()
	}
	setup.Timeout = cmp.Or(setup.Timeout, client.DefaultTimeout)
	if setup.Stdout == nil {
		setup.Stdout = io.Discard
	}
	s := &Session{Setup: setup, Summary: summary, Limiter: client.NewLimiter(setup.Rate), log: runlog.New(setup.Log)}
	s.Soft, s.Halt = fault.Stoppable(soft, setup.Call)
	s.Asker = &preflight.Asker{
		Limiter: s.Limiter, MaxAttempts: setup.MaxAttempts, Backoff: crew.Backoff, Log: s.log,
		MaxOutage: setup.MaxOutage, Proven: true, Outlast: s.outlast, // the journal knows this account
	}
	s.State.Counts = summary.Counts
	return s
}

// Close releases what the session holds.
func (s *Session) Close() {
	s.Halt(stop.Cancelled, nil)
	if s.report != nil {
		s.report.Close()
	}
	if s.Journal != nil {
		s.Journal.Close()
	}
}

// Begin checks the places of the outputs, opens the journal and proves the address
// and the key. It writes nothing. A journal is only taken over by a key that Partnero
// accepts.
func (s *Session) Begin(ctx context.Context) error {
	if err := s.Places.Check(); err != nil {
		return err
	}
	steps := []func(context.Context) error{s.open, s.ping}
	if s.Adopt {
		steps = []func(context.Context) error{s.ping, s.open}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) open(ctx context.Context) (err error) {
	s.Journal, err = home.Open(ctx, journal.Options{
		Path: s.Places.Journal, Old: true, Adopt: s.Adopt, Account: s.Account, Call: s.Call,
		Wait: s.Wait, Term: journal.TermFor(s.Timeout), Waiting: func(holder string) { s.log.Waits(holder) },
	})
	return fault.Journal(err, s.Call)
}

func (s *Session) ping(ctx context.Context) error {
	return s.Asker.Ping(ctx, s.Ping)
}

// outlast waits because of what was answered, since then, and tells that.
func (s *Session) outlast(ctx context.Context, d time.Duration, e *client.Error, since time.Time) error {
	s.State.Down, s.State.Cause = time.Since(since), crew.Said(e)
	s.Tell(nil)
	s.State.Down, s.State.Cause = 0, ""
	return preflight.Pause(ctx, d)
}

// Listing counts the partners of a listing.
func (s *Session) Listing(n int) {
	s.State.Listing = true
	s.State.Listed += n
	s.Tell(nil)
}

// Open begins the report, with so many rows.
func (s *Session) Open(rows int) (err error) {
	s.State.Listing, s.State.Started = false, time.Now()
	s.report, err = report.New(s.Report, rows)
	return err
}

// Engine has jobs done, whose results go to emit.
func (s *Session) Engine(next func() (errand.Step, bool, error), emit func(row.Result) error) *errand.Engine {
	e := &errand.Engine{
		Workers: s.Workers, Limiter: s.Limiter, Journal: s.Journal, Timeout: s.Timeout, Log: s.log, Server: s.Server, Halt: s.Halt, Ping: s.Ping,
		MaxOutage: s.MaxOutage, Proven: true, Failed: func(int) bool { return false }, Next: next, Emit: emit,
	}
	e.Tick = func() error {
		s.Tell(e)
		return s.flush()
	}
	return e
}

// Emit takes the result of a row. If there can be no report, the run ends softly, so
// that every row is counted.
func (s *Session) Emit(r row.Result) error {
	s.Summary.count(&r)
	s.log.Ended(&r)
	s.State.Done++
	if !r.Earlier {
		s.State.Sent = min(s.State.Sent+1, s.State.Planned)
	}
	if s.failed == nil {
		if s.failed = s.report.Add(r); s.failed != nil {
			s.Halt(stop.Disk, s.failed)
		}
	}
	return nil
}

// Tell reports how far the session has come, with what an engine waits for.
func (s *Session) Tell(e *errand.Engine) {
	if s.OnProgress == nil {
		return
	}
	p, stats := &s.State, s.Limiter.Stats()
	p.Requests, p.Throttled, p.Waited = s.log.Requests(), stats.Throttled, stats.Paused
	p.Rate, p.Paused = s.Limiter.Rate(), s.Limiter.Paused()
	if e != nil {
		p.InFlight, p.Down, p.Cause = e.Status()
	}
	s.OnProgress(*p)
}

// flush makes the lines so far visible to others, each second.
func (s *Session) flush() error {
	if s.report == nil || time.Since(s.flushed) < time.Second {
		return nil
	}
	s.flushed = time.Now()
	return s.report.Flush()
}

// Finish writes the report in its order, and the summary. It returns why the session
// ended early, if it did. Status is the exit status, by that.
func (s *Session) Finish(status func(*Summary, error) int) error {
	s.Tell(nil)
	if err := s.report.Finish(s.Stdout); err != nil {
		s.Halt(stop.Disk, err)
	}
	stats := s.Limiter.Stats()
	s.Summary.Requests, s.Summary.Throttled = s.log.Requests(), stats.Throttled
	s.Summary.Waited, s.Summary.Rate = stats.Paused.Seconds(), s.Limiter.Rate()
	reason := s.conclude(status)
	if err := atomicfile.Write(s.Places.Summary, s.Summary.Write); err != nil {
		s.Halt(stop.Disk, err)
		reason = s.conclude(status)
	}
	return reason
}

func (s *Session) conclude(status func(*Summary, error) int) error {
	s.Summary.end()
	var reason error
	if early := fault.StoppedBy(s.Soft); early != nil {
		reason = early
		s.Summary.Stopped, s.Summary.StopReason = early.Error(), early.Reason
	}
	s.Summary.ExitStatus = status(s.Summary, reason)
	return reason
}
