package client

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

const (
	// window is how long the attempts of a told second count, in seconds. A little
	// more than one, since timers and networks are not exact.
	window = 1.001

	// hurry is how much faster than its pace a Limiter makes up for attempts that
	// it missed. At less than this, a machine that stalls a third of the time does
	// not get to 97 % of the rate: an attempt that leaves late holds up the one
	// that takes its place a second later.
	hurry = 8

	// mostGrants bounds the memory of a ledger. A higher rate has a window that
	// is shorter than a second, so it is kept more strictly.
	mostGrants = 4096
)

// A pace is a token bucket that does not forget. A machine stalls now and then: a
// container has used up its share of the processor, or a laptop is busy. If the rate
// was told, the tokens of up to one second are kept meanwhile, and are made up
// for. Two things keep that from becoming a burst: the attempts that were missed
// leave one after the other, and the ledger lets no second have more than was told.
type pace struct {
	bucket *rate.Limiter
	spread *rate.Limiter // how close together attempts are when they are made up for
	ledger ledger        // of a rate that was told, else empty
}

// newPace makes a pace of so many attempts per second. The told rate is 0 if it is
// learned: then nothing is made up for, since the pace itself is a guess.
func newPace(limit, told float64) *pace {
	b := burst(limit)
	p := &pace{
		bucket: rate.NewLimiter(rate.Limit(limit), b),
		spread: rate.NewLimiter(rate.Limit(hurry*limit), b),
		ledger: newLedger(told),
	}
	p.set(limit, told > 0)
	return p
}

// burst is how many attempts may start at once: those that are due within 10 ms.
// Below 200/s that is one, so the pace is even. Above, timers are too coarse.
func burst(perSecond float64) int { return max(1, int(perSecond/100)) }

// set changes the pace. A pace that makes up keeps the tokens of a second.
func (p *pace) set(limit float64, makesUp bool) {
	kept := burst(limit)
	if makesUp {
		kept = max(kept, len(p.ledger.at))
	}
	p.bucket.SetLimit(rate.Limit(limit))
	p.bucket.SetBurst(kept)
	p.spread.SetLimit(rate.Limit(hurry * limit))
	p.spread.SetBurst(burst(limit))
}

// limit is the present pace, in attempts per second.
func (p *pace) limit() float64 { return float64(p.bucket.Limit()) }

// forget drops the tokens that were kept: nobody missed them.
func (p *pace) forget() {
	now := time.Now()
	if extra := int(p.bucket.TokensAt(now)) - burst(p.limit()); extra > 0 {
		p.bucket.AllowN(now, extra)
	}
}

// probe notes a request without a turn. It takes a token of a rate that was told, so the
// next attempt keeps its distance. Else the ledger would hold up one attempt of each
// second that follows.
func (p *pace) probe(now time.Time) {
	if len(p.ledger.at) > 0 {
		p.bucket.AllowN(now, 1)
		p.ledger.probe(now)
	}
}

// A place is the turn of one attempt.
type place struct{ bucket, spread *rate.Reservation }

// reserve books the next turn, and returns how long it is until then.
func (p *pace) reserve() (place, time.Duration) {
	now := time.Now()
	turn := place{p.bucket.ReserveN(now, 1), p.spread.ReserveN(now, 1)}
	return turn, max(turn.bucket.DelayFrom(now), turn.spread.DelayFrom(now), p.ledger.delay(now))
}

// cancel gives a turn back that was not used.
func (t place) cancel() {
	t.bucket.Cancel()
	t.spread.Cancel()
}

// A ledger knows when the last attempts began: as many as one window may have. The
// zero ledger allows everything.
type ledger struct {
	at     []time.Time // a ring; zero: no attempt yet
	next   int         // the oldest, which the next attempt replaces
	turn   int         // the last one that took its turn
	probed bool        // a request without a turn was noted since that
	window time.Duration
}

func newLedger(told float64) ledger {
	if told <= 0 {
		return ledger{}
	}
	grants := math.Ceil(min(told, mostGrants))
	return ledger{at: make([]time.Time, int(grants)), window: time.Duration(window * grants / told * float64(time.Second))}
}

// delay is how long it takes until the window has room for an attempt.
func (l *ledger) delay(now time.Time) time.Duration {
	if len(l.at) == 0 || l.at[l.next].IsZero() {
		return 0
	}
	return max(0, l.at[l.next].Add(l.window).Sub(now))
}

// grant notes that an attempt takes its turn.
func (l *ledger) grant(now time.Time) {
	l.turn, l.probed = l.next, false
	l.note(now)
}

// probe notes that a request without a turn begins.
func (l *ledger) probe(now time.Time) {
	l.note(now)
	l.probed = true
}

// note notes that a request begins.
func (l *ledger) note(now time.Time) {
	if len(l.at) > 0 {
		l.at[l.next] = now
		l.next = (l.next + 1) % len(l.at)
	}
}

// begins notes that the attempt which took its turn last begins only now. Probes may have
// been noted since. Their older times come later in the ring then, which only makes the
// ledger stricter.
func (l *ledger) begins(now time.Time) {
	if len(l.at) > 0 {
		l.at[l.turn] = now
	}
}
