package importer

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

// A kind is what an attempt does.
type attemptKind uint8

const (
	lookupKind attemptKind = iota // changes nothing
	createKind
	changeKind
)

// An attemptNote is what an attempt tells of the API.
type attemptNote struct {
	kind attemptKind
	row  int
	err  *client.Error // nil if it was answered well
	left int           // rows on their way
}

// A breaker is a circuit breaker. It watches the attempts and the results for
// what is wrong with all of them: the account, the API, the file. It is used by
// one goroutine.
type breaker struct {
	failed func(refused int) bool // so many refused rows end the run

	placed    bool // a create was answered by what creates partners
	forbidden int  // answers of 403 in a row
	ended     int  // rows whose requests ended
	refused   int  // of them, refused by the API
	there     int  // of those, for a partner who is there, which was to be so

	heard    time.Time                    // when an attempt last got past the API's limit
	failures int                          // attempts in a row that were not answered
	silent   [changeKind + 1]map[int]bool // the rows whose creates were not answered, since one was; of changes the same
	budget   float64                      // of retries
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

// newBreaker makes a breaker that is closed: things may be sent.
func newBreaker(failed func(refused int) bool) breaker {
	return breaker{failed: failed, budget: budgetFull}
}

// note takes an attempt into account. It returns why the run must stop, if it must.
func (h *breaker) note(n attemptNote) stop.Reason {
	e := n.err
	h.noteForbidden(e)
	if h.heard.IsZero() || e == nil || e.Kind != client.Throttled {
		h.heard = time.Now()
	}
	if n.kind != lookupKind {
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
	if h.failures >= min(failuresInARow, max(3, n.left)) || h.budget < 0 {
		h.trip()
	}
	return ""
}

// noteWrite finds an outage of which lookups know nothing: creates, or changes,
// of ten rows in a row are not answered. From then on each that fails shuts
// everything until a later probe, until one is answered. One row that always
// fails is none.
func (h *breaker) noteWrite(n attemptNote) {
	if e := n.err; e == nil || !e.Ambiguous() && e.Kind != client.Unsent {
		if n.kind == createKind && (e == nil || e.Kind == client.Taken || e.Kind == client.Refused) {
			h.placed = true
		}
		if e == nil || e.Kind != client.Throttled {
			h.silent[n.kind] = nil
			h.end()
		}
		return
	}
	if h.silent[n.kind] == nil {
		h.silent[n.kind] = map[int]bool{}
	}
	if rows := h.silent[n.kind]; len(rows) < failuresInARow {
		rows[n.row] = true
	}
	if h.writesFail() {
		h.trip()
	}
}

func (h *breaker) writesFail() bool {
	return len(h.silent[createKind]) >= failuresInARow || len(h.silent[changeKind]) >= failuresInARow
}

func (h *breaker) noteForbidden(e *client.Error) {
	if e != nil && e.Kind == client.Forbidden {
		h.forbidden++
		return
	}
	h.forbidden = 0
}

// trip stops everything from being sent until a probe is answered.
func (h *breaker) trip() {
	if h.state != closed {
		return
	}
	now := time.Now()
	h.state, h.nextTry = open, now
	if h.since.IsZero() {
		h.since, h.probes = now, 0
		return
	}
	h.nextTry = now.Add(h.wait()) // the same outage goes on
	h.probes++
}

// wait is the time between probes: 0.5 s, 1 s, 2 s … 15 s.
func (h *breaker) wait() time.Duration {
	return min(longestProbe, 500*time.Millisecond<<min(h.probes, 10))
}

// close lets things be sent again.
func (h *breaker) close() {
	h.state, h.failures, h.budget = closed, 0, max(h.budget, budgetRefill)
	h.end()
}

// end forgets when the outage began, unless it goes on for creates or changes.
func (h *breaker) end() {
	if h.state == closed && !h.writesFail() {
		h.since = time.Time{}
	}
}

// An alarm is why a run must stop.
type alarm struct {
	reason stop.Reason
	err    error
}

// tooLong returns an alarm if the API was silent, or let nothing through, for
// longer than an outage may last.
func (h *breaker) tooLong(most time.Duration, held bool) *alarm {
	if silent := time.Since(h.heard); held && !h.heard.IsZero() && silent > most {
		return &alarm{stop.Outage, fmt.Errorf("the API let nothing through for %s", silent.Round(time.Second))}
	}
	if lasted := time.Since(h.since); h.state == open && lasted > most {
		return &alarm{stop.Outage, fmt.Errorf("the API did not answer for %s", lasted.Round(time.Second))}
	}
	return nil
}

// probeNow reports whether the API must be asked now how it does. The answer
// goes to probed.
func (h *breaker) probeNow() bool {
	if h.state != open || time.Now().Before(h.nextTry) {
		return false
	}
	h.state = halfOpen
	return true
}

// probed takes the answer to a probe, nil if it was answered well: 0.5 s, 1 s,
// 2 s … 15 s later the API is asked again. The alarm says that the account is
// closed.
func (h *breaker) probed(e *client.Error) *alarm {
	h.state = open
	switch {
	case e == nil, e.Kind == client.Throttled:
		h.close()
	case e.Kind == client.Unauthorized || e.Kind == client.Misconfigured || e.Kind == client.Forbidden && h.forbidden+1 >= forbiddenInARow:
		return &alarm{haltReason(e), e}
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

// isDown reports whether nothing may be sent until a probe is answered.
func (h *breaker) isDown() bool { return h.state != closed }

// outage is when the present outage began, if there is one.
func (h *breaker) outage() (since time.Time, down bool) { return h.since, h.state != closed }

var errAllRefused = errors.New("the first rows were all refused by the API; look at the report, most likely a column is mapped wrongly")

// result takes the end of a row into account that was sent. It returns an alarm
// if the run must stop.
func (h *breaker) result(r row.Result) *alarm {
	h.ended++
	if r.Status == row.Failed && r.Problem.Code != row.Unreachable {
		h.refused++
	}
	if r.Problem.Code == row.EmailTaken && r.ID != "" {
		h.there++
	}
	switch {
	case h.ended == firstRefused && h.refused-h.there == h.ended:
		return &alarm{stop.Failures, errAllRefused}
	case r.Status == row.Failed && h.failed(h.refused):
		return &alarm{stop.Failures, fmt.Errorf("%d rows were refused by the API; look at the report", h.refused)}
	}
	return nil
}

func haltReason(e *client.Error) stop.Reason {
	if e.Kind == client.Misconfigured {
		return stop.Misconfigured
	}
	return stop.Key
}
