// Package breaker finds out when all rows have the same trouble: with the account,
// with Partnero or with the file.
package breaker

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"partner-import/client"
	"partner-import/importer/stop"
)

const (
	failuresInARow = 10 // attempts without an answer that mean an outage
	blindLookups   = 3  // rows whose lookups tell nothing that mean the same for lookups
	longestProbe   = 15 * time.Second

	// The retry budget, as in AWS's SDKs: retries cost, and successes earn a little
	// back. When it is used up, the API is probed.
	budgetFull   = 100.0
	budgetEarn   = 0.1
	budgetRefill = 20.0
)

// A Kind is what an attempt does.
type Kind uint8

// The kinds.
const (
	Lookup Kind = iota // changes nothing
	Create             // makes a partner
	Change             // changes one
)

// An Attempt is what an attempt tells about the API.
type Attempt struct {
	Kind  Kind
	Row   int
	Known bool          // an earlier run sent the row in vain: that it fails again is no news
	Err   *client.Error // nil if it succeeded
	Left  int           // other rows on their way
}

// A Breaker is a circuit breaker. It watches the attempts and the results for
// trouble with all of them: the account, the API or the file. One goroutine uses
// it.
type Breaker struct {
	guard
	pressure
	hearsay

	before  bool              // creates worked in an earlier run with this journal
	placed  [Change + 1]bool  // such a request got an answer from the place that it belongs to
	works   int               // creates and changes that worked
	failed  map[int]int       // the rows on their way whose creates or changes failed, with works at that time
	denied  [Change + 1]rows  // that the account was refused, in a row
	appeals int               // probes that asked again for an account that is refused
	silent  [Change + 1]rows  // with no answer to such a request since the last answer
	trust   trust             // in creates that are found later
	limits  [Change + 1]since // from when on the limit let no such request through
	last    *client.Error     // what was answered in place of the API

	failures int     // attempts in a row that were not answered
	budget   float64 // of retries
	state    circuit
	since    time.Time // when the outage began, zero if there is none
	blind    since     // when lookups began to tell nothing
	probes   int
	nextTry  time.Time
	suspect  *client.Error // says that the address is wrong, unless the next probe fails too
	accused  int           // probes in a row that were answered that the key is wrong
}

// Rows are different rows.
type rows map[int]bool

// A since is when something began, zero if it has not.
type since = time.Time

// A circuit is the state of a breaker, in the terms of the pattern.
type circuit uint8

const (
	closed   circuit = iota // things may be sent
	open                    // nothing is sent until a probe gets an answer
	halfOpen                // a probe is under way
)

// A trust says whether a create without an answer is expected to have its effect.
type trust uint8

const (
	noTrust trust = iota
	trusted       // lookups find such partners
)

// New makes a breaker that is closed: things may be sent. Proven says that creates
// worked in an earlier run with this journal.
func New(failed func(refused int) bool, proven bool) Breaker {
	return Breaker{guard: guard{tooMany: failed}, before: proven, failed: map[int]int{}, budget: budgetFull}
}

// isProven reports whether the address and the key are right for such requests.
func (h *Breaker) isProven(k Kind) bool {
	switch k {
	case Lookup:
		return h.before || h.placed != [Change + 1]bool{}
	case Create:
		return h.before || h.placed[Create]
	}
	return h.placed[k]
}

// trip stops all sending until a probe gets an answer.
func (h *Breaker) trip() {
	if h.state != closed {
		return
	}
	now := time.Now()
	h.state, h.nextTry = open, now
	if h.since.IsZero() {
		h.since, h.probes = now, 0
		return
	}
	h.nextTry = now.Add(h.wait()) // the same outage continues
	h.probes++
}

// wait is the time between probes: 0.5 s, 1 s, 2 s … 15 s.
func (h *Breaker) wait() time.Duration {
	return min(longestProbe, 500*time.Millisecond<<min(h.probes, 10))
}

// close starts sending again.
func (h *Breaker) close() {
	h.state, h.failures, h.budget = closed, 0, max(h.budget, budgetRefill)
	h.suspect, h.accused = nil, 0
	h.end()
}

// end forgets when the outage began, unless creates or changes still fail.
func (h *Breaker) end() {
	if h.state == closed && !h.WritesFail() {
		h.since = time.Time{}
	}
}

// An Alarm is why a run must stop.
type Alarm struct {
	Reason stop.Reason
	Err    error
}

// TooLong returns an alarm if Partnero was silent, or let nothing through, for
// longer than an outage may last. Held says that the limit holds up all rows.
func (h *Breaker) TooLong(most time.Duration, held bool) *Alarm {
	for _, from := range h.limits {
		if silent := time.Since(from); held && !from.IsZero() && silent > most {
			//lint:ignore ST1005 Partnero is a name
			return &Alarm{stop.Outage, fmt.Errorf("Partnero let no request through for %s%s", silent.Round(time.Second), answered(h.last))}
		}
	}
	from := h.blind
	if h.state == open && (from.IsZero() || h.since.Before(from)) {
		from = h.since // which began anew with each probe that was answered
	}
	if lasted := time.Since(from); !from.IsZero() && lasted > most {
		//lint:ignore ST1005 Partnero is a name
		return &Alarm{stop.Outage, fmt.Errorf("Partnero did not answer for %s%s", lasted.Round(time.Second), answered(h.last))}
	}
	return nil
}

// TimedOut reports whether the run is in an outage in which no answer came in time.
func (h *Breaker) TimedOut() bool {
	return h.last != nil && errors.Is(h.last.Err, client.ErrTimeout) && (h.IsDown() || h.WritesFail() || !h.blind.IsZero())
}

// answered is what came in place of an answer, in its own words.
func answered(e *client.Error) string {
	switch {
	case e == nil:
		return ""
	case e.Status != 0 && e.Words() != "":
		return fmt.Sprintf(" (the last answer was %d: %q%s)", e.Status, e.Words(), longer(e))
	case e.Status != 0:
		return fmt.Sprintf(" (the last answer was %d %s%s)", e.Status, http.StatusText(e.Status), longer(e))
	case e.Err != nil:
		return fmt.Sprintf(" (%v)", e.Err)
	}
	return ""
}

// longer says that an answer asks for a longer wait than is made, such as until a day's
// quota begins anew.
func longer(e *client.Error) string {
	if e.RetryAfter <= client.MaxPause {
		return ""
	}
	return fmt.Sprintf("; it asks to wait for %s", e.RetryAfter.Round(time.Second))
}

// ProbeNow reports whether the API must be probed now. The answer goes to Probed.
func (h *Breaker) ProbeNow() bool {
	if h.state != open || time.Now().Before(h.nextTry) {
		return false
	}
	h.state = halfOpen
	return true
}

// Probed takes the answer to a probe, nil if it succeeded. Otherwise the next probe
// is 0.5 s, 1 s, 2 s … 15 s later. The address was right when the run began, so an
// answer from elsewhere means that the outage continues. The alarm says that the
// account is closed, or that only creates are answered from elsewhere.
func (h *Breaker) Probed(e *client.Error) *Alarm {
	h.state = open
	h.judge(e == nil)
	switch {
	case e == nil, e.Limits():
		if h.suspect != nil {
			return &Alarm{stop.Misconfigured, h.suspect}
		}
		if e == nil {
			h.eased(Lookup)
		}
		h.close()
		return nil
	case e.Kind == client.Exhausted:
		return &Alarm{stop.Account, e}
	case e.IsAboutKey(), !h.isProven(Lookup) && e.Kind == client.Unauthorized:
		if h.accuse(e) {
			return &Alarm{stop.Key, e}
		}
	default:
		h.accused, h.last = 0, e
	}
	h.suspect = nil
	wait := h.wait()
	if h.accused > 0 {
		wait = afterAppeal(h.accused)
	}
	if e.HasRetryAfter {
		wait = max(wait, min(e.RetryAfter, client.MaxPause))
	}
	h.nextTry = time.Now().Add(wait)
	h.probes++
	return nil
}

// IsDown reports whether nothing may be sent until a probe gets an answer.
func (h *Breaker) IsDown() bool { return h.state != closed }

// Outage is when the present outage began, if there is one.
func (h *Breaker) Outage() (since time.Time, down bool) { return h.since, h.state != closed }
