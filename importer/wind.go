package importer

import (
	"cmp"

	"partner-import/importer/internal/lifecycle"
)

// This file is how a run ends before its rows do.

// wind lets the attempts in flight finish, gives every other row the result
// that it was not sent, and has all of it written.
func (s *sender) wind() error {
	for ; s.inFlight > 0; s.inFlight-- {
		// A second signal cancels the context of these attempts.
		if err := s.settle(<-s.outcomes); err != nil {
			s.inFlight--
			return s.abandon(err)
		}
	}
	if err := s.awaitKeeper(); err != nil {
		return err
	}
	// What ended is written, also if the rest cannot be read.
	err := s.unsendRest()
	s.keep.submit(true)
	return cmp.Or(err, s.awaitKeeper(), s.emitUnkept())
}

// awaitKeeper waits for the group that is being written.
func (s *sender) awaitKeeper() error {
	if !s.keep.busy {
		return nil
	}
	return s.kept(<-s.keep.written)
}

// emitUnkept reports what a journal that failed does not take any more: it is
// true all the same.
func (s *sender) emitUnkept() error {
	ends := s.keep.next.ends
	s.keep.next = group{}
	return s.emitAll(ends)
}

// abandon is for when the report cannot be written any more, or the input not
// be read: what is in flight ends and goes into the journal, so that nothing
// is lost, and the error is passed on.
func (s *sender) abandon(err error) error {
	s.stop.stop(writeOrRead(err), err)
	_ = s.wind()
	return err
}

// notSent ends a row that the run did not get to.
func (s *sender) notSent(j *lifecycle.Job) lifecycle.Decision {
	if reason := s.stop.reason(); reason != nil && reason.Err == ErrStrict {
		return s.rules.End(j, lifecycle.LeftOut)
	}
	return s.rules.End(j, lifecycle.RunEnded)
}
