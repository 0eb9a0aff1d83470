package importer

import (
	"errors"
	"sync"

	"partner-import/importer/internal/journal"
	"partner-import/importer/stop"
)

// A stopper ends a run softly, once; that of an importer ends all of its runs.
// It is safe for concurrent use.
type stopper struct {
	once sync.Once
	over chan struct{}
	err  *stop.Error
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
func (s *stopper) stop(reason stop.Reason, err error) {
	s.once.Do(func() {
		s.err = &stop.Error{Reason: reason, Err: publicError(err)}
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
func (s *stopper) reason() *stop.Error {
	if !s.stopped() {
		return nil
	}
	return s.err
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
