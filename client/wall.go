package client

import "time"

// A wall is a limit that refuses requests in a way in which they may have been
// processed, as nginx does with a plain 503. Each of them costs its row the settle
// time, so the pace does not feel for such a limit every few seconds. The zero wall is
// none.
type wall struct {
	at  float64   // the pace at which it was hit, in attempts per second
	top float64   // that of the first of the hits that followed each other
	hit time.Time // when
}

const (
	// wallDistance is how near to a wall the pace may come.
	wallDistance = 0.85

	// wallLasts is for how long. Then the pace rises again, since the limit may have.
	wallLasts = 2 * time.Minute
)

// isFresh reports whether the wall was hit of late.
func (w wall) isFresh(now time.Time) bool { return w.at > 0 && now.Sub(w.hit) < wallLasts }

// hitAt is the wall after it was hit at a pace.
func (w wall) hitAt(pace float64, now time.Time) wall {
	if !w.isFresh(now) {
		w.top = pace
	}
	return wall{at: pace, top: w.top, hit: now}
}

// below is the pace, or as much of it as the wall allows.
func (w wall) below(limit float64, now time.Time) float64 {
	if w.isFresh(now) {
		return min(limit, w.at*wallDistance)
	}
	return limit
}

// NoWall tells the Limiter that answers which looked like a limit and did not say so
// were something else. The pace is again what it was before them.
func (l *Limiter) NoWall() {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.wall.top
	l.wall = wall{}
	l.set(max(l.Rate(), before))
}
