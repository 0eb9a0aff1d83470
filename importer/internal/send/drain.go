package send

import (
	"cmp"

	"partner-import/importer/internal/lifecycle"
)

// This file is how a run ends before its rows do (graceful drain).

// drain lets the attempts in flight finish, gives every other row the result
// that it was not sent, and has all of it written.
func (s *Sender) drain() error {
	for s.pool.InFlight > 0 {
		// A second signal cancels the context of these attempts.
		if err := s.settle(s.take(<-s.pool.Outcomes)); err != nil {
			return s.abandon(err)
		}
	}
	if err := s.awaitCommit(); err != nil {
		return err
	}
	// What ended is written, also if the rest cannot be read.
	err := s.unsendRest()
	s.commit.Submit(true)
	return cmp.Or(err, s.awaitCommit(), s.emitAll(s.commit.TakeEnded()))
}

// awaitCommit waits for the batch that is being written.
func (s *Sender) awaitCommit() error {
	if !s.commit.IsWriting() {
		return nil
	}
	return s.committed(<-s.commit.Written())
}

// unsendRest gives every row that has no result yet the one that it was not
// sent.
func (s *Sender) unsendRest() error {
	unsend := func(j *lifecycle.Job) error { return s.end(j, s.notSent(j)) }
	for _, j := range append(s.queue.TakeAll(), s.commit.TakeClaims()...) {
		if err := unsend(j); err != nil {
			return err
		}
	}
	return s.intake.rest(unsend)
}

// notSent ends a row that the run did not get to.
func (s *Sender) notSent(j *lifecycle.Job) lifecycle.Decision {
	if s.in.LeftOut {
		return s.in.Rules.End(j, lifecycle.LeftOut)
	}
	return s.in.Rules.End(j, lifecycle.RunEnded)
}

// abandon is for when the report cannot be written or the input cannot be read
// any more: what is in flight ends and goes into the journal, so that nothing
// is lost, and the error is passed on.
func (s *Sender) abandon(err error) error {
	s.halt(ReasonOf(err), err)
	_ = s.drain()
	return err
}
