package client

import (
	"cmp"
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// DefaultMaxRate is the ceiling of a rate that is learned, per second.
	DefaultMaxRate = 50
	// MaxPause is the longest wait for the limit that is believed: what asks
	// for more is held to be a mistake.
	MaxPause = 15 * time.Minute

	startRate = 5.0 // of a rate that is learned
	floorRate = 0.5 // no 429 makes it slower than that
	cutFactor = 0.7 // as in AWS's adaptive retry mode and CUBIC
	cutEvery  = time.Second
)

// LimiterOptions configure a [Limiter]. The zero value learns the rate.
type LimiterOptions struct {
	Rate float64 // attempts per second; 0 learns it
	Max  float64 // ceiling of a rate that is learned, default DefaultMaxRate
}

// A Limiter paces the attempts of all workers together. It is safe for
// concurrent use.
//
// It is a token bucket with a gate in front. A 429 shuts the gate for all
// workers until the wait that it asks for is over, and makes the bucket
// slower. A rate that is learned starts at 5/s and doubles each second until
// the first 429; from then on it rises by 1/s each second and falls to 0.7 of
// itself with a 429, at most once a second. A rate that was told falls to what
// the API really let through, and rises again towards what was told.
type Limiter struct {
	bucket *rate.Limiter
	max    float64
	step   float64 // per second, how fast the rate rises again
	told   bool

	mu       sync.Mutex
	ramping  bool // until the first 429 of a rate that is learned
	started  time.Time
	adjusted time.Time // when the rate was last raised or cut
	opens    time.Time // the gate is shut until then
	opened   time.Time // when it last opened
	accepted int       // attempts let through since
	blind    int       // 429s in a row that named no wait
	stats    LimiterStats
}

// LimiterStats count what a [Limiter] went through.
type LimiterStats struct {
	Throttled int           // answers of 429
	Pauses    int           // how often the gate was shut
	Paused    time.Duration // for how long, altogether
}

// NewLimiter makes a Limiter.
func NewLimiter(o LimiterOptions) *Limiter {
	l := &Limiter{told: o.Rate > 0, max: o.Rate, step: max(1, o.Rate/50)}
	limit := o.Rate
	if !l.told {
		l.max = cmp.Or(o.Max, DefaultMaxRate)
		limit = min(startRate, l.max)
		l.ramping, l.step = true, 1
	}
	l.bucket = rate.NewLimiter(rate.Limit(limit), burst(limit))
	return l
}

// burst lets through at once what is due within 10 ms: below 200/s that is one
// attempt, so that the pace is even; above, timers would be too coarse.
func burst(perSecond float64) int { return max(1, int(perSecond/100)) }

// Wait blocks until one attempt may be made, or returns ctx's error.
func (l *Limiter) Wait(ctx context.Context) error {
	for {
		if err := sleep(ctx, l.Paused()); err != nil {
			return err
		}
		if err := l.bucket.Wait(ctx); err != nil {
			return err
		}
		// The gate may have been shut while this attempt stood in the queue.
		if l.Paused() == 0 {
			return nil
		}
	}
}

// Paused returns how long the gate stays shut, 0 if it is open.
func (l *Limiter) Paused() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, time.Until(l.opens))
}

// Rate returns the present pace in attempts per second.
func (l *Limiter) Rate() float64 { return float64(l.bucket.Limit()) }

// Stats returns the counts so far.
func (l *Limiter) Stats() LimiterStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stats
}

// Accepted tells the Limiter that an attempt got past the API's limit.
func (l *Limiter) Accepted() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.started.IsZero() {
		l.started, l.adjusted, l.opened = now, now, now
	}
	l.accepted++
	l.blind = 0
	if float64(l.bucket.Limit()) < l.max && now.After(l.opens) {
		l.raise(now)
	}
}

func (l *Limiter) raise(now time.Time) {
	limit := l.Rate() + l.step*now.Sub(l.adjusted).Seconds()
	if l.ramping {
		whole := int(now.Sub(l.started) / time.Second)
		limit = startRate * float64(uint64(1)<<min(whole, 32))
	}
	l.adjusted = now
	l.set(min(limit, l.max))
}

// Throttled tells the Limiter of a 429. It returns how long the gate stays
// shut, and whether the answer asked for more than [MaxPause].
func (l *Limiter) Throttled(e *Error) (pause time.Duration, capped bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.started.IsZero() {
		l.started, l.adjusted, l.opened = now, now, now
	}
	l.stats.Throttled++
	pause, capped = l.pause(e, now)
	opens := now.Add(pause)
	if opens.Before(l.opens) {
		return time.Until(l.opens), capped
	}
	shut := now.Before(l.opens)
	l.stats.Paused += opens.Sub(later(now, l.opens))
	l.opens = opens
	if !shut { // the first of those that were in flight together
		l.stats.Pauses++
		l.cut(now)
	}
	return pause, capped
}

// pause is the wait that a 429 asks for: at least 1 s, since whole seconds may
// have been rounded down to 0, and a little more by chance, so that two
// programs under one limit do not come back together. An answer that names
// none is taken for 1 s, then 2, 4, … up to a minute.
func (l *Limiter) pause(e *Error, now time.Time) (pause time.Duration, capped bool) {
	pause = e.RetryAfter
	if !e.HasRetryAfter {
		pause = time.Second << min(l.blind, 6)
		if !now.Before(l.opens) {
			l.blind++
		}
		pause = min(pause, time.Minute)
	}
	if pause > MaxPause {
		return MaxPause, true
	}
	pause = max(pause, time.Second)
	return pause + rand.N(min(pause/10, time.Second)), false
}

// cut slows the bucket down, once for all 429s of one pause.
func (l *Limiter) cut(now time.Time) {
	limit := l.Rate() * cutFactor
	if l.told {
		// What went through since the gate last opened, over the time until
		// it opens again, is what the API can be had for.
		limit = min(limit, float64(l.accepted)/l.opens.Sub(l.opened).Seconds())
	}
	if now.Sub(l.adjusted) >= cutEvery || l.ramping || l.told {
		l.set(max(limit, floorRate))
	}
	l.ramping = false
	l.adjusted, l.opened, l.accepted = l.opens, l.opens, 0
}

func (l *Limiter) set(limit float64) {
	l.bucket.SetLimit(rate.Limit(limit))
	l.bucket.SetBurst(burst(limit))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sleep waits for d or for ctx.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
