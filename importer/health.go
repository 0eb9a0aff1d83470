package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
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

// MaxFailures says how many refused rows end a run. The zero value: none do.
type MaxFailures struct {
	Rows    int     // so many rows
	Percent float64 // or so many of a hundred rows of the file
}

func (m MaxFailures) reached(refused, rows int) bool {
	return m.Rows > 0 && refused >= m.Rows ||
		m.Percent > 0 && float64(refused)*100 >= m.Percent*float64(rows)
}

// health watches the attempts and the results for what is wrong with all of
// them: the account, the API, the file.
type health struct {
	most MaxFailures
	rows int

	placed    bool // a create was answered by what creates partners
	forbidden int  // answers of 403 in a row
	ended     int  // rows whose requests ended
	refused   int  // of them, refused by the API
	there     int  // of those, for a partner who is there, which was to be so: see FailExisting

	heard    time.Time                        // when an attempt last got past the API's limit
	failures int                              // attempts in a row that were not answered
	silent   map[lifecycle.Phase]map[int]bool // the rows whose creates were not answered, since one was; of changes the same
	budget   float64                          // of retries
	down     bool                             // nothing is sent
	since    time.Time
	probes   int
	nextTry  time.Time
	probing  bool
}

// note takes an attempt into account, while so many rows are on their way. It
// returns why the run must stop, if it must.
func (h *health) note(o outcome, left int) stop.Reason {
	e := o.Err
	h.noteForbidden(e)
	if h.heard.IsZero() || e == nil || e.Kind != client.Throttled {
		h.heard = time.Now()
	}
	if o.job.Phase().Writes() {
		h.noteWrite(o)
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
	if h.failures >= min(failuresInARow, max(3, left)) || h.budget < 0 {
		h.open()
	}
	return ""
}

// noteWrite finds an outage of which lookups know nothing: creates, or changes,
// of ten rows in a row are not answered. From then on each that fails shuts
// everything until a later probe, until one is answered. One row that always
// fails is none.
func (h *health) noteWrite(o outcome) {
	phase := o.job.Phase()
	if e := o.Err; e == nil || !e.Ambiguous() && e.Kind != client.Unsent {
		if phase == lifecycle.Create && (e == nil || e.Kind == client.Taken || e.Kind == client.Refused) {
			h.placed = true
		}
		if e == nil || e.Kind != client.Throttled {
			delete(h.silent, phase)
			h.end()
		}
		return
	}
	if h.silent == nil {
		h.silent = map[lifecycle.Phase]map[int]bool{}
	}
	rows := h.silent[phase]
	if rows == nil {
		rows = map[int]bool{}
		h.silent[phase] = rows
	}
	if len(rows) < failuresInARow {
		rows[o.job.Row()] = true
	}
	if h.writesFail() {
		h.open()
	}
}

func (h *health) writesFail() bool {
	return len(h.silent[lifecycle.Create]) >= failuresInARow || len(h.silent[lifecycle.Change]) >= failuresInARow
}

func (h *health) noteForbidden(e *client.Error) {
	if e != nil && e.Kind == client.Forbidden {
		h.forbidden++
		return
	}
	h.forbidden = 0
}

// open stops everything from being sent until a probe is answered.
func (h *health) open() {
	if h.down {
		return
	}
	now := time.Now()
	h.down, h.nextTry = true, now
	if h.since.IsZero() {
		h.since, h.probes = now, 0
		return
	}
	h.nextTry = now.Add(h.wait()) // the same outage goes on
	h.probes++
}

// wait is the time between probes: 0.5 s, 1 s, 2 s … 15 s.
func (h *health) wait() time.Duration {
	return min(longestProbe, 500*time.Millisecond<<min(h.probes, 10))
}

// close lets things be sent again.
func (h *health) close() {
	h.down, h.failures, h.budget = false, 0, max(h.budget, budgetRefill)
	h.end()
}

// end forgets when the outage began, unless it goes on for creates or changes.
func (h *health) end() {
	if !h.down && !h.writesFail() {
		h.since = time.Time{}
	}
}

// probe asks the API how it does, if it is down and it is time to ask.
func (s *sender) probe(ctx context.Context) {
	h := &s.health
	if s.limiter.Paused() > 0 && !h.heard.IsZero() && time.Since(h.heard) > s.options.MaxOutage {
		s.stop.stop(stop.Outage, fmt.Errorf("the API let nothing through for %s", time.Since(h.heard).Round(time.Second)))
	}
	if !h.down || h.probing {
		return
	}
	if time.Since(h.since) > s.options.MaxOutage {
		s.stop.stop(stop.Outage, fmt.Errorf("the API did not answer for %s", time.Since(h.since).Round(time.Second)))
		return
	}
	if time.Now().Before(h.nextTry) {
		return
	}
	h.probing = true
	s.log.requests.Add(1)
	go func() { s.probed <- s.partners.Ping(ctx) }()
}

// recover deals with the answer to a probe: 0.5 s, 1 s, 2 s … 15 s later it is
// asked again.
func (s *sender) recover(err error) {
	h := &s.health
	h.probing = false
	e := asClientError(err)
	switch {
	case e == nil:
		s.log.recovered(time.Since(h.since))
		h.close()
	case e.Kind == client.Throttled:
		s.limiter.Throttled(e)
		h.close()
	case e.Kind == client.Unauthorized || e.Kind == client.Misconfigured || e.Kind == client.Forbidden && h.forbidden+1 >= forbiddenInARow:
		s.stop.stop(haltReason(e), e)
	default:
		h.noteForbidden(e)
		wait := h.wait()
		if e.HasRetryAfter {
			wait = max(wait, min(e.RetryAfter, client.MaxPause))
		}
		h.nextTry = time.Now().Add(wait)
		h.probes++
		s.log.outage(e, h.since)
	}
}

var errAllRefused = errors.New("the first rows were all refused by the API; look at the report, most likely a column is mapped wrongly")

// result takes the end of a row into account, and returns why the run must
// stop, if it must.
func (h *health) result(j *lifecycle.Job, r row.Result) (stop.Reason, error) {
	if !j.WasTried() { // it was not sent, so that nothing was refused
		return "", nil
	}
	h.ended++
	if r.Status == row.Failed && r.Problem.Code != row.Unreachable {
		h.refused++
	}
	if r.Problem.Code == row.EmailTaken && r.ID != "" {
		h.there++
	}
	switch {
	case h.ended == firstRefused && h.refused-h.there == h.ended:
		return stop.Failures, errAllRefused
	case r.Status == row.Failed && h.most.reached(h.refused, h.rows):
		return stop.Failures, fmt.Errorf("%d rows were refused by the API; look at the report", h.refused)
	}
	return "", nil
}
