package send

import "partner-import/importer/internal/lifecycle"

// maxParked is how many rows may wait for their time. When there are more, no
// new ones are taken.
const maxParked = 4096

// This file admits rows: it takes them in blocks, has each block claimed, and
// puts the rows into the queue of those that may be sent.

// blockSize is how many rows are claimed at once: as many as are sent in two
// seconds, so that a crash leaves few of them in doubt. Of invitations, which
// cannot be proved afterwards, it is no more than are under way.
func (s *Sender) blockSize() int {
	size := min(maxBlock, max(1, int(2*s.in.Limiter.Rate())))
	if s.in.Invite {
		return min(size, s.in.Workers)
	}
	return size
}

// isHungry reports whether more rows should be taken right now: before the
// workers run out of them, as claiming takes a moment.
func (s *Sender) isHungry() bool {
	size := s.blockSize()
	low := max(size/2, min(size, s.in.Workers))
	return len(s.queue.Ready) < low && s.commit.TakesClaims() && s.intake.hasMore() && len(s.queue.Parked) < maxParked
}

// fill takes the next block of rows, to be claimed together. A block also
// ends after a number of rows that are not sent, so that the sender can react
// to other events.
func (s *Sender) fill() error {
	size := s.blockSize()
	var block []*lifecycle.Job
	var err error
	for range maxBlock {
		if len(block) == size || s.soft.Err() != nil || !s.intake.hasMore() {
			break
		}
		var j *lifecycle.Job
		if j, err = s.intake.next(); j != nil {
			j, err = s.admit(j)
		}
		if err != nil {
			break // the rows before it get their lines
		}
		if j != nil {
			block = append(block, j)
		}
	}
	for _, j := range block {
		if j.NeedsClaim() {
			s.claim(j)
			continue
		}
		s.queue.Push(j) // a create, if it comes to that, is claimed then
	}
	return err
}

// admit lets a row begin, unless enough have begun. A row that waits for its
// parent counts when it comes back: it must not keep its parent from being sent.
func (s *Sender) admit(j *lifecycle.Job) (*lifecycle.Job, error) {
	if limit := s.in.Rules.Limit; limit > 0 && s.sent >= limit {
		return nil, s.end(j, s.in.Rules.End(j, lifecycle.OverLimit))
	}
	s.sent++
	j.Admit(s.in.Listed != nil && s.in.Listed(j.Email()))
	return j, nil
}

// claim has the job claimed, before its POST may be sent.
func (s *Sender) claim(j *lifecycle.Job) {
	j.Claim(s.in.Partners.ServerTime())
	s.commit.Claim(j, lifecycle.ClaimRow)
}
