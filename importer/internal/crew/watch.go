package crew

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/stop"
)

// A Log is told what concerns all workers. One goroutine calls it.
type Log interface {
	// Requested is called for each request that is not an attempt for a row.
	Requested()
	// Throttled is called when all workers wait for the API's limit. The
	// pause is capped if the API asked for a very long one.
	Throttled(e *client.Error, pause time.Duration, capped bool)
	// Outage is called for each probe without an answer, and says when the outage began.
	Outage(e *client.Error, since time.Time)
	// Recovered is called when an outage is over.
	Recovered(lasted time.Duration)
}

// A Watch sees every attempt, and holds all workers back or stops the run when the
// trouble is not that of one row. One goroutine uses it.
type Watch struct {
	Breaker   breaker.Breaker
	Limiter   *client.Limiter
	Log       Log
	MaxOutage time.Duration // how long the API may be down
	Ping      func(context.Context) error
	Halt      func(stop.Reason, error)
	Probed    chan error // what Recover must be called with; with room for one

	met *client.Error // what the last attempt that failed met
}

// Note takes one attempt into account, and returns what it says about all of them.
func (w *Watch) Note(n breaker.Attempt) breaker.Verdict {
	e := n.Err
	w.met = cmp.Or(e, w.met)
	crowded := w.Breaker.IsCrowded()
	v := w.Breaker.Note(n)
	if crowded && !w.Breaker.IsCrowded() {
		w.Limiter.NoWall() // it was no limit after all
	}
	switch {
	case e != nil && (e.Limits() || v.Blame == breaker.OnLimit):
		pause, capped := w.Limiter.Throttled(e)
		w.Log.Throttled(e, pause, capped)
		if w.Limiter.IsOdd() {
			w.Breaker.NotCrowded()
			w.Limiter.NoWall()
		}
	case e != nil && e.HasRetryAfter && e.Ambiguous():
		pause, capped := w.Limiter.Hold(e)
		w.Log.Throttled(e, pause, capped)
	case e == nil || e.Kind != client.Unsent:
		w.Limiter.Accepted()
	}
	return v
}

// MayFly is how many attempts may be under way: none while the API is down, and one
// where creates or changes have failed, or the key was refused, until it is answered.
func (w *Watch) MayFly(workers int) int {
	switch {
	case w.Breaker.IsDown():
		return 0
	case w.Breaker.WritesFail(), w.Breaker.IsAccused():
		return 1
	}
	return workers
}

// Look probes the API, if it is down and it is time to ask. Call it about ten times
// a second.
func (w *Watch) Look(ctx context.Context) {
	if a := w.Breaker.TooLong(w.MaxOutage, w.Limiter.Paused() > 0); a != nil {
		w.Halt(a.Reason, a.Err)
		return
	}
	if !w.Breaker.ProbeNow() {
		return
	}
	w.Log.Requested()
	go func() { w.Probed <- w.ping(ctx) }()
}

// ping makes a probe, which counts in a told rate like any request.
func (w *Watch) ping(ctx context.Context) error {
	if err := w.Limiter.WaitForRoom(ctx); err != nil {
		return err
	}
	return w.Ping(ctx)
}

// Recover deals with the answer to a probe.
func (w *Watch) Recover(err error) {
	e := client.ErrorOf(err)
	w.met = cmp.Or(e, w.met)
	since, _ := w.Breaker.Outage()
	a := w.Breaker.Probed(e)
	switch {
	case a != nil:
		w.Halt(a.Reason, a.Err)
	case e == nil:
		w.Log.Recovered(time.Since(since))
	case e.Limits():
		w.Limiter.Throttled(e)
	default:
		w.Log.Outage(e, since)
	}
}

// Down is for how long the API has not answered, and what went wrong last, in a few
// words. It is 0 if the API answers.
func (w *Watch) Down() (lasted time.Duration, cause string) {
	since, down := w.Breaker.Outage()
	if !down {
		return 0, ""
	}
	return time.Since(since), Said(w.met)
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
