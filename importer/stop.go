package importer

import (
	"errors"
	"fmt"
	"sync"

	"partner-import/client"
	"partner-import/importer/internal/journal"
)

// A StopReason says why a run ended before all rows did.
type StopReason string

// The reasons of a [StopError].
const (
	StopCancelled     StopReason = "cancelled"           // by the caller
	StopKey           StopReason = "key refused"         // 401, or 403 three times in a row
	StopOutage        StopReason = "outage"              // the API was down for too long
	StopFailures      StopReason = "too many failures"   // refused rows
	StopTime          StopReason = "time is over"        // the time that the run was given
	StopMisconfigured StopReason = "wrong configuration" // no request can succeed
	StopInput         StopReason = "cannot read"         // the input, to its end
	StopDisk          StopReason = "cannot write"        // an output or the journal
)

// StopReasons returns every reason.
func StopReasons() []StopReason {
	return []StopReason{StopCancelled, StopKey, StopOutage, StopFailures, StopTime, StopMisconfigured, StopInput, StopDisk}
}

// A StopError says that a run ended early. The report is complete, unless it is
// among [Summary.Missing]: rows that were not sent say so. Running the same
// import again continues.
type StopError struct {
	Reason StopReason
	Err    error // what led to it, may be nil
}

// Error names the reason and the cause.
func (e *StopError) Error() string {
	if e.Err == nil {
		return "stopped: " + string(e.Reason)
	}
	return fmt.Sprintf("stopped: %s: %v", e.Reason, e.Err)
}

// Unwrap returns the cause.
func (e *StopError) Unwrap() error { return e.Err }

// A stopper ends a run softly, once; that of an importer ends all of its runs.
// It is safe for concurrent use.
type stopper struct {
	once sync.Once
	over chan struct{}
	err  *StopError
}

func newStopper() *stopper { return &stopper{over: make(chan struct{})} }

// child is a stopper of one run, which s stops as well, until it is released.
// What ends that run is nothing to the others.
func (s *stopper) child() (c *stopper, release func()) {
	c = newStopper()
	if reason := s.reason(); reason != nil {
		c.stop(reason.Reason, reason.Err)
		return c, func() {}
	}
	over := make(chan struct{})
	go func() {
		select {
		case <-s.done():
			c.stop(s.err.Reason, s.err.Err)
		case <-over:
		}
	}()
	return c, func() { close(over) }
}

// stop ends the run; the first reason stands.
func (s *stopper) stop(reason StopReason, err error) {
	s.once.Do(func() {
		s.err = &StopError{Reason: reason, Err: err}
		close(s.over)
	})
}

func (s *stopper) done() <-chan struct{} { return s.over }

func (s *stopper) stopped() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// reason returns why the run was stopped, nil if it was not.
func (s *stopper) reason() *StopError {
	if !s.stopped() {
		return nil
	}
	return s.err
}

func haltReason(e *client.Error) StopReason {
	if e.Kind == client.Misconfigured {
		return StopMisconfigured
	}
	return StopKey
}

// A JournalError says that the journal cannot be used: it is locked, belongs to
// another account, or is no journal.
type JournalError struct {
	OtherKey bool // it belongs to another key for the same host
	Err      error
}

// Error says what is wrong and what to do.
func (e *JournalError) Error() string {
	text := "the journal " + e.Err.Error()
	var locked *journal.LockedError
	var account *journal.AccountError
	switch {
	case errors.As(e.Err, &locked):
		return text + "; wait until that run is over"
	case e.OtherKey:
		return text + "; use that key, or name another journal with --journal (if this is a new key of the same program, add --adopt-journal once)"
	case errors.As(e.Err, &account):
		return text + "; name another journal with --journal"
	}
	return text
}

// Unwrap returns the cause.
func (e *JournalError) Unwrap() error { return e.Err }

// journalError keeps the types of an internal package from the callers.
func journalError(err error) error {
	if err == nil {
		return nil
	}
	var account *journal.AccountError
	return &JournalError{OtherKey: errors.As(err, &account) && account.OtherKey, Err: err}
}
