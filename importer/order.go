package importer

import (
	"time"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// This file is the order of rows: one whose referring partner is another row
// of the file is sent when that row has ended, and only if it ended well. There
// are no levels to wait for: each row that ends lets its own children go, and
// all workers are busy as long as there is a row that may be sent.

// isFresh reports whether the partner was created less than the settle time
// ago, by the API's clock, which shows whole seconds.
func (s *sender) isFresh(r row.Result) bool {
	if !s.options.sends() || r.CreatedAt.IsZero() {
		return r.Status == row.Created
	}
	return s.partners.ServerTime().Sub(r.CreatedAt) < s.options.Settle+2*time.Second
}

// startOrder prepares for rows that refer to one another. Without any, there is
// nothing to keep.
func (s *sender) startOrder() {
	if s.plan.relates() && !s.options.DryRun {
		s.fates = make([]lifecycle.ParentState, s.plan.rows()+1)
		s.waiting = newWaitingRoom(s.plan.rows())
	}
}

// endOrder gives back what startOrder took.
func (s *sender) endOrder() {
	if s.waiting != nil {
		s.waiting.close()
	}
}

// stateOfParent is how the row of the referring partner ended. A partner that is
// no row of the file is there, as far as the file knows.
func (s *sender) stateOfParent(j *lifecycle.Job) lifecycle.ParentState {
	if j.Parent() == 0 {
		return lifecycle.Present
	}
	return s.fates[j.Parent()]
}

// wait puts a row aside until its parent has ended.
func (s *sender) wait(j *lifecycle.Job, r *row.Record) {
	if err := s.waiting.enter(j.Parent(), j.Row(), r); err != nil {
		s.stop.stop(stop.Disk, err)
	}
}

// mayReturn reports whether a row waited whose parent has ended.
func (s *sender) mayReturn() bool { return s.waiting != nil && s.waiting.mayLeave() }

// takeBack takes the next row whose parent has ended.
func (s *sender) takeBack(block *[]*lifecycle.Job) error {
	j, d := s.comeBack()
	if d.Result != nil {
		return s.end(j, d)
	}
	return s.place(j, block)
}

// comeBack makes a job again of a row that waited, and looks up again what is
// known of it: nothing has been done with it meanwhile. A row that cannot be
// read any more is unknown, since it cannot be looked up.
func (s *sender) comeBack() (*lifecycle.Job, lifecycle.Decision) {
	row, record, err := s.waiting.leave()
	j := s.newJob(row)
	if err != nil {
		s.stop.stop(stop.Disk, err)
		return j, s.rules.End(j, lifecycle.Unreadable)
	}
	j.Ask(record, s.options.Invite)
	return j, lifecycle.Decision{Result: s.known(j)}
}

// endRow notes how a row ended, and lets those go on that refer to it.
func (s *sender) endRow(j *lifecycle.Job, r row.Result) {
	if s.fates == nil {
		return
	}
	s.fates[j.Row()] = lifecycle.StateOf(r, r.Status.Good() && s.isFresh(r))
	s.waiting.release(j.Row())
	if parent := j.Parent(); parent > 0 && r.Problem.Code == row.ReferrerNotFound && s.fates[parent] == lifecycle.JustCreated {
		s.fates[parent] = lifecycle.Present // the time in which the API may not know of it is over
	}
}

// unsendWaiting ends the rows that wait for their parents, or for their turn
// after them.
func (s *sender) unsendWaiting() error {
	if s.waiting == nil {
		return nil
	}
	s.waiting.releaseAll()
	for s.waiting.mayLeave() {
		j, d := s.comeBack()
		if d.Result == nil {
			d = s.notSent(j)
		}
		if err := s.end(j, d); err != nil {
			return err
		}
	}
	return nil
}
