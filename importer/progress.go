package importer

import (
	"context"
	"sync/atomic"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/plan"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
)

// A phase is what a run does before it sends.
type phase uint8

const (
	working        phase = iota // rows end, or nothing takes time
	readingFile                 // the file is read, and nothing is sent
	listingAccount              // the account's partners are listed
)

// A tracker tells how far a run has come. It is used by one goroutine.
type tracker struct {
	tell    func(Progress) // nil if nobody wants to know
	limiter *client.Limiter
	log     *runlog.Log
	counts  map[row.Status]int

	phase    phase
	rows     int                // of the file, when they are known
	read     int                // data rows so far
	listed   atomic.Int64       // partners so far; a listing counts in a goroutine of its own
	status   func() send.Status // of the rows on their way, nil while none are
	planned  Preview
	sent     sentCount
	started  time.Time      // when sending began
	timeline *page.Timeline // nil if nobody wants to see it
}

// enter begins a phase, and returns what ends it.
func (t *tracker) enter(p phase) (leave func()) {
	t.phase, t.read = p, 0
	return func() { t.phase = working }
}

// tick is called about ten times a second while rows end.
func (t *tracker) tick() {
	t.sample()
	t.report()
}

// report reports the progress, if anybody wants to know.
func (t *tracker) report() {
	if t.tell != nil {
		t.tell(t.progress())
	}
}

func (t *tracker) progress() Progress {
	done := 0
	for _, n := range t.counts {
		done += n
	}
	stats := t.limiter.Stats()
	wait := t.waitsFor()
	return Progress{
		Listing: t.phase == listingAccount, Listed: int(t.listed.Load()), Reading: t.phase == readingFile, Read: t.read,
		Requests: t.log.Requests(), Retries: t.log.Retries(), Throttled: stats.Throttled, Waited: stats.Paused,
		Rows: t.rows, Done: done, Counts: t.counts,
		Planned: t.planned.Now, Sent: t.sent.of(&t.planned), Started: t.started, Expected: t.planned.Expected,
		Rate: t.limiter.Rate(), Paused: t.limiter.Paused(), Down: wait.Down, Cause: wait.Cause,
		Settling: wait.Settling, SettlesIn: wait.SettlesIn, Looking: wait.Looking, InFlight: wait.InFlight,
	}
}

// waitsFor is what the rows on their way wait for.
func (t *tracker) waitsFor() send.Status {
	if t.status == nil {
		return send.Status{}
	}
	return t.status()
}

// A sentCount counts the rows that this run was to send and that ended.
type sentCount struct{ ended, blocked int }

// add takes a row's result into account.
func (c *sentCount) add(r *row.Result) {
	switch {
	case r.Earlier, r.Status == row.Invalid, r.Status == row.Unsent:
	case r.Status == row.Blocked:
		c.blocked++
	default:
		c.ended++
	}
}

// of is how many rows of the plan ended. Of the rows that were blocked, the plan
// knew some.
func (c *sentCount) of(p *Preview) int { return min(p.Now, c.ended+max(0, c.blocked-p.Blocked)) }

// tellEach is after how many rows the clock is looked at while the file is
// read: a look for each would be felt.
const tellEach = 1024

// telling is the visitor, if there is one, which also tells how far the reading
// has come. It does so between two rows, so that nobody is told while a row is
// being counted.
func (t *tracker) telling(visit plan.Visitor) plan.Visitor {
	if t.tell == nil {
		return visit
	}
	told := time.Now()
	return func(one row.Row, problem *row.Problem) error {
		if one.Number%tellEach == 0 && time.Since(told) >= send.TickEvery {
			told, t.read = time.Now(), one.Number
			t.report()
		}
		if visit == nil {
			return nil
		}
		return visit(one, problem)
	}
}

// wait is pause where somebody may be looking.
func (t *tracker) wait(ctx context.Context, d time.Duration) error {
	for until := time.Now().Add(d); ; {
		t.report()
		if err := preflight.Pause(ctx, min(time.Until(until), time.Second)); err != nil || time.Until(until) <= 0 {
			return err
		}
	}
}

// beginTimeline is called when sending begins.
func (t *tracker) beginTimeline(wanted bool) {
	if wanted {
		t.timeline = page.NewTimeline()
		t.sample()
	}
}

// sample notes where the run is, if somebody wants to see it.
func (t *tracker) sample() {
	if t.timeline == nil {
		return
	}
	stats := t.limiter.Stats()
	s := page.Sample{
		At: time.Since(t.timeline.Began), Requests: t.log.Requests(), Throttled: stats.Throttled,
		// A pause is counted as a whole when it begins.
		Paused: max(0, stats.Paused-t.limiter.Paused()),
		Rate:   t.limiter.Rate(),
	}
	for status, n := range t.counts {
		switch {
		case status.Good():
			s.Good += n
		case status.NeedsPerson():
			s.Bad += n
		}
	}
	t.timeline.Add(s, t.waitsFor().Down > 0)
}
