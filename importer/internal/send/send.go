// Package send is the second pass over a file: paced workers make one attempt after
// the other for each row. What an answer means is decided in package lifecycle.
package send

import (
	"context"
	"time"

	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/commit"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// maxBlock is how many rows are claimed at once at most.
const maxBlock = 256

// A Sender is the second pass: it takes the rows of the file, has the workers
// make one attempt at a time for each, and gives out one result for each row.
//
//	intake ──▶ claim ──▶ queue ──▶ pool ──▶ outcome ──▶ rules ──▶ end ──▶ commit ──▶ result
//	  ▲                    ▲                              │        │
//	  │                    └──────── again, later ────────┘        │
//	  └──────────────────── its parent is created ─────────────────┘
//
// All of it happens in one goroutine, so no state needs a lock, except the
// workers' attempts and the committer's writing. A row that waits (for its time,
// or for its parent's row) holds no worker.
type Sender struct {
	in   *Input
	soft context.Context // ends when no row may begin any more
	halt func(stop.Reason, error)

	intake  intake
	commit  *commit.Committer
	queue   crew.Queue[*lifecycle.Job]
	pool    *crew.Pool[*lifecycle.Job, outcome]
	looking int // of the attempts under way, lookups
	watch   crew.Watch
	lease   *journal.Lease  // of the journal, nil without an end
	names   lifecycle.Names // of partners that are not in the file
	sent    int             // rows that were admitted
	begun   time.Time       // when the last attempt began
	late    int             // creates without an answer in time that had their effect
	always  chan struct{}   // closed: ready at any time
}

// New makes a sender. Its run is halted by halt, which ends soft.
func New(soft context.Context, halt func(stop.Reason, error), in *Input) *Sender {
	s := &Sender{
		in: in, soft: soft, halt: halt, commit: commit.New(in.Journal, in.Rules, in.Invite), lease: in.lease(), always: make(chan struct{}),
		watch: crew.Watch{
			Breaker: breaker.New(in.Failed, in.Proven), Limiter: in.Limiter, Log: in.Log, MaxOutage: in.MaxOutage, Halt: halt, Probed: make(chan error, 1),
		},
	}
	s.intake = intake{in: in, end: s.end, halt: halt, fresh: s.isFresh}
	close(s.always)
	return s
}

// isFresh reports whether the partner was created less than the settle time
// ago, by the API's clock.
func (s *Sender) isFresh(r row.Result) bool {
	if r.CreatedAt.IsZero() {
		return r.Status == row.Created
	}
	return s.in.Partners.ServerTime().Sub(r.CreatedAt) < s.in.Rules.Settle+freshFor
}

// Run sends all rows. It returns when every row has its result. Cancelling ctx
// gives up the requests in flight as well.
func (s *Sender) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.watch.Ping = s.in.Partners.Ping
	s.pool = crew.NewPool(ctx, s.in.Workers, s.in.Limiter, s.attempt)
	defer s.pool.Close()
	s.commit.Start()
	defer s.commit.Close()
	s.intake.open()
	defer s.intake.close()
	clock := time.NewTicker(TickEvery)
	defer clock.Stop()
	for !s.isIdle() {
		if err := s.turn(ctx, clock.C); err != nil {
			return s.abandon(err)
		}
		if s.soft.Err() != nil {
			return s.drain()
		}
		s.commit.Submit(s.pool.InFlight == 0 && len(s.queue.Ready) == 0)
	}
	return nil
}

// turn waits for the next thing to happen, and deals with it.
func (s *Sender) turn(ctx context.Context, clock <-chan time.Time) error {
	var more, tokens chan struct{}
	if s.isHungry() {
		more = s.always
	}
	if len(s.queue.Ready) > 0 && s.pool.InFlight < s.watch.MayFly(s.in.Workers) && s.lease.Outlasts(s.in.Timeout) {
		tokens = s.pool.Tokens
	}
	select {
	case <-more:
		return s.fill()
	case <-tokens:
		return s.dispatch()
	case o := <-s.pool.Outcomes:
		return s.settle(s.take(o))
	case b := <-s.commit.Written():
		return s.committed(b)
	case err := <-s.watch.Probed:
		s.watch.Recover(err)
	case <-clock:
		s.queue.Wake()
		s.watch.Look(ctx)
		return s.in.Tick()
	case <-s.lease.Lost():
		s.halt(stop.Lost, errLost)
	case <-s.lease.Wanted():
		s.halt(stop.Yield, errYield)
	case <-s.soft.Done():
	case <-ctx.Done():
		s.halt(stop.Cancelled, context.Cause(ctx))
	}
	return nil
}

// committed deals with a batch that was written: what is claimed may be sent,
// and what ended may be reported.
func (s *Sender) committed(b commit.Batch) error {
	b = s.commit.Done(b)
	if b.Err != nil {
		s.halt(journal.StopReason(b.Err), b.Err)
	}
	for _, j := range b.Claims {
		s.queue.Push(j)
	}
	return s.emitAll(b.Ended)
}

// emitAll gives out the results, all of them, and returns the first error.
func (s *Sender) emitAll(ended []row.Result) (first error) {
	for _, r := range ended {
		if err := s.in.Emit(r); first == nil {
			first = err
		}
	}
	return first
}

// dispatch hands the first job that needs a worker to one.
func (s *Sender) dispatch() error {
	if !s.in.Limiter.MayBegin() || s.isCrowding() || !s.lease.Outlasts(s.in.Timeout) {
		return nil // the token was given before the gate shut, before a probe, or before the last one was used
	}
	for s.soft.Err() == nil {
		j := s.next()
		if j == nil {
			return nil
		}
		d, known := s.in.Rules.Resolve(j, &s.names)
		if !known {
			s.begun = time.Now()
			s.begin(j)
			return nil
		}
		if err := s.proceed(j, d); err != nil {
			return err
		}
	}
	return nil
}

// settle deals with the outcome of an attempt.
func (s *Sender) settle(o outcome) error {
	o.job.Redact(&o.Answer) // before anyone sees it
	v := s.account(o)
	o.Service = serviceOf(v)
	o.ParentFresh = s.intake.stateOfParent(o.job) == lifecycle.JustCreated
	phase, late := o.job.Phase(), o.job.WasLate()
	d := s.in.Rules.Next(o.job, o.Answer)
	s.names.Learn(o.job)
	switch {
	case d.Halt:
		s.halt(v.Stop, o.Err)
	case phase == lifecycle.Verify && d.Result != nil && d.Result.Status == row.Created:
		s.watch.Breaker.Found(o.job.Row())
		if late {
			s.late++
		}
	}
	return s.proceed(o.job, d)
}

// proceed does with the row what was decided.
func (s *Sender) proceed(j *lifecycle.Job, d lifecycle.Decision) error {
	if d.Result == nil && s.soft.Err() != nil {
		d = s.notSent(j)
	}
	switch {
	case d.Result != nil:
		return s.end(j, d)
	case d.Write == lifecycle.ClaimRow:
		s.claim(j)
	case d.Write == lifecycle.AnnounceChange:
		s.commit.Claim(j, d.Write)
	case d.After > 0:
		s.queue.Park(j, d.After)
	case j.Phase() == lifecycle.Resolve: // first of all, since others wait for the answer
		s.queue.PushFirst(j)
	default:
		s.queue.Push(j)
	}
	return nil
}

// account reports an attempt to the log, the limiter and the breaker.
func (s *Sender) account(o outcome) breaker.Verdict {
	s.in.Log.Attempted(o.job, o.Err)
	return s.watch.Note(breaker.Attempt{
		Kind: kindOf(o.job.Phase()), Row: o.job.Row(), Known: o.job.HasFailed(), Err: o.Err, Left: s.left(),
	})
}

// end gives the row its result, by way of the journal if that must know it, and
// lets the rows leave that wait for it.
func (s *Sender) end(j *lifecycle.Job, d lifecycle.Decision) error {
	r := named(s.in, *d.Result)
	if j.WasTried() { // else nothing was refused
		if a := s.watch.Breaker.Result(r, j.HasFailed()); a != nil {
			s.halt(a.Reason, a.Err)
		}
	}
	s.intake.ended(j, r)
	if d.Write != lifecycle.Nothing && s.commit.End(j, d.Write, r) {
		return nil
	}
	return s.in.Emit(r)
}

// left is how many rows are on their way, or maxBlock if the file has more.
func (s *Sender) left() int {
	if s.intake.hasMore() {
		return maxBlock
	}
	return s.pool.InFlight + s.queue.Len()
}

func (s *Sender) isIdle() bool {
	return !s.intake.hasMore() && s.pool.InFlight == 0 && s.queue.Len() == 0 && s.commit.IsIdle()
}
