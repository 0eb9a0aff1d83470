package terminal

import (
	"time"

	"partner-import/importer"
)

const (
	markEvery = time.Second
	marksKept = 2 * time.Minute

	fewRows = 10 // tell nothing of the pace: the first of them does not wait
)

// An estimate of the time that is left goes by the last two minutes: the pace
// changes as it is learned, waits for the API's limit belong to it, and rows
// that an earlier run has done take no time at all.
type estimate struct{ marks []mark }

// A mark is how many rows were done at a time.
type mark struct {
	at   time.Time
	done int
}

// note takes into account how far the run has come.
func (e *estimate) note(done int) {
	now := time.Now()
	if n := len(e.marks); n > 0 && now.Sub(e.marks[n-1].at) < markEvery {
		return
	}
	e.marks = append(e.marks, mark{now, done})
	for len(e.marks) > 2 && now.Sub(e.marks[1].at) >= marksKept {
		e.marks = e.marks[1:]
	}
}

// perSecond is the pace, 0 if it is not known.
func (e *estimate) perSecond(done int) float64 {
	if len(e.marks) == 0 {
		return 0
	}
	if gone := time.Since(e.marks[0].at); gone > 0 {
		return float64(done-e.marks[0].done) / gone.Seconds()
	}
	return 0
}

// left is how long the other rows take, 0 if that cannot be told.
func (e *estimate) left(p importer.Progress) time.Duration {
	pace := e.perSecond(p.Done)
	if len(e.marks) > 0 && p.Done-e.marks[0].done < fewRows && p.Rate > 0 {
		pace = min(pace, p.Rate)
	}
	if pace <= 0 || p.Down > 0 {
		return 0
	}
	const most = 1000 * 24 * time.Hour
	return min(time.Duration(min(float64(p.Rows-p.Done)/pace, most.Seconds())*float64(time.Second))+p.Paused, most)
}
