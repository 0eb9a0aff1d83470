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
	odd int       // hits that no limit explains
}

const (
	// wallDistance is how near to a wall the pace may come.
	wallDistance = 0.85

	// wallLasts is for how long. Then the pace rises again, since the limit may have.
	wallLasts = 2 * time.Minute

	// A hit is odd after so many requests. A limit with a burst can be hit once like that,
	// and hardly twice, since the pace is cut each time.
	oddThrough = 10
	mostOdd    = 3
)

// isFresh reports whether the wall was hit of late.
func (w wall) isFresh(now time.Time) bool { return w.at > 0 && now.Sub(w.hit) < wallLasts }

// hitAt is the wall after it was hit at a pace, when so many requests got through since
// the hit before. It is odd if they were many, at the pace that the wall allows: a limit
// below that pace would have refused some of them.
func (w wall) hitAt(pace float64, through int, now time.Time) wall {
	if !w.isFresh(now) {
		return wall{at: pace, top: pace, hit: now}
	}
	if through >= oddThrough && pace >= w.at*wallDistance*0.99 {
		w.odd++
	}
	w.at, w.hit = pace, now
	return w
}

// below is the pace, or as much of it as the wall allows.
func (w wall) below(limit float64, now time.Time) float64 {
	if w.isFresh(now) {
		return min(limit, w.at*wallDistance)
	}
	return limit
}

// IsOdd reports whether answers that looked like a limit and did not say so come at any
// pace, so that they are something else.
func (l *Limiter) IsOdd() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wall.odd >= mostOdd
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
