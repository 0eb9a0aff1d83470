package journal

import (
	"sync"
	"time"
)

// A Lease is for how long a run has its journal. It is renewed from time to time. If it
// ended once, it is lost for good, because another run may have the journal since then.
// It is safe for concurrent use. The nil Lease never ends.
type Lease struct {
	mu     sync.Mutex
	state  leaseState
	until  time.Time // of the present term
	end    *time.Timer
	lost   chan struct{}
	wanted chan struct{}
}

// A leaseState is what is known of a lease.
type leaseState uint8

const (
	held     leaseState = iota // until the end of its term
	doubted                    // the database did not answer: nothing may begin until it does
	lostOnce                   // for good
)

// NewLease makes a lease that ends then. Count from before it was asked for. The caller
// closes it.
func NewLease(until time.Time) *Lease {
	l := &Lease{until: until, lost: make(chan struct{}), wanted: make(chan struct{})}
	l.mu.Lock() // the timer may be faster than this
	defer l.mu.Unlock()
	l.end = time.AfterFunc(time.Until(until), l.expire)
	return l
}

// Renew begins a new term, and reports whether the lease is still held.
func (l *Lease) Renew(until time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isOver() {
		l.lose()
		return false
	}
	l.state, l.until = held, until
	l.end.Reset(time.Until(until))
	return true
}

// Doubt says that the database did not answer: nothing may begin until it does.
func (l *Lease) Doubt() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == held {
		l.state = doubted
	}
}

// Lose says that another run has the journal.
func (l *Lease) Lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lose()
}

// Close ends the lease's timer.
func (l *Lease) Close() { l.end.Stop() }

// Outlasts reports whether something that takes so long may begin now.
func (l *Lease) Outlasts(d time.Duration) bool {
	if l == nil {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state == held && !isPast(l.until.Add(-d))
}

// Until is when the present term ends, zero for the nil lease.
func (l *Lease) Until() time.Time {
	if l == nil {
		return time.Time{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.until
}

// Lost is closed when the lease is lost. It is nil if it cannot be.
func (l *Lease) Lost() <-chan struct{} {
	if l == nil {
		return nil
	}
	return l.lost
}

// Wanted is closed when another run waits, and this one has had its turn. It is nil if
// that cannot be.
func (l *Lease) Wanted() <-chan struct{} {
	if l == nil {
		return nil
	}
	return l.wanted
}

// Want says that another run waits, and that this one has had its turn.
func (l *Lease) Want() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.wanted:
	default:
		close(l.wanted)
	}
}

func (l *Lease) expire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isOver() {
		l.lose()
	}
}

func (l *Lease) isOver() bool { return l.state == lostOnce || isPast(l.until) }

func (l *Lease) lose() {
	if l.state != lostOnce {
		l.state = lostOnce
		close(l.lost)
	}
	l.end.Stop()
}

// isPast asks both clocks: the monotonic one stands still while the machine is suspended,
// and the other one may be set back.
func isPast(t time.Time) bool {
	now := time.Now()
	return !now.Before(t) || !now.Round(0).Before(t.Round(0))
}
