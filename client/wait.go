package client

import (
	"math/rand/v2"
	"time"
)

const (
	// MaxPause is the longest wait for the limit that is believed. A longer one
	// counts as a mistake.
	MaxPause = 15 * time.Minute

	// A wait that is longer than this is tested once before it is obeyed. It may be
	// meant in milliseconds.
	longWait  = 2 * time.Minute
	firstTest = 10 * time.Second // the least time before that test

	// mostDoubled is the longest wait that doubling leads to.
	mostDoubled = time.Minute
)

// waits decide how long the gate stays shut after an answer that says that the limit
// is reached.
type waits struct {
	barren int // times in a row that the gate opened and nothing got through
	trust  trust
}

// A trust says whether a long wait was tested.
type trust uint8

const (
	untested  trust = iota
	underTest       // all answers that were in flight together belong to the test
	tested          // it failed since something got through, so the wait is believed
)

// through notes that an attempt got through.
func (w *waits) through() { *w = waits{} }

// next is the wait that an answer asks for. First says that the gate was open: other
// answers belong to attempts that were in flight together.
//
// It is at least 1 s, because whole seconds may have been rounded down to 0. It is a
// little longer at random, so two programs under one limit do not come back
// together. An answer that names no wait counts as 1 s, then 2, 4, … up to a minute.
// A wait that was obeyed twice in vain doubles likewise.
func (w *waits) next(e *Error, first bool) (pause time.Duration, capped bool) {
	if first || w.barren == 0 {
		w.barren++
	}
	pause, capped = min(max(e.RetryAfter, time.Second), MaxPause), e.RetryAfter > MaxPause
	switch {
	case !e.HasRetryAfter:
		pause = doubled(time.Second, w.barren-1)
	case pause > longWait && w.tests(first):
		pause = min(max(e.RetryAfter/1000, firstTest), time.Minute)
	default:
		pause = doubled(pause, w.barren-2)
	}
	if capped {
		return pause, true
	}
	return min(pause+rand.N(min(pause/10, time.Second)), MaxPause), false
}

// tests reports whether a long wait is tested before it is obeyed. A first answer after
// a test says that the test failed.
func (w *waits) tests(first bool) bool {
	switch {
	case w.trust == untested:
		w.trust = underTest
	case first:
		w.trust = tested
	}
	return w.trust == underTest
}

// doubled is a wait that is doubled so many times, up to a minute.
func doubled(wait time.Duration, times int) time.Duration {
	return max(wait, min(mostDoubled, wait<<min(max(times, 0), 10)))
}
