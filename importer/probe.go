package importer

import (
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
)

// watch asks the API how it does, if it is down and it is time to ask.
func (s *sender) watch(ctx context.Context) {
	if a := s.breaker.tooLong(s.options.MaxOutage, s.limiter.Paused() > 0); a != nil {
		s.stop.stop(a.reason, a.err)
	}
	if s.stop.stopped() || !s.breaker.probeNow() {
		return
	}
	s.log.Requested()
	go func() { s.probed <- s.partners.Ping(ctx) }()
}

// recover deals with the answer to a probe.
func (s *sender) recover(err error) {
	e := client.ErrorOf(err)
	since, _ := s.breaker.outage()
	a := s.breaker.probed(e)
	switch {
	case a != nil:
		s.stop.stop(a.reason, a.err)
	case e == nil:
		s.log.Recovered(time.Since(since))
	case e.Kind == client.Throttled:
		s.limiter.Throttled(e)
	default:
		s.log.Outage(e, since)
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
