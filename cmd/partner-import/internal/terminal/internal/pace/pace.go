// Package pace estimates how long a run still takes.
package pace

import (
	"time"

	"partner-import/importer"
)

const (
	trustPlan   = 5 * time.Second // for this long the estimate is that of the plan
	leastWindow = time.Second
	mostWindow  = 2 * time.Minute
	fewRows     = 10 // too few to know the pace
	markEvery   = 250 * time.Millisecond
	mostMarks   = 1000

	longest = 1000 * 24 * time.Hour
)

// An Estimate knows how fast a run sends. The pace is that of the last third of
// the sending time, but of two minutes at most: so a slow beginning does not
// count for long. A row that waits because it got no answer took a request like
// any other, so it counts as soon as it waits.
//
// Its clock stops while everything waits for Partnero's limit, while Partnero does
// not answer, and while all that is left waits for rows that got no answer. A
// pause is added to the time that is left once, as long as it lasts. It is not
// counted again as a slow pace. Pauses that come again and again make the whole
// run longer. That share is added slowly, so that the time that is left does not
// grow because of it.
type Estimate struct {
	last   time.Time // of the last look, zero before the first
	seen   importer.Progress
	moving time.Duration // how long rows were sent
	paused time.Duration // how long everything waited for Partnero's limit
	share  float64       // what pauses add to each second, as it was last used
	marks  []mark
}

// A mark is how many rows had their turn after so much sending time, and how many
// requests were made.
type mark struct {
	moving   time.Duration
	served   int
	requests int
}

// served is how many rows had their turn: they ended, or wait to be sent again.
func (e *Estimate) served() int { return e.seen.Sent + e.seen.Settling }

// Note takes into account how far the run has come.
func (e *Estimate) Note(now time.Time, p importer.Progress) {
	if p.Started.IsZero() {
		return
	}
	if e.last.IsZero() {
		e.last, e.marks = p.Started, []mark{{requests: p.Requests}}
	}
	e.pass(now)
	e.seen = p
	if n := len(e.marks); e.served() > e.marks[n-1].served && e.moving-e.marks[n-1].moving >= markEvery {
		e.marks = append(e.marks, mark{e.moving, e.served(), p.Requests})
		e.forget()
	}
}

// pass lets the time since the last look pass.
func (e *Estimate) pass(now time.Time) {
	gone := max(0, now.Sub(e.last))
	e.last = now
	if e.seen.Down > 0 || e.idle() {
		return
	}
	held := min(gone, e.seen.Paused)
	e.paused += held
	e.moving += gone - held
	if pace, rest := e.PerSecond(), e.rest(); pace > 0 && rest > 0 && e.moving > trustPlan {
		share := e.paused.Seconds() / max(e.moving, mostWindow).Seconds()
		e.share = min(share, e.share+(gone-held).Seconds()*pace/rest)
	}
}

// idle reports whether nothing can be sent, because all that is left waits for
// rows that got no answer.
func (e *Estimate) idle() bool {
	p := &e.seen
	return p.Settling > 0 && (e.rest() == 0 || p.InFlight+p.Looking == 0)
}

// forget drops the marks that no window reaches.
func (e *Estimate) forget() {
	old := e.begin()
	if old > 0 && (e.moving > 3*mostWindow || len(e.marks) > mostMarks) {
		e.marks = append(e.marks[:0], e.marks[old-1:]...)
	}
}

// begin is the mark at which the window begins: the last one before it, but one
// that has a few rows behind it.
func (e *Estimate) begin() int {
	window := min(max(leastWindow, e.moving/3), mostWindow)
	for i := len(e.marks) - 1; i > 0; i-- {
		if e.moving-e.marks[i].moving >= window && e.served()-e.marks[i].served >= fewRows {
			return i
		}
	}
	return 0
}

// PerSecond is the pace in rows, 0 if it is not known.
func (e *Estimate) PerSecond() float64 {
	if len(e.marks) == 0 || e.moving < leastWindow {
		return 0
	}
	from := e.marks[e.begin()]
	served, gone := e.served()-from.served, e.moving-from.moving
	if gone <= 0 || served <= 0 {
		return 0
	}
	pace := float64(served) / gone.Seconds()
	if served < fewRows && e.seen.Rate > 0 {
		pace = min(pace, e.seen.Rate) // the first rows do not wait
	}
	return pace
}

// Shown is the pace for people: no more than the limit. What an outage held back comes
// all at once, and is no pace.
func (e *Estimate) Shown() float64 {
	if pace := e.PerSecond(); e.seen.Rate <= 0 || pace < e.seen.Rate {
		return pace
	}
	return e.seen.Rate
}

// expected is the pace in rows that the rest will have. It is that of the requests,
// by how many of them a row took so far: rows that waited for an answer are looked up
// and sent again, all at once, and meanwhile no other row has its turn.
func (e *Estimate) expected() float64 {
	from, first := e.marks[e.begin()], e.marks[0]
	now, gone := e.seen.Requests-from.requests, e.moving-from.moving
	all, served := e.seen.Requests-first.requests, e.served()-first.served
	if now <= 0 || gone <= 0 || served < fewRows {
		return e.PerSecond()
	}
	return float64(now) / gone.Seconds() / max(1, float64(all)/float64(served))
}

// rest is how many rows are left that do not wait for something else.
func (e *Estimate) rest() float64 {
	return float64(max(0, e.seen.Planned-e.served()))
}

// Left is how long the other rows take, 0 if that cannot be known.
func (e *Estimate) Left() time.Duration {
	p := e.seen
	if p.Down > 0 || e.last.IsZero() {
		return 0
	}
	left, known := e.working()
	if !known {
		return 0
	}
	return min(max(left+p.Paused, p.SettlesIn), longest)
}

// working is the time that is left without the pause that lasts.
func (e *Estimate) working() (left time.Duration, known bool) {
	pace, plan := e.expected(), e.seen.Expected-e.moving
	few := e.served()-e.marks[0].served < fewRows && len(e.marks) < fewRows
	switch {
	case e.rest() == 0:
		return 0, e.seen.SettlesIn > 0
	case plan > 0 && (e.moving < trustPlan || few):
		return plan, true
	case pace <= 0:
		return 0, false
	}
	seconds := min(e.rest()/pace*(1+e.share), longest.Seconds())
	return time.Duration(seconds * float64(time.Second)), true
}
