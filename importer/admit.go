package importer

import (
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// This file is the way of a row into the sender: from the file, or from
// waiting for its parent, in blocks, to the queue of those that may be sent.

// blockSize is how many rows are claimed at once: as many as are sent in two
// seconds, so that a crash leaves few of them in doubt. Of invitations, which
// nothing proves afterwards, it is no more than are under way.
func (s *sender) blockSize() int {
	size := min(maxBlock, max(1, int(2*s.limiter.Rate())))
	if s.options.Invite {
		return min(size, s.options.Workers)
	}
	return size
}

// hungry reports whether more rows should be taken right now: before the
// workers run out of them, as claiming takes a moment.
func (s *sender) hungry() bool {
	size := s.blockSize()
	low := max(size/2, min(size, s.options.Workers))
	return len(s.ready) < low && !s.keep.busy && len(s.keep.next.claims) == 0 && s.keep.failed == nil &&
		(s.mayReturn() || !s.drained) && len(s.parked) < maxParked
}

// fill takes the next block of rows, to be claimed together. A block is also
// over after so many rows that are not sent, so that the sender gets to see
// what else happens.
func (s *sender) fill() error {
	size := s.blockSize()
	var block []*lifecycle.Job
	var err error
	for range maxBlock {
		if len(block) == size || s.stop.stopped() || !s.mayReturn() && s.drained {
			break
		}
		if err = s.takeNext(&block); err != nil {
			break // the rows before it get their lines
		}
		if s.keep.unread != nil {
			s.stop.stop(stop.Disk, journalError(s.keep.unread))
		}
	}
	for _, j := range block {
		if j.NeedsClaim() {
			s.claim(j)
			continue
		}
		s.ready = append(s.ready, j) // a create, if it comes to that, is claimed then
	}
	return err
}

// claim has the job claimed, before its POST may be sent.
func (s *sender) claim(j *lifecycle.Job) {
	j.Claim(s.partners.ServerTime())
	s.keep.claim(j, lifecycle.ClaimRow)
}

// takeNext takes a row whose parent has ended meanwhile, else the next one of
// the file.
func (s *sender) takeNext(block *[]*lifecycle.Job) error {
	if s.mayReturn() {
		return s.takeBack(block)
	}
	row, ok, err := s.nextRow()
	if err != nil || !ok {
		return err
	}
	return s.take(row, block)
}

// nextRow reads on in the file.
func (s *sender) nextRow() (row.Row, bool, error) {
	if !s.rows.Next() {
		s.drained = true
		if s.read < s.plan.rows() && s.rows.Err() == nil {
			return row.Row{}, false, s.source.changed()
		}
		return row.Row{}, false, s.rows.Err()
	}
	r := s.rows.Row()
	s.read = r.Number
	if r.Number > s.plan.rows() || r.Line != s.plan.line(uint32(r.Number)) {
		return row.Row{}, false, s.source.changed()
	}
	return r, true, nil
}

// take makes a job of a row, or ends it here if there is nothing to send.
func (s *sender) take(row row.Row, block *[]*lifecycle.Job) error {
	j, err := s.begin(row)
	switch {
	case j == nil:
		return err
	case s.stateOfParent(j) == lifecycle.Pending:
		s.wait(j, row.Record)
		return nil
	}
	return s.place(j, block)
}

// begin makes a job of a row. It is nil if the row ends here, since it is
// invalid or the journal has its result, or if there is an error.
func (s *sender) begin(row row.Row) (*lifecycle.Job, error) {
	j := s.newJob(row.Number)
	if problem := s.plan.problem(row); problem != nil {
		return nil, s.end(j, lifecycle.Decision{Result: new(row.Invalid(*problem))})
	}
	j.Ask(row.Record, s.options.Invite)
	if result := s.known(j); result != nil {
		return nil, s.end(j, lifecycle.Decision{Result: result})
	}
	return j, nil
}

// newJob makes a job of a row, without what is asked for.
func (s *sender) newJob(row int) *lifecycle.Job {
	parent, parentLine := s.plan.parent(row), 0
	if parent > 0 {
		parentLine = s.plan.line(uint32(parent))
	}
	return lifecycle.New(row, s.plan.line(uint32(row)), parent, parentLine)
}

// known is the result that the journal has for the row, nil if it has none.
func (s *sender) known(j *lifecycle.Job) *row.Result {
	if s.options.Rebuild {
		return s.keep.rebuilt(j)
	}
	return s.keep.recall(j)
}

// place puts a job into the block, unless its referring partner's row was not
// created.
func (s *sender) place(j *lifecycle.Job, block *[]*lifecycle.Job) error {
	switch d := s.rules.Judge(j, s.stateOfParent(j)); {
	case d.Result != nil:
		return s.end(j, d)
	case s.options.Rebuild:
		return s.end(j, s.rules.End(j, lifecycle.RunEnded))
	case s.options.Limit > 0 && s.sent >= s.options.Limit:
		return s.end(j, s.rules.End(j, lifecycle.OverLimit))
	}
	s.sent++ // only here: a row that waits for its parent must not keep it from being sent
	j.Admit(s.hints.lists(j.Email()))
	*block = append(*block, j)
	return nil
}

// unsendRest gives every row that has no result yet the one that it was not
// sent.
func (s *sender) unsendRest() error {
	for _, j := range s.undone() {
		if err := s.end(j, s.notSent(j)); err != nil {
			return err
		}
	}
	if err := s.unsendWaiting(); err != nil {
		return err
	}
	for !s.drained {
		row, ok, err := s.nextRow()
		if err != nil || !ok {
			return err
		}
		if err := s.unsend(row); err != nil {
			return err
		}
	}
	return nil
}

// undone takes the jobs that wait for their turn.
func (s *sender) undone() []*lifecycle.Job {
	jobs := s.ready
	for _, p := range s.parked {
		jobs = append(jobs, p.job)
	}
	for _, r := range s.keep.next.claims {
		jobs = append(jobs, r.job)
	}
	s.ready, s.parked, s.keep.next.claims = nil, nil, nil
	return jobs
}

// unsend ends a row that the run did not get to. What earlier runs did with it
// is true all the same.
func (s *sender) unsend(row row.Row) error {
	j, err := s.begin(row)
	if j == nil {
		return err
	}
	return s.end(j, s.notSent(j))
}
