package send

import (
	"fmt"
	"time"

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
	status := s.waiting(time.Now())
	if s.pool != nil {
		status.InFlight = s.pool.InFlight
		status.Looking += s.looking
	}
	status.Down, status.Cause = s.watch.Down()
	return status
}

// waiting counts the rows that wait in the queue.
func (s *Sender) waiting(now time.Time) (status Status) {
	for _, j := range s.queue.Ready {
		if looksUp(j) {
			status.Looking++
		}
	}
	for _, p := range s.queue.Parked {
		switch {
		case p.Job.Phase() == lifecycle.Verify:
			status.Settling++
			status.SettlesIn = max(status.SettlesIn, p.Due.Sub(now))
		case looksUp(p.Job):
			status.Looking++
		}
	}
	return status
}

// looksUp reports whether the row's next request asks for its partner.
func looksUp(j *lifecycle.Job) bool {
	p := j.Phase()
	return p == lifecycle.Verify || p == lifecycle.Collide || p == lifecycle.Refresh
}

// Remarks say what a person should know about the answers as a whole.
func (s *Sender) Remarks() []string {
	timeout := s.in.Rules.Call.Call(option.Timeout, "")
	switch {
	case s.watch.Breaker.TimedOut():
		return []string{"The last requests got no answer in time. If Partnero is only slow, allow more time with " + timeout + "."}
	case s.late == 0:
		return nil
	}
	return []string{fmt.Sprintf("%s got no answer in time, although Partnero created the partner. Allow more time with %s.",
		cell.Count(s.late, "create"), timeout)}
}
