package errand

import (
	"cmp"
	"time"

	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// This file is how marks become durable (group commit), and how a run ends before
// its jobs do.

// flush writes the pending marks together, if it is time: soon, or when nothing else
// can happen. Jobs continue and results are emitted only after that.
func (e *Engine) flush(now bool) error {
	if len(e.pending) == 0 || !now && len(e.pending) < maxBlock && time.Since(e.wrote) < writeEvery {
		return nil
	}
	batch := e.pending
	e.pending, e.wrote = nil, time.Now()
	var g journal.Group
	for _, p := range batch {
		g.Marks = append(g.Marks, p.mark)
	}
	if err := e.Journal.Write(g); err != nil {
		e.state = broken
		e.Halt(journal.StopReason(err), err)
		return e.unwritten(batch)
	}
	return e.written(batch)
}

func (e *Engine) written(batch []pending) (first error) {
	for _, p := range batch {
		if p.result != nil {
			first = cmp.Or(first, e.Emit(*p.result))
			continue
		}
		p.job.Kept()
		e.queue.Push(p.job)
	}
	return first
}

// unwritten deals with marks that may not be on disk: their requests are not made.
// What ended is still true.
func (e *Engine) unwritten(batch []pending) (first error) {
	for _, p := range batch {
		r := p.result
		if r == nil {
			r = p.job.End().Result
		}
		first = cmp.Or(first, e.Emit(*r))
	}
	return first
}

// drain lets the attempts in flight finish, gives every other job the result that it
// was not done, and has all of it written.
func (e *Engine) drain() error {
	var first error
	for e.pool.InFlight > 0 {
		o := <-e.pool.Outcomes
		first = cmp.Or(first, e.settle(o, true))
	}
	jobs, ended := e.queue.TakeAll(), e.pending[:0:0]
	for _, p := range e.pending {
		if p.result != nil {
			ended = append(ended, p)
		} else { // its intent was not written, and need not be
			jobs = append(jobs, p.job)
		}
	}
	e.pending = ended
	for _, j := range jobs {
		first = cmp.Or(first, e.proceed(j, j.End()))
	}
	first = cmp.Or(first, e.rest())
	if e.state == broken {
		return cmp.Or(first, e.unwritten(e.pending))
	}
	return cmp.Or(first, e.flush(true))
}

// rest ends what was not begun.
func (e *Engine) rest() (first error) {
	if e.state == drained {
		return nil
	}
	for {
		step, ok, err := e.Next()
		if err != nil || !ok {
			return cmp.Or(first, err)
		}
		var r *row.Result
		if r = step.Result; r == nil {
			r = step.Job.End().Result
		}
		first = cmp.Or(first, e.Emit(*r))
	}
}

// abandon is for when the report cannot be written or the journal cannot be read any
// more. What is in flight ends and goes into the journal.
func (e *Engine) abandon(err error) error {
	e.Halt(journal.StopReason(err), err)
	_ = e.drain()
	return err
}
