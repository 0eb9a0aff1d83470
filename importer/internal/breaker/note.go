package breaker

import (
	"errors"
	"net/http"
	"time"

	"partner-import/client"
	"partner-import/importer/stop"
)

// A Verdict is what an attempt says about all rows.
type Verdict struct {
	Stop  stop.Reason // why the run must stop, "" if it need not
	Blame Blame
}

// A Blame is what an attempt failed because of.
type Blame uint8

// The blames.
const (
	OnRow     Blame = iota // others are answered, or it did not fail
	OnService              // no row gets an answer
	OnLimit                // too many requests, although the answer does not say so
)

// Note counts an attempt.
func (h *Breaker) Note(n Attempt) Verdict {
	e, crowded := n.Err, h.crowded(n, h.isOwn(n))
	h.noteLimit(n, crowded || isLimit(n.Err))
	v := Verdict{Stop: h.noteAccount(n)}
	switch {
	case v.Stop != "":
	case isLimit(e):
		h.last = e
	case h.isHearsay(n):
		h.last, v.Blame = e, OnService
		h.trip()
	case !h.isOutage(n):
		h.answered(n)
	default:
		h.last = e
		h.noteFailure(n)
		v.Blame = h.blame(n)
	}
	if crowded {
		v.Blame = OnLimit
	}
	return v
}

func isLimit(e *client.Error) bool { return e != nil && e.Limits() }

// noteLimit notes since when the limit lets nothing of a kind through.
func (h *Breaker) noteLimit(n Attempt, limited bool) {
	switch {
	case !limited:
		h.limits[n.Kind] = time.Time{}
	case h.limits[n.Kind].IsZero():
		h.limits[n.Kind] = time.Now()
	}
}

// noteAccount finds out that the account or the address is wrong. It believes an
// answer that no earlier one contradicts. Otherwise several rows must get it, or the
// probe that it leads to.
func (h *Breaker) noteAccount(n Attempt) stop.Reason {
	e := n.Err
	if e == nil {
		return ""
	}
	switch e.Kind {
	case client.Exhausted:
		if e.Status == http.StatusPaymentRequired || h.deny(n) {
			return stop.Account
		}
	case client.Unauthorized:
		_, again := h.failed[n.Row]
		if !h.isProven(Lookup) || e.IsAboutKey() && h.deny(n) && h.insists(n) {
			return stop.Key
		}
		if !again && !n.Known {
			h.trip()
		}
	case client.Forbidden:
		if (e.Message != "" || !h.isProven(n.Kind)) && h.deny(n) && h.insists(n) {
			return stop.Key
		}
	case client.Misconfigured:
		// It may be about the row: Laravel says 404 of what a row refers to, and some
		// firewalls say 405.
		if h.deny(n) {
			h.doubt(n)
		}
	case client.Foreign:
		if h.deny(n) {
			h.doubt(n)
		}
	}
	return ""
}

// doubt suspects the address, unless it is proven. A probe decides.
func (h *Breaker) doubt(n Attempt) {
	if !h.isProven(n.Kind) && h.state == closed {
		h.suspect = n.Err
		h.trip()
	}
}

// isOutage reports whether an attempt was not answered by the API, as far as that can
// be known.
func (h *Breaker) isOutage(n Attempt) bool {
	e := n.Err
	if e == nil {
		return false
	}
	switch e.Kind {
	case client.Unsent, client.Ambiguous, client.Foreign, client.Misconfigured, client.Acknowledged, client.Unauthorized:
		return true
	case client.Forbidden:
		return h.IsDown() || e.Message == "" && h.isProven(n.Kind)
	}
	return false
}

// answered notes that the API answered.
func (h *Breaker) answered(n Attempt) {
	h.failures = 0
	h.budget = min(budgetFull, h.budget+budgetEarn)
	h.silent[n.Kind] = nil
	if e := n.Err; e == nil || e.Kind == client.Taken || e.Kind == client.Refused || e.Kind == client.NotFound {
		h.placed[n.Kind], h.denied[n.Kind] = true, nil
		if n.Kind != Lookup {
			h.appeals = 0
		}
	}
	if n.Kind == Lookup {
		h.blind = time.Time{}
		return
	}
	if n.Err == nil {
		h.worked(n.Row)
	} else {
		h.rejected = n.Err
	}
	h.end()
}

// worked notes that a create or a change of a row had its effect.
func (h *Breaker) worked(row int) {
	h.works++
	delete(h.failed, row)
	delete(h.held, row)
}

// Found notes that a lookup found the partner of a create whose answer was lost. So
// creates work.
func (h *Breaker) Found(row int) {
	h.worked(row)
	h.silent[Create], h.failures, h.trust = nil, 0, trusted
	h.placed[Create] = true
	h.end()
}

// noteFailure finds an outage. A few rows would use up their attempts before there
// were ten failures.
//
// Lookups may not see it: ten rows in a row get no answer to their creates, or to
// their changes. From then on each failure stops everything until the next probe. It
// ends with the first answer. One row that always fails is not an outage, nor are
// rows that others have left behind.
func (h *Breaker) noteFailure(n Attempt) {
	if h.isExpected(n) {
		h.failed[n.Row] = h.works
		return
	}
	h.failures++
	h.budget--
	if !h.isOwn(n) {
		h.hush(n)
	}
	h.noteFailed(n)
	if n.Kind != Lookup && h.WritesFail() && h.isLeftBehind(n) {
		h.silent[n.Kind] = nil
		h.end()
	}
	if h.failures >= min(failuresInARow, max(3, n.Left)) || h.budget < 0 || n.Kind != Lookup && h.WritesFail() {
		if n.Kind == Lookup && h.blind.IsZero() {
			h.blind = time.Now() // else probes that are answered would keep it up for ever
		}
		h.trip()
	}
}

// noteFailed notes when a row failed first.
func (h *Breaker) noteFailed(n Attempt) {
	if _, again := h.failed[n.Row]; !again && n.Kind != Lookup {
		h.failed[n.Row] = h.works
	}
}

// hush counts a row that got no answer.
func (h *Breaker) hush(n Attempt) {
	if h.silent[n.Kind] == nil {
		h.silent[n.Kind] = rows{}
	}
	if all := h.silent[n.Kind]; len(all) < failuresInARow {
		all[n.Row] = true
	}
	if h.lookupsFail() && h.blind.IsZero() {
		h.blind = time.Now()
	}
}

// isExpected reports whether a create without an answer will be found, as others
// were. One that was not found when it had to be is not trusted again.
func (h *Breaker) isExpected(n Attempt) bool {
	if n.Kind != Create || h.trust != trusted || n.Err.Kind != client.Acknowledged && !errors.Is(n.Err, client.ErrTimeout) {
		return false
	}
	if _, again := h.failed[n.Row]; again {
		h.trust = noTrust
		return false
	}
	return true
}

// isOwn reports whether it is no news that the row fails: it did before, and others
// have worked since.
func (h *Breaker) isOwn(n Attempt) bool {
	works, failed := h.failed[n.Row]
	return n.Known || failed && h.works > works
}

// blame says what an attempt failed because of.
func (h *Breaker) blame(n Attempt) Blame {
	switch {
	case h.IsDown():
		return OnService
	case n.Kind == Lookup && !h.lookupsFail(), n.Kind != Lookup && !h.WritesFail():
		return OnRow
	}
	return OnService
}

// isLeftBehind reports whether a row fails by its own fault, although no other row
// works any more: the API itself says so, it is there, and all that is left fails.
func (h *Breaker) isLeftBehind(n Attempt) bool {
	return n.Err.Status == http.StatusInternalServerError && n.Err.Message != "" && len(h.failed) > n.Left
}

// WritesFail reports whether ten rows in a row got no answer to their creates, or to
// their changes.
func (h *Breaker) WritesFail() bool {
	return len(h.silent[Create]) >= failuresInARow || len(h.silent[Change]) >= failuresInARow
}

// lookupsFail reports whether the lookups of several rows tell nothing.
func (h *Breaker) lookupsFail() bool { return len(h.silent[Lookup]) >= blindLookups }
