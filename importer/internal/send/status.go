package send

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/option"
)

// A Status is what the rows on their way wait for.
type Status struct {
	Down  time.Duration // for how long the API has not answered, 0 if it does
	Cause string        // what went wrong with the last attempt, in a few words, if it is down

	Settling  int           // rows without an answer, which must not be sent again yet
	SettlesIn time.Duration // until the last of them may be
	Looking   int           // rows that are being looked up, since their partner may exist
	InFlight  int           // requests without an answer so far
}

// Status tells what the rows on their way wait for. Call it from the goroutine
// that runs the sender, or before it runs.
func (s *Sender) Status() Status {
	status := s.queue.status(time.Now())
	if s.pool != nil {
		status.InFlight = s.pool.inFlight
		status.Looking += s.pool.looking
	}
	if since, down := s.breaker.Outage(); down {
		status.Down, status.Cause = time.Since(since), Said(s.met)
	}
	return status
}

// status counts the rows that wait here.
func (q *queue) status(now time.Time) (s Status) {
	for _, j := range q.ready {
		if looksUp(j) {
			s.Looking++
		}
	}
	for _, p := range q.parked {
		switch {
		case p.job.Phase() == lifecycle.Verify:
			s.Settling++
			s.SettlesIn = max(s.SettlesIn, p.due.Sub(now))
		case looksUp(p.job):
			s.Looking++
		}
	}
	return s
}

// looksUp reports whether the row's next request asks for its partner.
func looksUp(j *lifecycle.Job) bool {
	p := j.Phase()
	return p == lifecycle.Verify || p == lifecycle.Collide || p == lifecycle.Refresh
}

// Said is what went wrong with an attempt, in a few words.
func Said(e *client.Error) string {
	var late net.Error
	switch {
	case e == nil:
		return ""
	case e.Status != 0:
		return strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, cmp.Or(e.Words(), http.StatusText(e.Status))))
	case e.Err == nil:
		return e.Error()
	case errors.As(e.Err, &late) && late.Timeout():
		return "timeout"
	}
	return root(e.Err).Error()
}

// Remarks say what a person should know about the answers as a whole.
func (s *Sender) Remarks() []string {
	if s.late == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s got no answer in time, although Partnero created the partner. Allow more time with %s.",
		cell.Count(s.late, "create"), s.in.Rules.Call.Call(option.Timeout, ""))}
}

// root is the innermost error: what the system said.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
