package importer

import (
	"context"
	"slices"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// Partners is what the importer needs of the API, with [Updater] or [Inviter] for
// what not every import does; [client.Client] is all of them. Several goroutines
// call them at once. The errors are [*client.Error].
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

// An outcome is what one attempt for a job brought.
type outcome struct {
	job *lifecycle.Job
	lifecycle.Answer
}

// A sender is the second pass: it takes the rows of the file, has the workers
// make one attempt at a time for each, and gives out one result for each row.
//
//	rows ──▶ admit ──▶ claim ──▶ ready ──▶ workers ──▶ outcome ──▶ rules ─▶ end ──▶ record ──▶ result
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
	source   *Source
	rows     *stream
	keep     *keeper
	rules    lifecycle.Rules
	limiter  *client.Limiter
	stop     *stopper
	emit     func(row.Result) error
	tick     func() error
	log      *logbook

	work     chan *lifecycle.Job
	outcomes chan outcome
	tokens   chan struct{}
	always   chan struct{} // closed: ready at any time

	ready    []*lifecycle.Job
	names    lifecycle.Names // of partners that are no rows of the file
	parked   parkedJobs
	waiting  *waitingRoom            // of rows whose parents have not ended; nil if no row has one
	fates    []lifecycle.ParentState // by row; nil if no row has a parent
	inFlight int
	read     int // the last row
	sent     int // rows that were admitted
	drained  bool
	hints    *hints // who is there already, most likely; nil if nobody asked
	breaker  breaker
	probed   chan error
	clock    *time.Ticker
}

// run sends all rows. It returns when every row has its result.
func (s *sender) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.startWorkers(ctx)
	defer close(s.work)
	s.keep.start()
	defer s.keep.close()
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

// turn waits for the next thing to happen, and deals with it.
func (s *sender) turn(ctx context.Context) error {
	var more, tokens chan struct{}
	if s.hungry() {
		more = s.always
	}
	if len(s.ready) > 0 && s.inFlight < s.mayFly() && !s.isDown() {
		tokens = s.tokens
	}
	select {
	case <-more:
		return s.fill()
	case <-tokens:
		return s.dispatch()
	case o := <-s.outcomes:
		s.inFlight--
		return s.settle(o)
	case g := <-s.keep.written:
		return s.kept(g)
	case err := <-s.probed:
		s.recover(err)
	case <-s.clock.C:
		s.wake()
		s.watch(ctx)
		return s.tick()
	case <-s.stop.done():
	case <-ctx.Done():
		s.stop.stop(stop.Cancelled, context.Cause(ctx))
	}
	return nil
}

// isDown reports whether nothing may be sent until a probe is answered.
func (s *sender) isDown() bool {
	_, down := s.breaker.outage()
	return down
}

// mayFly is how many attempts may be under way: one, where creates or changes
// have failed until it is answered.
func (s *sender) mayFly() int {
	if s.breaker.writesFail() {
		return 1
	}
	return s.options.Workers
}

// kept deals with a group that was written: what is claimed may be sent, and
// what ended may be reported.
func (s *sender) kept(g group) error {
	s.keep.busy = false
	if g.err != nil {
		// Whether the group is on disk cannot be found out any more. Its
		// claims are not sent; what ended is true and is reported.
		s.keep.failed = g.err
		s.stop.stop(stop.Disk, g.err)
	}
	for _, r := range g.claims {
		r.job.Kept()
		s.ready = append(s.ready, r.job)
	}
	return s.emitAll(g.ends)
}

// emitAll gives out the results, all of them, and returns the first error.
func (s *sender) emitAll(ends []record) (first error) {
	for _, e := range ends {
		if err := s.emit(e.result); first == nil {
			first = err
		}
	}
	return first
}

// wake takes the parked jobs whose time has come.
func (s *sender) wake() {
	now := time.Now()
	for j := s.parked.take(now); j != nil; j = s.parked.take(now) {
		s.ready = append(s.ready, j)
	}
}

// dispatch hands the first ready job to a worker that needs one.
func (s *sender) dispatch() error {
	if s.limiter.Paused() > 0 {
		return nil // the token was given before the gate shut
	}
	for len(s.ready) > 0 && !s.stop.stopped() {
		j := s.ready[0]
		s.ready[0] = nil
		s.ready = s.ready[1:]
		if d, known := s.rules.Resolve(j, &s.names); known {
			if err := s.proceed(j, d); err != nil {
				return err
			}
			continue
		}
		s.inFlight++
		s.work <- j
		return nil
	}
	return nil
}

// settle deals with what came of an attempt.
func (s *sender) settle(o outcome) error {
	o.job.Redact(o.Err) // before anybody sees it
	s.account(o)
	o.Outage = s.isDown() || s.breaker.writesFail()
	o.Placed = s.breaker.placed
	o.ParentFresh = s.stateOfParent(o.job) == lifecycle.JustCreated
	d := s.rules.Next(o.job, o.Answer)
	s.names.Learn(o.job)
	if d.Halt {
		s.stop.stop(haltReason(o.Err), o.Err)
	}
	return s.proceed(o.job, d)
}

// proceed does with the row what was decided.
func (s *sender) proceed(j *lifecycle.Job, d lifecycle.Decision) error {
	if d.Result == nil && s.stop.stopped() {
		d = s.notSent(j)
	}
	switch {
	case d.Result != nil:
		return s.end(j, d)
	case d.Write == lifecycle.ClaimRow:
		s.claim(j)
	case d.Write == lifecycle.AnnounceChange:
		s.keep.claim(j, d.Write)
	case d.After > 0:
		s.parked.park(j, time.Now().Add(d.After))
	case j.Phase() == lifecycle.Resolve: // first of all, since others wait for the answer
		s.ready = slices.Insert(s.ready, 0, j)
	default:
		s.ready = append(s.ready, j)
	}
	return nil
}

// account tells everybody who counts of an attempt.
func (s *sender) account(o outcome) {
	s.log.Attempt(o)
	if o.Err != nil && o.Err.Kind == client.Throttled {
		pause, capped := s.limiter.Throttled(o.Err)
		s.log.Throttled(o.Err, pause, capped)
	} else if o.Err == nil || o.Err.Kind != client.Unsent {
		s.limiter.Accepted()
	}
	if o.Err != nil && o.Err.Ambiguous() && o.Err.HasRetryAfter {
		pause, capped := s.limiter.Hold(o.Err)
		s.log.Throttled(o.Err, pause, capped)
	}
	if reason := s.breaker.note(attemptNote{kindOf(o.job.Phase()), o.job.Row(), o.Err, s.left()}); reason != "" {
		s.stop.stop(reason, o.Err)
	}
}

// end gives the row its result, on its way through the journal if that must
// know it, and lets those who wait for it go on.
func (s *sender) end(j *lifecycle.Job, d lifecycle.Decision) error {
	r := *d.Result
	r.Problem.Column = s.source.header.name(r.Problem.Column)
	if j.WasTried() { // else nothing was refused
		if a := s.breaker.result(r); a != nil && !s.options.Rebuild {
			s.stop.stop(a.reason, a.err)
		}
	}
	s.endRow(j, r)
	if d.Write != lifecycle.Nothing && s.keep.failed == nil {
		s.keep.next.ends = append(s.keep.next.ends, record{j, d.Write, r})
		return nil
	}
	return s.emit(r)
}

// left is how many rows are on their way, or maxBlock if the file has more.
func (s *sender) left() int {
	if !s.drained || s.mayReturn() {
		return maxBlock
	}
	return s.inFlight + len(s.ready) + len(s.parked)
}

func (s *sender) idle() bool {
	return s.drained && s.inFlight == 0 && len(s.ready) == 0 && len(s.parked) == 0 &&
		!s.mayReturn() && s.keep.idle()
}
