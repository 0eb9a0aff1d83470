// Package errand runs requests about partners that a journal knows: paced workers
// make one attempt after the other for each job, and what must survive a crash is
// in the journal before the next request. What an answer means is decided by the
// job.
package errand

import (
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// An Answer is what one attempt brought: a partner, nothing or a failure.
type Answer struct {
	Partner client.Partner
	Err     *client.Error
	Began   time.Time // when the request was made
	At      time.Time // when its answer came
	Server  time.Time // the same by Partnero's clock
	Outage  bool      // requests fail for all rows: this costs the row no attempt
	Closed  bool      // no request like this one can succeed: the run must end
}

// A Decision is what happens to a job next: it ends with a result, or its next
// request is made after a while. A mark is durable before that.
type Decision struct {
	Result *row.Result   // nil if the job continues
	After  time.Duration // the least wait before the next request
	Mark   *journal.Mark // nil: nothing is written
	Halt   bool          // no request of this kind can succeed: the run must end
}

// A Job is one partner on its way to its result. While a request is made for it, no
// one else may use it.
type Job interface {
	Row() int
	Kind() breaker.Kind // of the next request
	// Attempt makes the next request. It must not change the job.
	Attempt(context.Context) (client.Partner, error)
	// Next decides how the job continues after an answer.
	Next(Answer) Decision
	// Kept says that the mark of the last decision is durable.
	Kept()
	// End ends the job because the run does.
	End() Decision
}

// A Step is what comes next: a job, or a result that needs no request.
type Step struct {
	Job    Job
	Result *row.Result
}

// An Engine has the jobs done. All of it happens in one goroutine, except the
// attempts.
type Engine struct {
	Workers int // attempts in flight at most
	Limiter *client.Limiter
	Journal Journal       // nil if no job writes
	Timeout time.Duration // of one attempt at most
	Log     crew.Log
	Server  func() time.Time // Partnero's clock
	Halt    func(stop.Reason, error)
	Ping    func(context.Context) error

	MaxOutage time.Duration
	Proven    bool                   // the address and the key worked in an earlier run
	Failed    func(refused int) bool // so many rejected rows end the run

	// Next returns the next step, false at the end.
	Next func() (Step, bool, error)
	// Emit takes each result once. Tick is called about ten times a second. Both are
	// called by the goroutine that does everything.
	Emit func(row.Result) error
	Tick func() error

	queue   crew.Queue[Job]
	pool    *crew.Pool[Job, outcome]
	watch   crew.Watch
	pending []pending
	wrote   time.Time // when the journal was last written to
	state   state
	always  chan struct{} // closed: ready at any time
}

// A state is whether an engine still takes what comes.
type state uint8

const (
	taking  state = iota // steps are taken, marks are written
	drained              // there are no more steps
	broken               // the journal takes nothing more
)

// A pending mark waits to be written, and its job for that.
type pending struct {
	job    Job // nil if it ended
	mark   journal.Mark
	result *row.Result
}

type outcome struct {
	job Job
	Answer
}

const (
	tickEvery  = 100 * time.Millisecond
	writeEvery = 100 * time.Millisecond
	maxBlock   = 256  // steps that are taken, and marks that are written, at once
	maxParked  = 4096 // jobs that may wait for their time
)

// Run does all jobs. It returns when each has its result. When soft ends, nothing new
// begins; cancelling ctx gives up the requests in flight as well.
func (e *Engine) Run(ctx, soft context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e.watch = crew.Watch{
		Breaker: breaker.New(e.Failed, e.Proven), Limiter: e.Limiter, Log: e.Log, MaxOutage: e.MaxOutage,
		Ping: e.Ping, Halt: e.Halt, Probed: make(chan error, 1),
	}
	e.pool = crew.NewPool(ctx, e.Workers, e.Limiter, e.attempt)
	defer e.pool.Close()
	e.always = make(chan struct{})
	close(e.always)
	clock := time.NewTicker(tickEvery)
	defer clock.Stop()
	for !e.isIdle() {
		if err := e.turn(ctx, soft, clock.C); err != nil {
			return e.abandon(err)
		}
		if soft.Err() != nil {
			return e.drain()
		}
		if err := e.flush(e.pool.InFlight == 0 && len(e.queue.Ready) == 0); err != nil {
			return e.abandon(err)
		}
	}
	return nil
}

// Status is what the jobs wait for.
func (e *Engine) Status() (inFlight int, down time.Duration, cause string) {
	if e.pool != nil {
		inFlight = e.pool.InFlight
		down, cause = e.watch.Down()
	}
	return inFlight, down, cause
}

func (e *Engine) isIdle() bool {
	return e.state != taking && e.pool.InFlight == 0 && e.queue.Len() == 0 && len(e.pending) == 0
}

// turn waits for the next thing to happen, and deals with it.
func (e *Engine) turn(ctx, soft context.Context, clock <-chan time.Time) error {
	var more, tokens chan struct{}
	if e.state == taking && len(e.queue.Ready) < max(e.Workers, int(e.Limiter.Rate())) && len(e.queue.Parked) < maxParked && len(e.pending) < maxBlock {
		more = e.always
	}
	if len(e.queue.Ready) > 0 && e.pool.InFlight < e.watch.MayFly(e.Workers) && e.lease().Outlasts(e.Timeout) {
		tokens = e.pool.Tokens
	}
	select {
	case <-more:
		return e.fill()
	case <-tokens:
		e.dispatch()
	case o := <-e.pool.Outcomes:
		return e.settle(o, soft.Err() != nil)
	case err := <-e.watch.Probed:
		e.watch.Recover(err)
	case <-clock:
		e.queue.Wake()
		e.watch.Look(ctx)
		return e.Tick()
	case <-e.lease().Lost():
		e.Halt(stop.Lost, errNoLease)
	case <-soft.Done():
	case <-ctx.Done():
		e.Halt(stop.Cancelled, context.Cause(ctx))
	}
	return nil
}

// fill takes the next steps: as many as there is work for, and no more than can be
// emitted without a pause.
func (e *Engine) fill() error {
	for n := 0; n < maxBlock && len(e.queue.Ready) < maxBlock; n++ {
		step, ok, err := e.Next()
		if err != nil {
			return err
		}
		if !ok {
			e.state = drained
			return nil
		}
		if step.Job != nil {
			e.queue.Push(step.Job)
			continue
		}
		if err := e.Emit(*step.Result); err != nil {
			return err
		}
	}
	return nil
}

// dispatch hands the first job to a worker.
func (e *Engine) dispatch() {
	if !e.Limiter.MayBegin() || !e.lease().Outlasts(e.Timeout) {
		return // the token was given before the gate shut, or before a probe
	}
	if j, ok := e.queue.Pop(); ok {
		e.pool.Begin(j)
	}
}

func (e *Engine) attempt(ctx context.Context, j Job) outcome {
	began := time.Now()
	if lease := e.lease(); lease != nil {
		if !lease.Outlasts(e.Timeout) { // the process stood still before this line
			return outcome{j, Answer{Err: &client.Error{Kind: client.Unsent, Err: errNoLease}, Began: began, At: began, Server: e.Server()}}
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, lease.Until())
		defer cancel()
	}
	p, err := j.Attempt(ctx)
	return outcome{j, Answer{Partner: p, Err: client.ErrorOf(err), Began: began, At: time.Now(), Server: e.Server()}}
}

// settle deals with the outcome of an attempt. While the run is ending, no job
// continues.
func (e *Engine) settle(o outcome, ending bool) error {
	e.pool.Took()
	e.Log.Requested()
	left := maxBlock
	if e.state != taking {
		left = e.pool.InFlight + e.queue.Len()
	}
	v := e.watch.Note(breaker.Attempt{Kind: o.job.Kind(), Row: o.job.Row(), Err: o.Err, Left: left})
	o.Outage, o.Closed = v.Blame != breaker.OnRow || e.watch.Breaker.IsDown() || e.watch.Breaker.WritesFail(), v.Stop != ""
	d := o.job.Next(o.Answer)
	if d.Halt {
		e.Halt(v.Stop, o.Err)
	}
	if d.Result == nil && ending {
		d = o.job.End()
	}
	if d.Result != nil {
		if a := e.watch.Breaker.Result(*d.Result, false); a != nil {
			e.Halt(a.Reason, a.Err)
		}
	}
	return e.proceed(o.job, d)
}

// proceed does with the job what was decided.
func (e *Engine) proceed(j Job, d Decision) error {
	if d.Result == nil && d.Mark != nil && e.state == broken {
		d = j.End() // its request must not be made
	}
	switch {
	case d.Mark != nil && e.Journal != nil && e.state != broken:
		p := pending{mark: *d.Mark, result: d.Result}
		if d.Result == nil {
			p.job = j
		}
		e.pending = append(e.pending, p)
	case d.Result != nil:
		return e.Emit(*d.Result)
	case d.After > 0:
		e.queue.Park(j, d.After)
	default:
		e.queue.Push(j)
	}
	return nil
}
