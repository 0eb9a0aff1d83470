package client

import "time"

// A wall is a limit that refuses requests in a way in which they may have been
// processed, as nginx does with a plain 503. Each of them costs its row the settle
// time, so the pace does not feel for such a limit every few seconds. The zero wall is
// none.
type wall struct {
	at  float64   // the pace at which it was hit, in attempts per second
	hit time.Time // when
}

const (
	// wallDistance is how near to a wall the pace may come.
	wallDistance = 0.85

	// wallLasts is for how long. Then the pace rises again, since the limit may have.
	wallLasts = 2 * time.Minute
)

// below is the pace, or as much of it as the wall allows.
func (w wall) below(limit float64, now time.Time) float64 {
	if w.at > 0 && now.Sub(w.hit) < wallLasts {
		return min(limit, w.at*wallDistance)
	}
	return limit
}
