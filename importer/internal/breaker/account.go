package breaker

import (
	"time"

	"partner-import/client"
)

// This file decides when an account is believed to be closed. A key that never worked
// is believed to be wrong at once. One that worked is asked for again, for about ten
// seconds: what checks keys may be restarting.
const (
	// deniedRows is how many rows in a row must be told that the account may not do this,
	// or get an answer from elsewhere. One row's own retries are one row. The first rows of
	// a file may be the few that a firewall blocks.
	deniedRows = 5
	// plainRows is the same for what is about no row: a 401, or a plan that is full.
	plainRows   = 3
	deniedPings = 3 // the same for probes
	// blockedRows is the same for a 403 to a key that worked: a firewall may block rows
	// for what they hold, and they may be next to one another.
	blockedRows = 20

	mostAppeals   = 5
	longestAppeal = 3 * time.Second
)

// deny counts the rows in a row that are told so. It reports whether they are enough.
func (h *Breaker) deny(n Attempt) bool {
	own := h.isOwn(n)
	if h.noteFailed(n); own {
		return false
	}
	if h.denied[n.Kind] == nil {
		h.denied[n.Kind] = rows{}
	}
	h.denied[n.Kind][n.Row] = true
	return len(h.denied[n.Kind]) >= h.enough(n)
}

// enough is how many rows in a row must be told so. Where nothing speaks for the key or
// the address, all that are left may be enough.
func (h *Breaker) enough(n Attempt) int {
	left := n.Left + 1
	switch n.Err.Kind {
	case client.Exhausted:
		return plainRows
	case client.Unauthorized:
		return min(plainRows, left)
	case client.Misconfigured:
		return min(deniedRows, left)
	}
	if h.isProven(n.Kind) {
		return deniedRows
	}
	return min(deniedRows, max(plainRows, left))
}

// insists reports whether a key that worked is refused again after several probes.
// Several rows may be on their way in the same bad moment.
func (h *Breaker) insists(n Attempt) bool {
	switch {
	case h.works == 0 && !h.isProven(n.Kind):
		return true
	case h.IsDown():
		return false // it was on its way before
	case h.appeals < mostAppeals:
		h.appeals++
		h.trip()
		h.nextTry = time.Now().Add(afterAppeal(h.appeals))
		return false
	}
	return n.Err.Kind == client.Unauthorized || len(h.denied[n.Kind]) >= blockedRows
}

// afterAppeal is the wait before a key is asked for again: 0.5 s, 1 s, 2 s, 3 s, 3 s.
func afterAppeal(n int) time.Duration {
	return min(longestAppeal, 500*time.Millisecond<<(min(n, 10)-1))
}

// IsAccused reports whether the key is refused and may be wrong.
func (h *Breaker) IsAccused() bool { return h.appeals > 0 }

// accuse counts a probe that was answered that the key is wrong. It reports whether
// that is believed.
func (h *Breaker) accuse(e *client.Error) bool {
	h.accused++
	most := deniedPings
	switch {
	case h.works > 0, h.isProven(Create):
		most = mostAppeals + 1
	case e.Kind == client.Unauthorized:
		most = 1
	}
	return h.accused >= most
}
