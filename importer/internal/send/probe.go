package send

import (
	"cmp"
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/lifecycle"
)

// watch probes the API, if it is down and it is time to ask.
func (s *Sender) watch(ctx context.Context) {
	if a := s.breaker.TooLong(s.in.MaxOutage, s.in.Limiter.Paused() > 0); a != nil {
		s.halt(a.Reason, a.Err)
		return
	}
	if !s.breaker.ProbeNow() {
		return
	}
	s.in.Log.Requested()
	go func() { s.probed <- s.in.Partners.Ping(ctx) }()
}

// recover deals with the answer to a probe.
func (s *Sender) recover(err error) {
	e := client.ErrorOf(err)
	s.met = cmp.Or(e, s.met)
	since, _ := s.breaker.Outage()
	a := s.breaker.Probed(e)
	switch {
	case a != nil:
		s.halt(a.Reason, a.Err)
	case e == nil:
		s.in.Log.Recovered(time.Since(since))
	case e.Limits():
		s.in.Limiter.Throttled(e)
	default:
		s.in.Log.Outage(e, since)
	}
}

// kindOf is what an attempt in this phase does.
func kindOf(p lifecycle.Phase) breaker.Kind {
	switch p {
	case lifecycle.Create:
		return breaker.Create
	case lifecycle.Change:
		return breaker.Change
	}
	return breaker.Lookup
}
