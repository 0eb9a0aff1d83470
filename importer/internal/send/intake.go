package send

import (
	"iter"
	"time"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/order"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// An intake turns the rows of a file into jobs, and gives them out in an order in
// which they may be sent. One whose referring partner is another row of the file
// comes when that row has ended, and only if it ended well. There are no levels
// to wait for: each row that ends releases its own children, so all workers are
// busy as long as there is a row that may be sent.
type intake struct {
	in    *Input
	rows  *lookout
	fresh func(row.Result) bool // a partner is so new that the API may not know of it everywhere
	end   func(*lifecycle.Job, lifecycle.Decision) error
	halt  func(stop.Reason, error)

	waiting *order.Waiting          // rows whose parents have not ended; nil if no row has one
	states  []lifecycle.ParentState // by row; nil if no row has a parent
	read    int                     // the last row
	stage   stage
	again   revision       // rows that earlier runs sent in vain
	job     lifecycle.Job  // of the row that begins; most rows of a file that was imported before end at once
	stored  map[int]string // ids of partners that are stored otherwise than their rows say, by row
}

// A stage is how far the reading has come.
type stage uint8

const (
	firstRead  stage = iota // all rows, but those that go last are only noted
	secondRead              // those rows
	drained                 // nothing is left to be read
)

// A revision reads some rows again.
type revision struct {
	numbers []int
	next    func() (row.Row, error, bool)
	stop    func()
}

// open prepares for rows that refer to one another. Without any, there is
// nothing to keep. The caller closes it.
func (f *intake) open() {
	f.rows = lookAhead(f.in)
	if f.in.Plan.Relates() {
		f.states = make([]lifecycle.ParentState, f.in.Plan.Rows()+1)
		f.waiting = order.NewWaiting(f.in.Plan.Rows())
	}
}

func (f *intake) close() {
	f.rows.Close()
	if f.again.stop != nil {
		f.again.stop()
	}
	if f.waiting != nil {
		f.waiting.Close()
	}
}

// mayReturn reports whether a row waited whose parent has ended.
func (f *intake) mayReturn() bool { return f.waiting != nil && f.waiting.MayLeave() }

// hasMore reports whether next may give out a job.
func (f *intake) hasMore() bool { return f.mayReturn() || f.stage != drained }

// next takes a row whose parent has ended meanwhile, else the next one of the
// file. There is no job if the row ended here, or waits for its parent.
func (f *intake) next() (*lifecycle.Job, error) {
	if f.mayReturn() {
		return f.takeBack()
	}
	r, err := f.nextRow()
	if r == nil {
		return nil, err
	}
	j, err := f.begin(r)
	if j == nil {
		return nil, err
	}
	if f.isIncomplete(j) {
		f.halt(stop.Input, f.in.Source.Growing())
		return nil, f.end(j, f.in.Rules.End(j, lifecycle.RunEnded))
	}
	if f.stateOfParent(j) == lifecycle.Pending {
		f.wait(j, r.Record)
		return nil, nil
	}
	return f.judge(j)
}

// isIncomplete reports whether the row is the last line of a file that was still being
// written when it was read. So it may be only a part of the line.
func (f *intake) isIncomplete(j *lifecycle.Job) bool {
	return j.Row() == f.in.Plan.Rows() && f.in.Partners != nil && f.in.Source.IsOpenEnded() && f.in.Source.IsWritten()
}

// nextRow reads the next row of the file, nil if there is none. Rows that earlier runs
// sent in vain come last: many of them in a row say nothing about the others.
func (f *intake) nextRow() (*candidate, error) {
	if f.stage == secondRead {
		return f.nextAgain()
	}
	if !f.rows.Next() {
		f.stage = drained
		if f.read < f.in.Plan.Rows() && f.rows.Err() == nil {
			return nil, f.in.Source.Changed()
		}
		if f.rows.Err() == nil && len(f.again.numbers) > 0 {
			f.stage = secondRead
			f.again.next, f.again.stop = iter.Pull2(f.in.Source.Again(f.again.numbers))
		}
		return nil, f.rows.Err()
	}
	r := f.rows.row
	f.read = r.Number
	if r.Number > f.in.Plan.Rows() || r.Line != f.in.Plan.Line(uint32(r.Number)) {
		return nil, f.in.Source.Changed()
	}
	return r, nil
}

// nextAgain reads the next row that goes last.
func (f *intake) nextAgain() (*candidate, error) {
	r, err, ok := f.again.next()
	if err != nil || !ok {
		f.stage = drained
		return nil, err
	}
	if r.Line != f.in.Plan.Line(uint32(r.Number)) {
		return nil, f.in.Source.Changed()
	}
	return new(f.in.candidate(r)), nil
}

// begin turns a row into a job. It is nil if the row ends here, since it is
// invalid or the journal has its result, if it goes last, or if there is an error.
func (f *intake) begin(r *candidate) (*lifecycle.Job, error) {
	j := &f.job
	f.renew(j, r.Number)
	if r.LeftOut != "" {
		return nil, f.end(j, lifecycle.Decision{Result: new(f.leftOut(j, r.Row))})
	}
	if r.problem != nil {
		return nil, f.end(j, lifecycle.Decision{Result: new(r.Invalid(*r.problem))})
	}
	j.Take(r.asked)
	if result := f.known(j); result != nil {
		return nil, f.end(j, lifecycle.Decision{Result: result})
	}
	if f.stage == firstRead && j.HasFailed() {
		f.again.numbers = append(f.again.numbers, r.Number)
		return nil, nil
	}
	return j.Own(), nil
}

// leftOut is the result of a row that nobody asked for. What earlier runs did with it
// is said, because it is still true.
func (f *intake) leftOut(j *lifecycle.Job, r row.Row) row.Result {
	result := r.Skipped()
	if r.Record == nil || f.in.Recall == nil || f.in.Plan.Rules.Row(r.Record) != nil {
		return result
	}
	j.Ask(r.Record, f.in.Invite)
	switch known := f.known(j); {
	case known != nil && known.Status.Good():
		result.ID, result.Key, result.Link, result.CreatedAt = known.ID, known.Key, known.Link, known.CreatedAt
		result.Earlier, result.Attempts = known.Earlier, known.Attempts
		result.Problem.Message += " " + sayEarlier(known.Status)
	case known == nil && j.Phase() == lifecycle.Verify, known != nil && known.Status == row.Unknown:
		result.Problem.Message += " " + sayOpen
	}
	return result
}

// renew makes a job for a row, without what it asks for.
func (f *intake) renew(j *lifecycle.Job, number int) {
	parent, parentLine := f.in.Plan.Parent(number), 0
	if parent > 0 {
		parentLine = f.in.Plan.Line(uint32(parent))
	}
	f.in.Rules.Renew(j, number, f.in.Plan.Line(uint32(number)), parent, parentLine)
}

// known is the result that the journal has for the row, nil if it has none. A
// journal that cannot be read ends the run, but the rows get their lines.
func (f *intake) known(j *lifecycle.Job) *row.Result {
	if f.in.Recall == nil {
		return nil
	}
	result, err := f.in.Recall(j)
	if err != nil {
		f.halt(journal.StopReason(err), err)
	}
	if result != nil {
		result.Earlier = err == nil
	}
	return result
}

// judge ends a job if its referring partner's row leaves nothing to be sent.
func (f *intake) judge(j *lifecycle.Job) (*lifecycle.Job, error) {
	j.ReferTo(f.stored[j.Parent()])
	if d := f.in.Rules.Judge(j, f.stateOfParent(j)); d.Result != nil {
		return nil, f.end(j, d)
	}
	return j, nil
}

// stateOfParent is how the row of the referring partner ended. A partner that is
// not in the file exists, as far as the file knows.
func (f *intake) stateOfParent(j *lifecycle.Job) lifecycle.ParentState {
	if j.Parent() == 0 {
		return lifecycle.Present
	}
	return f.states[j.Parent()]
}

// wait puts a row aside until its parent has ended.
func (f *intake) wait(j *lifecycle.Job, r *row.Record) {
	if err := f.waiting.Enter(j.Parent(), j.Row(), r); err != nil {
		f.halt(stop.Disk, err)
	}
}

// takeBack takes the next row whose parent has ended.
func (f *intake) takeBack() (*lifecycle.Job, error) {
	j, d := f.comeBack()
	if d.Result != nil {
		return nil, f.end(j, d)
	}
	return f.judge(j)
}

// comeBack turns a row that waited into a job again, and looks up again what is
// known about it: nothing has been done with it meanwhile. A row that cannot be
// read any more is unknown, since it cannot be looked up.
func (f *intake) comeBack() (*lifecycle.Job, lifecycle.Decision) {
	number, record, err := f.waiting.Leave()
	j := new(lifecycle.Job)
	f.renew(j, number)
	if err != nil {
		f.halt(stop.Disk, err)
		return j, f.in.Rules.End(j, lifecycle.Unreadable)
	}
	j.Ask(record, f.in.Invite)
	return j, lifecycle.Decision{Result: f.known(j)}
}

// ended notes how a row ended, and releases those that refer to it.
func (f *intake) ended(j *lifecycle.Job, r row.Result) {
	if f.states == nil {
		return
	}
	if r.Problem.Code == row.StoredDifferently && r.ID != "" {
		if f.stored == nil {
			f.stored = map[int]string{}
		}
		f.stored[j.Row()] = r.ID
	}
	f.states[j.Row()] = lifecycle.StateOf(r, r.Status.Good() && f.fresh(r))
	f.waiting.Release(j.Row())
	if parent := j.Parent(); parent > 0 && r.Problem.Code == row.ReferrerNotFound && f.states[parent] == lifecycle.JustCreated {
		f.states[parent] = lifecycle.Present // the time in which the API may not know of it is over
	}
}

// freshFor is how much longer than the settle time a partner is fresh: the API's
// clock shows whole seconds.
const freshFor = 2 * time.Second
