package client

import (
	"cmp"
	"context"
	"sync"
	"time"
)

const (
	// DefaultMaxRate is the highest rate that is learned, per second.
	DefaultMaxRate = 50

	startRate = 5.0 // of a rate that is learned
	floorRate = 0.5 // no 429 makes it slower than that
	cutFactor = 0.7 // as in AWS's adaptive retry mode and CUBIC

	// margin keeps the pace below a rate that was given. That rate is probably
	// the API's limit, and requests that leave evenly do not arrive evenly.
	margin = 0.985
)

// LimiterOptions configure a [Limiter]. The zero value learns the rate.
type LimiterOptions struct {
	Rate float64 // attempts per second; 98.5 % of it are used; 0 learns it
	Max  float64 // the highest rate that is learned, likewise; default DefaultMaxRate
}

// A Limiter paces the attempts of all workers together. It is safe for
// concurrent use.
//
// It is a token bucket with a gate in front. A rate that was given is never exceeded
// in any second. Attempts that were missed while this machine stalled are made up
// for as far as that allows. A 429 shuts the gate for all workers
// until the wait that it asks for is over. It also makes the bucket slower, once
// for all 429s that were in flight together. A rate that is learned starts at 5/s
// and doubles each second until the first 429. After that it rises by 1/s each
// second, and a 429 multiplies it by 0.7. A rate that was given falls to what the
// API really let through, if that is less. Then it rises again towards the given
// rate: by a twentieth each second, or by 1/s if that is more.
type Limiter struct {
	turn  chan struct{} // held by the one attempt that is next; no other one books a place at an old pace
	max   float64
	told  bool // the rate was given, not learned
	sleep func(context.Context, time.Duration) error

	mu       sync.Mutex
	pace     *pace
	ramping  bool      // a rate is learned, and no 429 came yet
	started  time.Time // when the first answer came
	raised   time.Time // when the rate was last raised
	opens    time.Time // the gate is shut until then, and has been open since
	accepted int       // attempts let through since
	aloft    aloft
	waits    waits
	wall     wall
	stats    LimiterStats
}

// LimiterStats count the 429s and the waits of a [Limiter].
type LimiterStats struct {
	Throttled int           // answers with status 429
	Paused    time.Duration // how long the gate was shut in total
}

// NewLimiter makes a Limiter.
func NewLimiter(o LimiterOptions) *Limiter {
	l := &Limiter{turn: make(chan struct{}, 1), told: o.Rate > 0, ramping: o.Rate <= 0, sleep: sleep}
	l.max = cmp.Or(o.Max, DefaultMaxRate) * margin
	limit := min(startRate, l.max)
	if l.told {
		l.max = o.Rate * margin
		limit = l.max
	}
	l.pace = newPace(limit, o.Rate)
	return l
}

// Wait blocks until one attempt may be made, or returns ctx's error.
func (l *Limiter) Wait(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		if err := l.waitForGate(ctx); err != nil {
			return err
		}
		turn, delay := l.reserve()
		if err := l.sleep(ctx, delay); err != nil {
			turn.cancel()
			return err
		}
		if l.letThrough() {
			return nil
		}
	}
}

// waitForGate waits until the gate is open. What was not sent meanwhile is not made
// up for: the API did not want it.
func (l *Limiter) waitForGate(ctx context.Context) error {
	paused := l.Paused()
	err := l.sleep(ctx, paused)
	if paused > 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.pace.forget()
	}
	return err
}

func (l *Limiter) reserve() (place, time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pace.reserve()
}

// letThrough lets an attempt begin, unless the gate was shut meanwhile, or a request
// that takes no turn took the room.
func (l *Limiter) letThrough() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if now.Before(l.opens) || l.pace.ledger.delay(now) > 0 {
		return false
	}
	l.pace.ledger.grant(now)
	l.aloft.begins(l.opens)
	return true
}

// Begins tells the Limiter that the attempt which [Limiter.Wait] let through last
// begins only now, because nothing was there to be sent before. The second in which
// it counts begins now, too.
func (l *Limiter) Begins() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pace.ledger.begins(time.Now())
}

// Resume begins with a pace that was learned earlier, unless one was given or learned
// since. It is no promise: a 429 makes it slower, as always.
func (l *Limiter) Resume(perSecond float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told || !l.started.IsZero() || perSecond <= startRate {
		return
	}
	l.ramping = false
	l.set(perSecond)
}

// Learned returns the pace, and whether a 429 or an earlier run taught it.
func (l *Limiter) Learned() (perSecond float64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Rate(), !l.told && !l.ramping
}

// Paused returns how long the gate stays shut, 0 if it is open.
func (l *Limiter) Paused() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, time.Until(l.opens))
}

// Rate returns the present pace in attempts per second.
func (l *Limiter) Rate() float64 { return l.pace.limit() }

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
	now := l.now()
	shut := now.Before(l.opens)
	if known := l.aloft.ends(); shut && !known {
		return // it was in flight when the gate was shut before
	}
	l.accepted++
	l.waits.through()
	if !shut && l.Rate() < l.max {
		l.raise(now)
	}
}

// now is the time of an answer. The first one starts the clocks.
func (l *Limiter) now() time.Time {
	now := time.Now()
	if l.started.IsZero() {
		l.started, l.raised, l.opens = now, now, now
	}
	return now
}

func (l *Limiter) raise(now time.Time) {
	limit, gain := l.Rate(), 1.0
	if l.told {
		gain = max(gain, limit/20)
	}
	since := now.Sub(later(l.raised, l.opens)).Seconds()
	if !l.told { // a pace that was not used proves nothing
		since = min(since, 2/limit)
	}
	limit += gain * since
	if l.ramping {
		whole := int(now.Sub(l.started) / time.Second)
		limit = startRate * float64(uint64(1)<<min(whole, 32))
	}
	l.raised = now
	l.set(l.wall.below(limit, now))
}

// Throttled tells the Limiter of a 429, or of another answer that means that the limit
// is reached. It returns how long the gate stays shut, and whether the answer asked for
// more than [MaxPause].
func (l *Limiter) Throttled(e *Error) (pause time.Duration, capped bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.stats.Throttled++
	l.aloft.ends()
	first := !now.Before(l.opens)
	pause, capped = l.waits.next(e, first)
	opens := later(l.opens, now.Add(pause))
	if first { // the first of those that were in flight together
		if !e.Limits() {
			l.wall = l.wall.hitAt(l.Rate(), l.accepted, now)
		}
		l.cut(opens)
	}
	l.stats.Paused += opens.Sub(later(now, l.opens))
	l.opens = opens
	return opens.Sub(now), capped
}

// Hold shuts the gate for an answer other than 429 that asks to wait, such as a
// 503 with Retry-After. It does not make the bucket slower. It returns the same
// as [Limiter.Throttled].
func (l *Limiter) Hold(e *Error) (pause time.Duration, capped bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	pause, capped = l.waits.next(e, !now.Before(l.opens))
	opens := later(l.opens, now.Add(pause))
	l.stats.Paused += opens.Sub(later(now, l.opens))
	l.opens = opens
	return opens.Sub(now), capped
}

// cut slows the bucket down. The gate will be shut until opens. If nothing got
// through since it last opened, the wait was too short, and the pace is not to
// blame.
func (l *Limiter) cut(opens time.Time) {
	if l.accepted > 0 || l.ramping {
		limit := l.Rate() * cutFactor
		if l.told {
			// This is what the API let through from one opening to the next.
			limit = min(limit, float64(l.accepted)/opens.Sub(l.opens).Seconds())
		}
		l.set(limit)
	}
	l.ramping, l.accepted = false, 0
}

func (l *Limiter) set(limit float64) {
	limit = min(max(limit, floorRate), l.max)
	l.pace.set(limit, l.told && limit == l.max)
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
