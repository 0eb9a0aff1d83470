package importer

import (
	"context"
	"errors"
	"time"

	"partner-import/client"
)

// Partners is what the importer needs of the API; [client.Client] is one. The
// errors are *client.Error.
type Partners interface {
	Create(context.Context, client.NewPartner) (client.Partner, error)
	Find(context.Context, client.By) (client.Partner, error)
	Ping(context.Context) error
	ServerTime() time.Time
}

const (
	maxBlock  = 256  // rows that are claimed at once
	maxParked = 4096 // rows that wait for their time; beyond, no new ones are taken
)

// A sender is the second pass: it takes the rows of the file, has the workers
// make one attempt at a time for each, and gives out one result for each row.
//
//	rows ──▶ admit ──▶ claim ──▶ ready ──▶ workers ──▶ outcome ──▶ life ──▶ end ──▶ record ──▶ result
//	           ▲                   ▲                                │        │
//	        waiting              parked ◀─────── again, later ──────┘        │
//	           ▲                                                             │
//	           └──────────────────────── its parent is created ──────────────┘
//
// All of it happens in one goroutine, so that no state needs a lock, except the
// workers' attempts and the keeper's writing (claim and record). A row that
// waits (for its time, or for its parent's row) holds no worker.
type sender struct {
	options  *Options
	partners Partners
	plan     *plan
	rows     *Rows
	keep     *keeper
	life     life
	limiter  *client.Limiter
	stop     *stopper
	emit     func(Result) error
	tick     func() error
	log      *logbook

	work     chan *job
	outcomes chan outcome
	tokens   chan struct{}
	always   chan struct{} // closed: ready at any time

	ready    []*job
	parked   parkedJobs
	waiting  map[int][]*job // by the row of the referring partner
	released []*job         // whose parent has just been created
	fates    map[int]fate   // of the rows that others refer to
	inFlight int
	sent     int // rows that were admitted
	drained  bool
	health   health
	probed   chan error
	clock    *time.Ticker
}

// run sends all rows. It returns when every row has its result.
func (s *sender) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.startWorkers(ctx)
	defer close(s.work)
	s.clock = time.NewTicker(tickEvery)
	defer s.clock.Stop()
	for !s.idle() {
		if err := s.turn(ctx); err != nil {
			return s.abandon(err)
		}
		if s.stop.stopped() {
			return s.wind()
		}
		s.keep.submit(s.inFlight == 0 && len(s.ready) == 0)
	}
	return nil
}

// startWorkers starts the workers, and the pacer that lets one attempt after
// the other begin.
func (s *sender) startWorkers(ctx context.Context) {
	s.work = make(chan *job, s.options.Workers)
	s.outcomes = make(chan outcome, s.options.Workers)
	s.tokens = make(chan struct{})
	s.probed = make(chan error, 1)
	s.always = make(chan struct{})
	close(s.always)
	for range s.options.Workers {
		go func() {
			for j := range s.work {
				s.outcomes <- s.attempt(ctx, j)
			}
		}()
	}
	go func() {
		for s.limiter.Wait(ctx) == nil {
			select {
			case s.tokens <- struct{}{}:
			case <-ctx.Done():
			}
		}
	}()
}

// attempt makes one request for the job.
func (s *sender) attempt(ctx context.Context, j *job) outcome {
	var partner client.Partner
	var err error
	if j.step == create {
		partner, err = s.partners.Create(ctx, j.request)
	} else {
		partner, err = s.partners.Find(ctx, j.by())
	}
	return outcome{job: j, partner: partner, err: asClientError(err), at: time.Now()}
}

// asClientError makes sure that an outcome has a kind: an error of another
// type comes from a Partners that breaks its contract, and proves nothing.
func asClientError(err error) *client.Error {
	var e *client.Error
	if err != nil && !errors.As(err, &e) {
		e = &client.Error{Kind: client.Ambiguous, Err: err}
	}
	return e
}

// turn waits for the next thing to happen, and deals with it.
func (s *sender) turn(ctx context.Context) error {
	var more, tokens chan struct{}
	if s.hungry() {
		more = s.always
	}
	if len(s.ready) > 0 && s.inFlight < s.options.Workers && !s.health.down {
		tokens = s.tokens
	}
	select {
	case <-more:
		return s.fill()
	case <-tokens:
		s.dispatch()
	case o := <-s.outcomes:
		s.inFlight--
		return s.settle(o)
	case g := <-s.keep.written:
		return s.kept(g)
	case err := <-s.probed:
		s.recover(err)
	case <-s.clock.C:
		s.wake()
		s.probe(ctx)
		return s.tick()
	case <-s.stop.done():
	case <-ctx.Done():
		s.stop.stop(StopCancelled, context.Cause(ctx))
	}
	return nil
}

// kept deals with a group that was written: what is claimed may be sent, and
// what ended may be reported.
func (s *sender) kept(g group) error {
	s.keep.busy = false
	if g.err != nil {
		// Whether the group is on disk cannot be found out any more. Its
		// claims are not sent; what ended is true and is reported.
		s.keep.failed = g.err
		s.stop.stop(StopDisk, g.err)
	}
	s.ready = append(s.ready, g.claims...)
	for _, e := range g.ends {
		if err := s.emit(e.result); err != nil {
			return err
		}
	}
	return nil
}

// wake takes the parked jobs whose time has come.
func (s *sender) wake() {
	now := time.Now()
	for j := s.parked.take(now); j != nil; j = s.parked.take(now) {
		s.ready = append(s.ready, j)
	}
}

// dispatch hands the first ready job to a worker.
func (s *sender) dispatch() {
	if s.limiter.Paused() > 0 {
		return // the token was given before the gate shut
	}
	j := s.ready[0]
	s.ready[0] = nil
	s.ready = s.ready[1:]
	s.inFlight++
	s.work <- j
}

// settle deals with what came of an attempt.
func (s *sender) settle(o outcome) error {
	s.account(o)
	t := s.life.next(o)
	j := o.job
	switch {
	case t.result != nil:
		return s.end(j, *t.result)
	case t.halt:
		s.stop.stop(haltReason(o.err), o.err)
		fallthrough
	case s.stop.stopped():
		return s.end(j, j.unsent())
	}
	j.step = t.step
	if t.after > 0 {
		s.parked.park(j, time.Now().Add(t.after))
	} else {
		s.ready = append(s.ready, j)
	}
	return nil
}

// account tells everybody who counts of an attempt.
func (s *sender) account(o outcome) {
	if o.job.step == create && (o.err == nil || o.err.Kind != client.Unsent) {
		o.job.attempts++
	}
	s.log.attempt(o)
	if o.err != nil && o.err.Kind == client.Throttled {
		pause, capped := s.limiter.Throttled(o.err)
		s.log.throttled(o.err, pause, capped)
	} else if o.err == nil || o.err.Kind != client.Unsent {
		s.limiter.Accepted()
	}
	if reason := s.health.note(o.err, s.left()); reason != "" {
		s.stop.stop(reason, o.err)
	}
}

// end gives the row its result, on its way through the journal if it was
// claimed there, and lets those who wait for it go on.
func (s *sender) end(j *job, r Result) error {
	r.Problem.Column = s.plan.header.name(r.Problem.Column)
	if reason, err := s.health.result(r); reason != "" && !s.options.Rebuild {
		s.stop.stop(reason, err)
	}
	s.endRow(j.row, r.Status.Good())
	if j.claimed && s.keep.failed == nil {
		s.keep.next.ends = append(s.keep.next.ends, ending{j, r})
		return nil
	}
	return s.emit(r)
}

// left is how many rows are on their way, or maxBlock if the file has more.
func (s *sender) left() int {
	if !s.drained {
		return maxBlock
	}
	return s.inFlight + len(s.ready) + len(s.parked)
}

func (s *sender) idle() bool {
	return s.drained && s.inFlight == 0 && len(s.ready) == 0 && len(s.parked) == 0 &&
		len(s.released) == 0 && s.keep.idle()
}

// wind lets the attempts in flight finish, gives every other row the result
// that it was not sent, and has all of it written.
func (s *sender) wind() error {
	for ; s.inFlight > 0; s.inFlight-- {
		// A second signal cancels the context of these attempts.
		if err := s.settle(<-s.outcomes); err != nil {
			s.inFlight--
			return s.abandon(err)
		}
	}
	if err := s.awaitKeeper(); err != nil {
		return err
	}
	if err := s.unsendRest(); err != nil {
		return err
	}
	s.keep.submit(true)
	if err := s.awaitKeeper(); err != nil {
		return err
	}
	return s.emitUnkept()
}

// awaitKeeper waits for the group that is being written.
func (s *sender) awaitKeeper() error {
	if !s.keep.busy {
		return nil
	}
	return s.kept(<-s.keep.written)
}

// emitUnkept reports what a journal that failed does not take any more: it is
// true all the same.
func (s *sender) emitUnkept() error {
	ends := s.keep.next.ends
	s.keep.next = group{}
	for _, e := range ends {
		if err := s.emit(e.result); err != nil {
			return err
		}
	}
	return nil
}

// abandon is for when the report cannot be written any more: what is in flight
// ends and goes into the journal, so that nothing is lost, and the error is
// passed on.
func (s *sender) abandon(err error) error {
	s.stop.stop(writeOrRead(err), err)
	s.emit = func(Result) error { return nil }
	_ = s.wind()
	return err
}
