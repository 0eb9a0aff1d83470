// Package breaker finds out when all rows have the same trouble: with the account,
// with Partnero or with the file.
package breaker

import (
	"errors"
	"fmt"
	"time"

	"partner-import/client"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

const (
	forbiddenInARow = 3  // answers of 403 that mean that the key is bad
	firstRefused    = 20 // rows rejected from the start that mean that the file is bad
	failuresInARow  = 10 // attempts without an answer that mean an outage
	longestProbe    = 15 * time.Second

	// The retry budget, as in AWS's SDKs: retries cost, and successes earn a little
	// back. When it is used up, the API is probed.
	budgetFull   = 100.0
	budgetEarn   = 0.1
	budgetRefill = 20.0
)

// A Kind is what an attempt does.
type Kind uint8

const (
	Lookup Kind = iota // changes nothing
	Create             // makes a partner
	Change             // changes one
)

// An Attempt is what an attempt tells about the API.
type Attempt struct {
	Kind Kind
	Row  int
	Err  *client.Error // nil if it succeeded
	Left int           // rows on their way
}

// A Breaker is a circuit breaker. It watches the attempts and the results for
// trouble with all of them: the account, the API or the file. One goroutine uses
// it.
type Breaker struct {
	failed func(refused int) bool // whether so many rejected rows end the run

	Placed    bool // a create got an answer from the place that creates partners
	forbidden int  // answers of 403 in a row
	ended     int  // rows whose requests ended
	refused   int  // of them, rejected by Partnero
	there     int  // of those, because the partner exists, if that is an error

	heard    time.Time                // when an attempt last got past the API's limit
	failures int                      // attempts in a row that were not answered
	silent   [Change + 1]map[int]bool // the rows with no answer to their creates since the last answer; the same for changes
	budget   float64                  // of retries
	state    circuit
	since    time.Time // when the outage began, zero if there is none
	probes   int
	nextTry  time.Time
}

// A circuit is the state of a breaker, in the terms of the pattern.
type circuit uint8

const (
	closed   circuit = iota // things may be sent
	open                    // nothing is sent until a probe gets an answer
	halfOpen                // a probe is under way
)

// New makes a breaker that is closed: things may be sent.
func New(failed func(refused int) bool) Breaker {
	return Breaker{failed: failed, budget: budgetFull}
}

// Note counts an attempt. It returns why the run must stop, "" if it need not.
func (h *Breaker) Note(n Attempt) stop.Reason {
	e := n.Err
	h.noteForbidden(e)
	if h.heard.IsZero() || e == nil || e.Kind != client.Throttled {
		h.heard = time.Now()
	}
	if n.Kind != Lookup {
		h.noteWrite(n)
	}
	if h.forbidden >= forbiddenInARow {
		return stop.Key
	}
	if e == nil || !e.Ambiguous() && e.Kind != client.Unsent {
		h.failures = 0
		h.budget = min(budgetFull, h.budget+budgetEarn)
		return ""
	}
	h.failures++
	h.budget--
	// A few rows would use up their attempts before there were ten failures.
	if h.failures >= min(failuresInARow, max(3, n.Left)) || h.budget < 0 {
		h.trip()
	}
	return ""
}

// noteWrite finds an outage that lookups do not see: ten rows in a row get no answer
// to their creates, or to their changes. From then on each failure stops everything
// until the next probe. It ends with the first answer. One row that always fails is
// not an outage.
func (h *Breaker) noteWrite(n Attempt) {
	if e := n.Err; e == nil || !e.Ambiguous() && e.Kind != client.Unsent {
		if n.Kind == Create && (e == nil || e.Kind == client.Taken || e.Kind == client.Refused) {
			h.Placed = true
		}
		if e == nil || e.Kind != client.Throttled {
			h.silent[n.Kind] = nil
			h.end()
		}
		return
	}
	if h.silent[n.Kind] == nil {
		h.silent[n.Kind] = map[int]bool{}
	}
	if rows := h.silent[n.Kind]; len(rows) < failuresInARow {
		rows[n.Row] = true
	}
	if h.WritesFail() {
		h.trip()
	}
}

// WritesFail reports whether ten rows in a row got no answer to their creates, or to
// their changes.
func (h *Breaker) WritesFail() bool {
	return len(h.silent[Create]) >= failuresInARow || len(h.silent[Change]) >= failuresInARow
}

func (h *Breaker) noteForbidden(e *client.Error) {
	if e != nil && e.Kind == client.Forbidden {
		h.forbidden++
		return
	}
	h.forbidden = 0
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
// longer than an outage may last.
func (h *Breaker) TooLong(most time.Duration, held bool) *Alarm {
	if silent := time.Since(h.heard); held && !h.heard.IsZero() && silent > most {
		//lint:ignore ST1005 Partnero is a name
		return &Alarm{stop.Outage, fmt.Errorf("Partnero let no request through for %s", silent.Round(time.Second))}
	}
	if lasted := time.Since(h.since); h.state == open && lasted > most {
		//lint:ignore ST1005 Partnero is a name
		return &Alarm{stop.Outage, fmt.Errorf("Partnero did not answer for %s", lasted.Round(time.Second))}
	}
	return nil
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
// is 0.5 s, 1 s, 2 s … 15 s later. The alarm says that the account is closed.
func (h *Breaker) Probed(e *client.Error) *Alarm {
	h.state = open
	switch {
	case e == nil, e.Kind == client.Throttled:
		h.close()
	case e.Kind == client.Unauthorized || e.Kind == client.Misconfigured || e.Kind == client.Forbidden && h.forbidden+1 >= forbiddenInARow:
		return &Alarm{ReasonOf(e), e}
	default:
		h.noteForbidden(e)
		wait := h.wait()
		if e.HasRetryAfter {
			wait = max(wait, min(e.RetryAfter, client.MaxPause))
		}
		h.nextTry = time.Now().Add(wait)
		h.probes++
	}
	return nil
}

// IsDown reports whether nothing may be sent until a probe gets an answer.
func (h *Breaker) IsDown() bool { return h.state != closed }

// Outage is when the present outage began, if there is one.
func (h *Breaker) Outage() (since time.Time, down bool) { return h.since, h.state != closed }

//lint:ignore ST1005 Partnero is a name
var errAllRefused = errors.New("Partnero rejected all of the first rows; look at the report: a column may be mapped to the wrong field")

// Result counts the end of a row that was sent. It returns an alarm if the run must
// stop.
func (h *Breaker) Result(r row.Result) *Alarm {
	h.ended++
	if r.Status == row.Failed && r.Problem.Code != row.Unreachable && r.Problem.Code != row.PartnerArchived {
		h.refused++ // an archived partner was found, and nothing was rejected
	}
	if r.Problem.Code == row.EmailTaken && r.ID != "" {
		h.there++
	}
	switch {
	case h.ended == firstRefused && h.refused-h.there == h.ended:
		return &Alarm{stop.Failures, errAllRefused}
	case r.Status == row.Failed && h.failed(h.refused):
		//lint:ignore ST1005 Partnero is a name
		return &Alarm{stop.Failures, fmt.Errorf("Partnero rejected %d rows; look at the report", h.refused)}
	}
	return nil
}

// ReasonOf is why the run must stop when the account is closed.
func ReasonOf(e *client.Error) stop.Reason {
	if e.Kind == client.Misconfigured {
		return stop.Misconfigured
	}
	return stop.Key
}
