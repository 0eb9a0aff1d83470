package work

import (
	"context"
	"errors"
	"time"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// clockLook is how often we look at the clock on the wall: a timer does not notice that
// the machine was asleep, or that its clock was set.
const clockLook = 10 * time.Second

// obey runs an import, and stops it softly when its time is over, the worker shuts down,
// or a person wants it.
func (a *attempt) obey(im *importer.Importer, file *source.Source) (*importer.Summary, error) {
	over := make(chan struct{})
	defer close(over)
	go func() {
		reason, kind := a.await(over)
		if kind == "" {
			return
		}
		a.because.Store(&kind)
		im.Stop(reason, errors.New(ends.Of(kind).Why))
	}()
	return im.Run(a.hard, file)
}

// await returns when the import must stop, and why; kind is "" if it is over.
func (a *attempt) await(over <-chan struct{}) (reason stop.Reason, kind ends.Kind) {
	for {
		select {
		case <-over:
			return "", ""
		case <-a.soft.Done():
			return stop.Cancelled, a.stoppedBy()
		case <-time.After(a.untilDeadline()):
			if a.late() {
				return stop.Time, ends.Time
			}
		}
	}
}

// untilDeadline is how long to sleep before the next look at the clock.
func (a *attempt) untilDeadline() time.Duration {
	if a.staged.Deadline.IsZero() {
		return time.Hour
	}
	return max(0, min(clockLook, a.staged.Deadline.Round(0).Sub(a.now().Round(0))))
}

// stoppedBy says who ended the soft context.
func (a *attempt) stoppedBy() ends.Kind {
	if errors.As(context.Cause(a.soft), new(shutdown)) {
		return ends.Shutdown
	}
	return ends.Cancelled
}

// kind is how the import ended. A stop from outside has its own reason.
func (a *attempt) kind() ends.Kind {
	kind := ends.KindOf(a.err)
	if by := a.because.Load(); by != nil && (kind == ends.Cancelled || kind == ends.Time) {
		return *by
	}
	return kind
}
