package client

import (
	"cmp"
	"time"
)

// Expect is how long so many attempts take, if no answer is a 429.
func (o LimiterOptions) Expect(attempts int) time.Duration {
	left, seconds := float64(attempts), 0.0
	pace := o.Rate * margin
	if o.Rate <= 0 {
		pace = cmp.Or(o.Max, DefaultMaxRate) * margin
		for learned := startRate; learned < pace && left > 0; learned *= 2 {
			now := min(learned, left)
			left -= now
			seconds += now / learned
		}
	}
	const most = 100 * 365 * 24 * time.Hour
	return time.Duration(min((seconds+left/pace)*float64(time.Second), float64(most)))
}
