// Package breaker tells what is wrong with all rows from what is wrong with one:
// the account, the API or the file.
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
	forbiddenInARow = 3  // answers of 403 that condemn the key
	firstRefused    = 20 // rows refused from the start that condemn the file
	failuresInARow  = 10 // attempts without an answer that make an outage
	longestProbe    = 15 * time.Second

	// The retry budget, as in AWS's SDKs: retries cost, successes earn a
	// little back. When it is used up the API is asked how it does.
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

// An Attempt is what an attempt tells of the API.
type Attempt struct {
	Kind Kind
	Row  int
	Err  *client.Error // nil if it was answered well
	Left int           // rows on their way
}

// A Breaker is a circuit breaker. It watches the attempts and the results for
// what is wrong with all of them: the account, the API, the file. It is used by
// one goroutine.
type Breaker struct {
	failed func(refused int) bool // so many refused rows end the run

	Placed    bool // a create was answered by what creates partners
	forbidden int  // answers of 403 in a row
	ended     int  // rows whose requests ended
	refused   int  // of them, refused by the API
	there     int  // of those, for a partner that is there, where that is an error

	heard    time.Time                // when an attempt last got past the API's limit
	failures int                      // attempts in a row that were not answered
	silent   [Change + 1]map[int]bool // the rows whose creates were not answered, since one was; of changes the same
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
	open                    // nothing is sent until a probe is answered
	halfOpen                // a probe is under way
)

// New makes a breaker that is closed: things may be sent.
func New(failed func(refused int) bool) Breaker {
	return Breaker{failed: failed, budget: budgetFull}
}

// Note takes an attempt into account. It returns why the run must stop, if it must.
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
	// With few rows left, they would use up their attempts before there were
	// ten failures.
	if h.failures >= min(failuresInARow, max(3, n.Left)) || h.budget < 0 {
		h.trip()
	}
	return ""
}

// noteWrite finds an outage that lookups do not see: creates, or changes, of ten
// rows in a row are not answered. From then on each that fails shuts everything
// until a later probe. That ends when one is answered. One row that always fails
// is no outage.
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

// WritesFail reports whether creates, or changes, of ten rows in a row were not
// answered.
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

// trip stops everything from being sent until a probe is answered.
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

// close lets things be sent again.
func (h *Breaker) close() {
	h.state, h.failures, h.budget = closed, 0, max(h.budget, budgetRefill)
	h.end()
}

// end forgets when the outage began, unless creates or changes still have one.
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

// TooLong returns an alarm if the API was silent, or let nothing through, for
// longer than an outage may last.
func (h *Breaker) TooLong(most time.Duration, held bool) *Alarm {
	if silent := time.Since(h.heard); held && !h.heard.IsZero() && silent > most {
		return &Alarm{stop.Outage, fmt.Errorf("the API let nothing through for %s", silent.Round(time.Second))}
	}
	if lasted := time.Since(h.since); h.state == open && lasted > most {
		return &Alarm{stop.Outage, fmt.Errorf("the API did not answer for %s", lasted.Round(time.Second))}
	}
	return nil
}

// ProbeNow reports whether the API must be asked now how it does. The answer
// goes to probed.
func (h *Breaker) ProbeNow() bool {
	if h.state != open || time.Now().Before(h.nextTry) {
		return false
	}
	h.state = halfOpen
	return true
}

// Probed takes the answer to a probe, nil if it was answered well: 0.5 s, 1 s,
// 2 s … 15 s later the API is asked again. The alarm says that the account is
// closed.
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

// IsDown reports whether nothing may be sent until a probe is answered.
func (h *Breaker) IsDown() bool { return h.state != closed }

// Outage is when the present outage began, if there is one.
func (h *Breaker) Outage() (since time.Time, down bool) { return h.since, h.state != closed }

var errAllRefused = errors.New("the first rows were all refused by the API; look at the report, most likely a column is mapped wrongly")

// Result takes the end of a row into account that was sent. It returns an alarm
// if the run must stop.
func (h *Breaker) Result(r row.Result) *Alarm {
	h.ended++
	if r.Status == row.Failed && r.Problem.Code != row.Unreachable {
		h.refused++
	}
	if r.Problem.Code == row.EmailTaken && r.ID != "" {
		h.there++
	}
	switch {
	case h.ended == firstRefused && h.refused-h.there == h.ended:
		return &Alarm{stop.Failures, errAllRefused}
	case r.Status == row.Failed && h.failed(h.refused):
		return &Alarm{stop.Failures, fmt.Errorf("%d rows were refused by the API; look at the report", h.refused)}
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
