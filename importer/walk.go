package importer

import (
	"context"
	"time"

	"partner-import/importer/stop"
)

// sends reports whether the run may send anything.
func (o *Options) sends() bool { return !o.DryRun && !o.Rebuild }

// walk is the second pass of a run that makes its outputs again. Every row ends
// on its way from the file, so there is nothing to claim, to pace or to wait
// for, and no goroutine but this one.
func (s *sender) walk(ctx context.Context) error {
	shown := time.Now()
	for !s.idle() {
		if err := s.fill(); err != nil {
			return s.abandon(err)
		}
		if ctx.Err() != nil {
			s.stop.stop(stop.Cancelled, context.Cause(ctx))
		}
		if s.stop.stopped() {
			return s.wind()
		}
		if time.Since(shown) < tickEvery {
			continue
		}
		shown = time.Now()
		if err := s.tick(); err != nil {
			return s.abandon(err)
		}
	}
	return nil
}
