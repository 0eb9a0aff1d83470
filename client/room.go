package client

import (
	"context"
	"time"
)

// WaitForRoom blocks until one more request keeps a told rate, and counts it. It is for
// requests that take no turn: the first one of a run, and probes. It waits for no gate,
// since a probe may find out that the gate can open. If the rate is learned, it returns
// at once. It returns ctx's error if ctx ends before.
func (l *Limiter) WaitForRoom(ctx context.Context) error {
	for {
		delay := l.room()
		if delay == 0 {
			return nil
		}
		if err := l.sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// room counts a request if there is room for it now. Else it returns how long that takes.
func (l *Limiter) room() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	delay := l.pace.ledger.delay(now)
	if delay == 0 {
		l.pace.probe(now)
	}
	return delay
}

// MayBegin reports whether the attempt that [Limiter.Wait] let through last may still
// begin: the gate was not shut since then, and no request without a turn took its room.
func (l *Limiter) MayBegin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !time.Now().Before(l.opens) && !l.pace.ledger.probed
}
