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
//	rows ──▶ admit ──▶ ready ──▶ workers ──▶ outcome ──▶ life ──▶ result
//	           ▲         ▲                                │
//	        waiting    parked ◀───────── again, later ────┘
//
// All of it but the workers' attempts happens in one goroutine, so that no
// state needs a lock. A row that waits (for its time, or for its parent's row)
// holds no worker.
type sender struct {
	options  *Options
	partners Partners
	plan     *plan
	rows     *Rows
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
	}
	return nil
}

// startWorkers starts the workers, and the pacer that lets one attempt after
// the other begin.
func (s *sender) startWorkers(ctx context.Context) {
	s.work = make(chan *job, s.options.Workers)
	s.outcomes = make(chan outcome, s.options.Workers)
	s.tokens = make(chan struct{})
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
	tokens := s.tokens
	if len(s.ready) == 0 || s.inFlight >= s.options.Workers || s.health.down() {
		tokens = nil
	}
	var more chan struct{}
	if s.hungry() {
		more = s.always
	}
	select {
	case <-more:
		return s.fill()
	case <-tokens:
		s.dispatch()
	case o := <-s.outcomes:
		s.inFlight--
		return s.settle(o)
	case <-s.clock.C:
		s.wake()
		return s.tick()
	case <-s.stop.done():
	case <-ctx.Done():
		s.stop.stop(StopCancelled, context.Cause(ctx))
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
	if j.step == create && j.since.IsZero() {
		j.since = s.partners.ServerTime()
	}
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
		return
	}
	if o.err == nil || o.err.Kind != client.Unsent {
		s.limiter.Accepted()
	}
	if reason, err := s.health.note(o.err); reason != "" {
		s.stop.stop(reason, err)
	}
}

// end gives out the row's result, and lets those who wait for it go on.
func (s *sender) end(j *job, r Result) error {
	r.Problem.Column = s.plan.header.name(r.Problem.Column)
	if err := s.emit(r); err != nil {
		return err
	}
	s.health.result(r, s.stop)
	s.endRow(j.row, r.Status.Good())
	return nil
}

func (s *sender) idle() bool {
	return s.drained && s.inFlight == 0 && len(s.ready) == 0 && len(s.parked) == 0 && len(s.released) == 0
}

// wind lets the attempts in flight finish and gives every other row the result
// that it was not sent.
func (s *sender) wind() error {
	for ; s.inFlight > 0; s.inFlight-- {
		// A second signal cancels ctx, which ends these attempts soon.
		if err := s.settle(<-s.outcomes); err != nil {
			s.inFlight--
			return s.abandon(err)
		}
	}
	return s.unsendRest()
}

// abandon is for when results cannot be written any more: what is in flight
// ends, so that nothing is cut off, and the error is passed on.
func (s *sender) abandon(err error) error {
	for ; s.inFlight > 0; s.inFlight-- {
		<-s.outcomes
	}
	return err
}
