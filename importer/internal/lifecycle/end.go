package lifecycle

import (
	"partner-import/importer/row"
)

// A Why is why a run ends a row before its life does.
type Why uint8

// The reasons.
const (
	RunEnded   Why = iota // the run ended first
	LeftOut               // other rows are invalid, and so nothing is sent
	OverLimit             // Rules.Limit is reached
	Unreadable            // the row or its memory cannot be read
)

// End ends a row that is not asked about any more, with the best that is known.
func (r Rules) End(j *Job, why Why) Decision {
	switch why {
	case LeftOut:
		return j.unless(j.leftOut())
	case OverLimit:
		return j.unless(j.beyondLimit(r.Limit))
	case Unreadable:
		return j.doubted()
	}
	return j.unless(j.unsent())
}

// unless ends a row with r, unless more is known of it. What a POST or a PUT
// did may not be known; what the journal knows stands.
func (j *Job) unless(r row.Result) Decision {
	switch {
	case j.inDoubt(), j.budget.puts > 0:
		return j.doubted()
	case j.memory.kind == known:
		return j.tell(j.recollect(j.memory.entry))
	}
	return j.end(r)
}

// doubted ends a row that nothing certain can be said of. What another input's
// run found out is told again, and not written.
func (j *Job) doubted() Decision {
	if j.memory.kind == contested && j.changes == nil {
		return j.tell(j.told(j.memory.entry))
	}
	return j.end(j.unknown())
}

// unreached ends a row whose attempts certainly had no effect. No lookup tells
// that of an earlier invitation.
func (j *Job) unreached() Decision {
	if j.ask.invite && j.inDoubt() {
		return j.doubted()
	}
	return j.end(j.unreachable())
}
