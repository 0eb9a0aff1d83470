package send

import (
	"time"

	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/lifecycle"
)

// This file is how a run sends while it knows that something is wrong.

// isCrowding reports whether a request would follow the last one too closely for a
// limit that allows no burst. Rows that come back one by one find a token ready, and
// another one a moment later.
func (s *Sender) isCrowding() bool {
	return s.watch.Breaker.IsCrowded() && time.Since(s.begun).Seconds()*s.in.Limiter.Rate() < 1
}

// next is the job whose request is next. While creates are in doubt, lookups tell
// more than further creates.
func (s *Sender) next() *lifecycle.Job {
	if s.watch.Breaker.WritesFail() {
		if j, ok := s.queue.PopWhere(func(j *lifecycle.Job) bool { return !j.Phase().Writes() }); ok {
			return j
		}
	}
	j, _ := s.queue.Pop()
	return j
}

// serviceOf is what a verdict says of Partnero.
func serviceOf(v breaker.Verdict) lifecycle.Service {
	switch {
	case v.Stop != "":
		return lifecycle.Closed
	case v.Blame != breaker.OnRow:
		return lifecycle.Away
	}
	return lifecycle.Serving
}
