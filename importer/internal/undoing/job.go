// Package undoing is the life of one partner in an undo: what an answer means for
// it, and what follows. It decides and does nothing.
//
// Nothing is archived, restored or deleted before Partnero was asked about the
// partner, and before the journal says that this is about to happen. After a lost
// answer Partnero is asked again. docs/internals/durability.md has the table. A test
// prints it from the code.
package undoing

import (
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/journal"
	"partner-import/importer/option"
)

// A Goal is what an undo makes of a partner.
type Goal uint8

// The goals. The zero value is Archive.
const (
	Archive Goal = iota // takes the partner out of use
	Restore             // takes an undo back
	Delete              // deletes the partner for good
)

// Partners is what an undo needs from the API. Several goroutines call it at once. The
// errors are [*client.Error].
type Partners interface {
	Get(ctx context.Context, id string) (client.Partner, error)
	Find(context.Context, client.By) (client.Partner, error)
	Archive(ctx context.Context, id string) error
	Restore(ctx context.Context, id string) error
	Delete(ctx context.Context, id string) error
}

// Rules are what the decisions depend on, apart from the partner. They never change.
type Rules struct {
	Goal        Goal
	EvenChanged bool          // also partners that somebody changed since
	Settle      time.Duration // after a lost answer, how long its request may still have an effect
	Began       time.Time     // when the settle time of what earlier undos announced begins
	MaxAttempts int           // of requests that had no effect
	Partners    Partners
	Call        option.Namer
	Backoff     func(failures int) time.Duration
}

// A Phase is the one request that a partner needs next, and its reason.
//
//	ask ── GET ──▶ not to be touched ─────────▶ exists, archived, gone
//	 │
//	 ▼
//	announce (the journal) ──▶ act ── POST or DELETE ──▶ archived, restored, deleted
//	                           ▲ │
//	        it had no effect ──┘ └─ lost, or "Action failed" ──▶ confirm ── GET
type Phase uint8

// The phases. The zero value is Ask.
const (
	Ask      Phase = iota // asks for the partner, before anything is done
	Announce              // waits for the journal to say that something is about to be done
	Act                   // archives, restores or deletes
	Confirm               // asks for the partner: the request may have had its effect
)

// String returns the name of the phase, as in docs/internals/durability.md.
func (p Phase) String() string { return [...]string{"ask", "announce", "act", "confirm"}[p] }

// A trace is what requests of ours may have left at Partnero.
type trace uint8

const (
	none    trace = iota // nothing that we know of
	earlier              // an earlier undo announced a request, and no outcome
	held                 // this run announced one, and no answer was lost
	lost                 // an answer was lost
)

// A Job is a partner on its way to its result. It is an [errand.Job].
type Job struct {
	rules *Rules
	row   int
	entry journal.Entry

	phase   Phase
	trace   trace
	id      string // by which Partnero knows the partner, "" until it is known
	was     client.Partner
	refusal *client.Error // the last answer to Act that said no, nil since another one
	last    *client.Error // the last failure
	lostAt  time.Time
	acts    int // requests that may have had an effect
	spent   int // attempts, of Rules.MaxAttempts
	misses  int // lookups in a row that told nothing
}

// New makes a job for the entry. Rows count from 1.
func (r *Rules) New(row int, e journal.Entry) *Job {
	j := &Job{rules: r, row: row, entry: e, id: idOf(e)}
	if e.Undone.State.IsOpen() {
		j.trace = earlier
	}
	return j
}

func idOf(e journal.Entry) string {
	if e.Undone.Partner != "" {
		return e.Undone.Partner
	}
	return e.PartnerID
}

// Row is the number of the line.
func (j *Job) Row() int { return j.row }

// Phase is the request that is next.
func (j *Job) Phase() Phase { return j.phase }

// Kind is what the next request does.
func (j *Job) Kind() breaker.Kind {
	if j.phase == Act {
		return breaker.Change
	}
	return breaker.Lookup
}

// Attempt makes the next request.
func (j *Job) Attempt(ctx context.Context) (p client.Partner, err error) {
	to := j.rules.Partners
	switch {
	case j.phase == Act && j.rules.Goal == Archive:
		err = to.Archive(ctx, j.id)
	case j.phase == Act && j.rules.Goal == Restore:
		err = to.Restore(ctx, j.id)
	case j.phase == Act:
		err = to.Delete(ctx, j.id)
	case j.id == "":
		return to.Find(ctx, client.By{Email: j.email()})
	default:
		return to.Get(ctx, j.id)
	}
	return p, err
}

// Kept says that the journal has what was announced.
func (j *Job) Kept() {
	if j.phase == Announce {
		j.phase, j.trace = Act, max(j.trace, held)
	}
}

// enter begins a phase with its request.
func (j *Job) enter(p Phase) errand.Decision {
	j.phase, j.misses = p, 0
	return errand.Decision{}
}
