// Package progress tells how far a run has come, and what it waits for.
package progress

import (
	"context"
	"sync/atomic"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/plan"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
)

// A State is how far a run has come. It has the fields of importer.Progress, which
// says what they mean.
type State struct {
	Rows   int
	Done   int
	Counts map[row.Status]int

	Planned  int
	Sent     int
	Started  time.Time
	Expected time.Duration

	Rate   float64
	Paused time.Duration
	Down   time.Duration
	Cause  string

	Settling  int
	SettlesIn time.Duration
	Looking   int
	InFlight  int

	Listing                      bool
	Listed                       int
	Requests, Retries, Throttled int
	Waited                       time.Duration

	Reading bool
	Read    int
}

// A Phase is what a run does before it sends.
type Phase uint8

// The phases.
const (
	Working        Phase = iota // rows end, or nothing takes time
	ReadingFile                 // the file is read, and nothing is sent
	ListingAccount              // the account's partners are listed
)

// A Plan is what a run is going to send.
type Plan struct {
	Now      int           // rows
	Blocked  int           // rows that are left out because the row of their referring partner is
	Expected time.Duration // how long it takes
}

// A Tracker tells how far a run has come. One goroutine uses it, except for Listed.
type Tracker struct {
	Tell    func(State) // nil if no one wants to know
	Limiter *client.Limiter
	Log     *runlog.Log
	Counts  map[row.Status]int

	Rows     int            // of the file, when they are known
	Listed   atomic.Int64   // partners so far; a listing counts in a goroutine of its own
	Plan     Plan           // when it is known
	Timeline *page.Timeline // nil if it is not shown

	phase   Phase
	read    int                // data rows so far
	status  func() send.Status // of the rows on their way, nil while none are
	sent    sentCount
	started time.Time // when sending began
}

// Enter begins a phase, and returns what ends it.
func (t *Tracker) Enter(p Phase) (leave func()) {
	t.phase, t.read = p, 0
	return func() { t.phase = Working }
}

// Tick is called about ten times a second while rows end.
func (t *Tracker) Tick() {
	t.Sample()
	t.Report()
}

// Report reports the progress, if anyone wants to know.
func (t *Tracker) Report() {
	if t.Tell != nil {
		t.Tell(t.State())
	}
}

// State is how far the run has come by now.
func (t *Tracker) State() State {
	done := 0
	for _, n := range t.Counts {
		done += n
	}
	stats := t.Limiter.Stats()
	wait := t.waitsFor()
	return State{
		Listing: t.phase == ListingAccount, Listed: int(t.Listed.Load()), Reading: t.phase == ReadingFile, Read: t.read,
		Requests: t.Log.Requests(), Retries: t.Log.Retries(), Throttled: stats.Throttled, Waited: stats.Paused,
		Rows: t.Rows, Done: done, Counts: t.Counts,
		Planned: t.Plan.Now, Sent: t.sent.of(&t.Plan), Started: t.started, Expected: t.Plan.Expected,
		Rate: t.Limiter.Rate(), Paused: t.Limiter.Paused(), Down: wait.Down, Cause: wait.Cause,
		Settling: wait.Settling, SettlesIn: wait.SettlesIn, Looking: wait.Looking, InFlight: wait.InFlight,
	}
}

// waitsFor is what the rows on their way wait for.
func (t *Tracker) waitsFor() send.Status {
	if t.status == nil {
		return send.Status{}
	}
	return t.status()
}

// A sentCount counts the rows of the plan that ended.
type sentCount struct{ ended, blocked int }

// add takes a row's result into account.
func (c *sentCount) add(r *row.Result) {
	switch {
	case r.Earlier, r.Status == row.Invalid, r.Status == row.Unsent, r.Status == row.Skipped:
	case r.Status == row.Blocked:
		c.blocked++
	default:
		c.ended++
	}
}

// of is how many rows of the plan ended. Of the rows that were blocked, the plan
// knew some.
func (c *sentCount) of(p *Plan) int { return min(p.Now, c.ended+max(0, c.blocked-p.Blocked)) }

// tellEach is how many rows are read before the clock is looked at again: a look
// for each row would slow the reading down.
const tellEach = 1024

// Telling is the visitor, if there is one, which also tells how far the reading
// has come. It does so between two rows, so that no report shows a row that is only
// half counted.
func (t *Tracker) Telling(visit plan.Visitor) plan.Visitor {
	if t.Tell == nil {
		return visit
	}
	told := time.Now()
	return func(one row.Row, problem *row.Problem) error {
		if one.Number%tellEach == 0 && time.Since(told) >= send.TickEvery {
			told, t.read = time.Now(), one.Number
			t.Report()
		}
		if visit == nil {
			return nil
		}
		return visit(one, problem)
	}
}

// Outlast pauses because of what was answered, since then, and reports that meanwhile.
func (t *Tracker) Outlast(ctx context.Context, d time.Duration, e *client.Error, since time.Time) error {
	t.status = func() send.Status { return send.Status{Down: time.Since(since), Cause: crew.Said(e)} }
	defer func() { t.status = nil }()
	for until := time.Now().Add(d); ; {
		t.Report()
		if err := preflight.Pause(ctx, min(time.Until(until), time.Second)); err != nil || time.Until(until) <= 0 {
			return err
		}
	}
}

// Begin is called when sending begins. Status tells what the rows on their way
// wait for. With timeline, samples are kept for the page.
func (t *Tracker) Begin(status func() send.Status, timeline bool) {
	t.status, t.started = status, time.Now()
	if timeline {
		t.Timeline = page.NewTimeline()
		t.Sample()
	}
}

// Add takes a row's result into account.
func (t *Tracker) Add(r *row.Result) { t.sent.add(r) }

// Sample notes where the run is, for the timeline.
func (t *Tracker) Sample() {
	if t.Timeline == nil {
		return
	}
	stats := t.Limiter.Stats()
	s := page.Sample{
		At: time.Since(t.Timeline.Began), Requests: t.Log.Requests(), Throttled: stats.Throttled,
		// A pause is counted as a whole when it begins.
		Paused: max(0, stats.Paused-t.Limiter.Paused()),
		Rate:   t.Limiter.Rate(),
	}
	for status, n := range t.Counts {
		switch {
		case status.Good():
			s.Good += n
		case status.NeedsPerson():
			s.Bad += n
		}
	}
	t.Timeline.Add(s, t.waitsFor().Down > 0)
}
