package runs

import (
	"maps"
	"time"

	"partner-import/importer"
)

// often is how often a page is told at most.
const often = 500 * time.Millisecond

// mostSamples is how many samples of the pace are kept: then every second one goes.
const mostSamples = 240

// A watcher makes views and notes of the progress of a run.
type watcher struct {
	run  *Run
	last time.Time
	was  importer.Progress
	each time.Duration // between samples
	next time.Time     // of a sample
}

// progress returns what is called with the progress of the run.
func (r *Run) progress() func(importer.Progress) {
	w := &watcher{run: r, each: time.Second}
	return w.see
}

func (w *watcher) see(p importer.Progress) {
	now := time.Now()
	if now.Sub(w.last) < often {
		return
	}
	w.last = now
	counts := maps.Clone(p.Counts)
	p.Counts = counts
	w.run.change(func(v *View) {
		v.Progress, v.Counts = p, counts
		w.notice(v, &p)
		w.sample(v, &p, now)
	})
	w.was = p
}

// notice makes notes of what began or ended since the last time.
func (w *watcher) notice(v *View, p *importer.Progress) {
	if p.Paused > 0 && w.was.Paused == 0 {
		v.note(Note{Kind: Limited, For: p.Paused})
	}
	switch {
	case p.Down > 0 && w.was.Down == 0:
		v.note(Note{Kind: Down, Text: p.Cause})
	case p.Down == 0 && w.was.Down > 0:
		v.note(Note{Kind: Up, For: w.was.Down})
	}
	if p.Settling > 0 && w.was.Settling == 0 {
		v.note(Note{Kind: InDoubt, N: p.Settling})
	}
}

// sample keeps the pace, at most so many samples whatever the run takes.
func (w *watcher) sample(v *View, p *importer.Progress, now time.Time) {
	if p.Started.IsZero() || now.Before(w.next) {
		return
	}
	w.next = now.Add(w.each)
	v.Pace = append(v.Pace, Sample{At: now, Done: p.Sent, Held: p.Paused > 0 || p.Down > 0})
	if len(v.Pace) < mostSamples {
		return
	}
	w.each *= 2
	for i := range v.Pace[:mostSamples/2] {
		v.Pace[i] = v.Pace[2*i+1]
	}
	v.Pace = v.Pace[:mostSamples/2]
}
