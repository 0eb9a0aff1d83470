package importer

import (
	"time"

	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// This file is the order of rows: one whose referring partner is another row
// of the file is sent when that row has ended, and only if it ended well. There
// are no levels to wait for: each row that ends lets its own children go, and
// all workers are busy as long as there is a row that may be sent.

// fate is how a row ended, for those that refer to it.
type fate uint8

const (
	open  fate = iota
	good       // the partner is there
	fresh      // and so new that the API may not know of it everywhere
	bad        // it will not be created as it stands in the file
	there      // the same, but the partner is there: see FailExisting, or a change that the API refused
	late       // not created, and the next run tries it again
	left       // not sent, or of unknown outcome: the next run goes on
)

func (s *sender) fateOf(r row.Result) fate {
	switch {
	case r.Status.Good() && s.isFresh(r):
		return fresh
	case r.Status.Good():
		return good
	case r.Status == row.Unsent || r.Status == row.Unknown:
		return left
	case r.Status == row.Blocked, r.Problem.Code == row.Unreachable:
		return late
	case r.Status == row.Failed && r.ID != "":
		return there
	}
	return bad
}

// isFresh reports whether the partner was created less than the settle time
// ago, by the API's clock, which shows whole seconds.
func (s *sender) isFresh(r row.Result) bool {
	if !s.options.sends() || r.CreatedAt.IsZero() {
		return r.Status == row.Created
	}
	return s.partners.ServerTime().Sub(r.CreatedAt) < s.life.settle+2*time.Second
}

// startOrder prepares for rows that refer to one another. Without any, there is
// nothing to keep.
func (s *sender) startOrder() {
	if s.plan.parents != nil && !s.options.DryRun {
		s.fates = make([]fate, s.plan.rows()+1)
		s.waiting = newWaitingRoom(s.plan.rows())
	}
}

// endOrder gives back what startOrder took.
func (s *sender) endOrder() {
	if s.waiting != nil {
		s.waiting.close()
	}
}

func (s *sender) fateOfParent(j *job) fate {
	if j.parent == 0 {
		return good
	}
	return s.fates[j.parent]
}

// wait puts a row aside until its parent has ended.
func (s *sender) wait(j *job, r *row.Record) {
	if err := s.waiting.enter(j.parent, j.row, r); err != nil {
		s.stop.stop(stop.Disk, err)
	}
}

// mayReturn reports whether a row waited whose parent has ended.
func (s *sender) mayReturn() bool { return s.waiting != nil && s.waiting.mayLeave() }

// takeBack takes the next row whose parent has ended.
func (s *sender) takeBack(block *[]*job) error {
	j, result, err := s.comeBack()
	switch {
	case err != nil:
		return err
	case result != nil:
		return s.end(j, *result)
	}
	return s.place(j, block)
}

// comeBack makes a job again of a row that waited, and looks up again what is
// known of it: nothing has been done with it meanwhile. A row that cannot be
// read any more is unknown, since it cannot be looked up.
func (s *sender) comeBack() (*job, *row.Result, error) {
	row, record, err := s.waiting.leave()
	j := s.newJob(row)
	if err != nil {
		s.stop.stop(stop.Disk, err)
		r := j.unknown()
		return j, &r, nil
	}
	j.ask(record)
	result, err := s.known(j)
	return j, result, err
}

// endRow notes how a row ended, and lets those go on that refer to it.
func (s *sender) endRow(j *job, r row.Result) {
	if s.fates == nil {
		return
	}
	s.fates[j.row] = s.fateOf(r)
	s.waiting.release(j.row)
	if j.parent > 0 && r.Problem.Code == row.ReferrerNotFound && s.fates[j.parent] == fresh {
		s.fates[j.parent] = good // the time in which the API may not know of it is over
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
		j, result, err := s.comeBack()
		if err != nil {
			return err
		}
		if result == nil {
			r := s.notSent(j)
			result = &r
		}
		if err := s.end(j, *result); err != nil {
			return err
		}
	}
	return nil
}
