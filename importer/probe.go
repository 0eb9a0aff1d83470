package importer

import (
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
)

// watch asks the API how it does, if it is down and it is time to ask.
func (s *sender) watch(ctx context.Context) {
	if a := s.breaker.tooLong(s.in.MaxOutage, s.in.Limiter.Paused() > 0); a != nil {
		s.halt(a.reason, a.err)
		return
	}
	if !s.breaker.probeNow() {
		return
	}
	s.in.Log.Requested()
	go func() { s.probed <- s.in.Partners.Ping(ctx) }()
}

// recover deals with the answer to a probe.
func (s *sender) recover(err error) {
	e := client.ErrorOf(err)
	since, _ := s.breaker.outage()
	a := s.breaker.probed(e)
	switch {
	case a != nil:
		s.halt(a.reason, a.err)
	case e == nil:
		s.in.Log.Recovered(time.Since(since))
	case e.Kind == client.Throttled:
		s.in.Limiter.Throttled(e)
	default:
		s.in.Log.Outage(e, since)
	}
}

// kindOf is what an attempt in this phase does.
func kindOf(p lifecycle.Phase) attemptKind {
	switch p {
	case lifecycle.Create:
		return createKind
	case lifecycle.Change:
		return changeKind
	}
	return lookupKind
}
