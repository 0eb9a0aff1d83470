package lifecycle

import (
	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/memory"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/row"
)

// A Why is why a run ends a row early.
type Why uint8

// The reasons.
const (
	RunEnded   Why = iota // the run ended first
	LeftOut               // other rows are invalid, so nothing is sent
	OverLimit             // Rules.Limit is reached
	Unreadable            // the row or its memory cannot be read
)

// End ends a row early, with the best that is known about it.
func (r Rules) End(j *Job, why Why) Decision {
	switch why {
	case LeftOut:
		return j.unless(j.verdict().LeftOut())
	case OverLimit:
		return j.unless(j.verdict().BeyondLimit(r.Limit))
	case Unreadable:
		return j.doubted()
	}
	return j.unless(j.verdict().Unsent())
}

// unless ends a row with r, unless more is known about it. The effect of a POST or a
// PUT may not be known. What the journal knows is still true.
func (j *Job) unless(r row.Result) Decision {
	switch {
	case j.inDoubt(), j.budget.puts > 0:
		return j.doubted()
	case j.memory.Kind == memory.Known:
		return j.tell(j.recollect(j.memory.Entry))
	}
	return j.end(r)
}

// doubted ends a row if nothing certain is known about it. What a run of another
// input found out is told again, and not written.
func (j *Job) doubted() Decision {
	if j.memory.Kind == memory.Contested && j.changes == nil {
		return j.tell(j.told(j.memory.Entry))
	}
	return j.end(j.unknown())
}

// unreached ends a row if its attempts had no effect, for certain. For an earlier
// invitation no lookup tells.
func (j *Job) unreached() Decision {
	if j.ask.invite && j.inDoubt() {
		return j.doubted()
	}
	return j.end(j.verdict().Unreachable(j.last))
}

// refused ends a row that Partnero rejects.
func (j *Job) refused(e *client.Error) Decision {
	if j.missesReferrer(e) {
		return j.end(j.verdict().NoReferrer(e))
	}
	return j.end(j.verdict().Refused(e))
}

// end is the end of a row. What was claimed and asked decides what is written.
func (j *Job) end(r row.Result) Decision {
	return Decision{Result: &r, Write: j.write(r.Status)}
}

func (j *Job) write(s row.Status) Write {
	switch {
	case j.claim.owner != thisRun && j.budget.requests == 0:
		return Nothing
	case s == row.Unknown:
		return Doubt // it stays as it is: the next run looks it up
	case s == row.Unsent, s == row.Blocked:
		return Release
	}
	return Outcome
}

// tell ends a row with what the journal says about it. That is not written again,
// but a change that was announced is withdrawn.
func (j *Job) tell(r row.Result) Decision {
	if j.memory.HasEnd() && (j.phase == Announce || j.phase == Change) {
		return Decision{Result: &r, Write: Withdraw}
	}
	return Decision{Result: &r}
}

// verdict is what the sentences about the row's end need to know.
func (j *Job) verdict() verdict.Case {
	return verdict.Case{
		Row: j.row, Line: j.line, Attempts: j.memory.Attempts() + j.budget.posts,
		Asked: &j.ask.partner, Invite: j.ask.invite, ParentLine: j.ask.parentLine, Call: j.call,
	}
}

// created: our own create made the partner.
func (j *Job) created(p client.Partner) row.Result {
	if j.lacks() {
		return j.verdict().There(row.Created, p, j.verdict().Lacking())
	}
	return j.verdict().There(row.Created, p, j.verdict().Stored(p))
}

// exists: the partner existed, and nothing was changed.
func (j *Job) exists(p client.Partner) row.Result {
	return j.verdict().There(j.standing(), p, j.reservation(p))
}

// standing is the status of a partner that existed before this run.
func (j *Job) standing() row.Status {
	if j.memory.Kind == memory.Known && memory.IsMine(j.memory.Entry) {
		return row.Created
	}
	return row.Exists
}

// reservation is what a person should know about a partner that existed.
func (j *Job) reservation(p client.Partner) row.Problem {
	fields := compare.Differences(&j.ask.partner, p)
	lone := j.memory.Kind == memory.Known && memory.IsAlone(j.memory.Entry) && j.ask.partner.Referrer != nil
	switch {
	case len(fields) > 0:
		return j.verdict().Differs(fields)
	case j.isEdited() && j.isMade(p):
		return j.verdict().ImportedOtherwise()
	case lone, j.lacks() && j.isMade(p):
		return j.verdict().LackedBefore()
	}
	return row.Problem{}
}

// blocked: because of the referring partner, nothing is sent.
func (j *Job) blocked() row.Result {
	if j.terms == barredByPresent {
		return j.verdict().BlockedByRow()
	}
	return j.verdict().Blocked()
}

// unknown: the effect of a request could not be found out.
func (j *Job) unknown() row.Result {
	switch {
	case j.memory.Kind == memory.Known:
		return recorded(j.verdict().Unsettled(j.last), j.memory.Entry)
	case j.changes != nil:
		return j.verdict().With(*j.found, j.verdict().Unsettled(j.last))
	case j.memory.Kind == memory.Contested, j.memory.Kind == memory.Claimed && j.last == nil:
		return j.told(j.memory.Entry)
	}
	return j.verdict().Unproven(j.last)
}
