package lifecycle

import "partner-import/importer/row"

// A ParentState is how the row of a referring partner ended, for the rows that name
// it.
type ParentState uint8

// The states. A row waits as long as its parent is Pending.
const (
	Pending         ParentState = iota
	Present                     // the partner exists
	JustCreated                 // so new that Partnero may not know it everywhere
	Rejected                    // it will not be created with its present row
	RejectedPresent             // its row has failed, but the partner exists
	Retryable                   // not created, and the next run tries it again
	Unresolved                  // not sent, or of unknown outcome: the next run continues
)

// StateOf is the state of a parent with this result. It is fresh if it was created
// less than the settle time ago.
func StateOf(r row.Result, fresh bool) ParentState {
	switch {
	case r.Status.Good() && fresh:
		return JustCreated
	case r.Status.Good():
		return Present
	case r.Status == row.Unsent, r.Status == row.Unknown:
		return Unresolved
	case r.Status == row.Blocked, r.Problem.Code == row.Unreachable:
		return Retryable
	case r.Status == row.Failed && r.ID != "":
		return RejectedPresent
	}
	return Rejected
}

// terms are what can be sent of a row, after its parent.
type terms uint8

const (
	whole           terms = iota // the row as it is in the file
	alone                        // the row without its referring partner
	barred                       // nothing: the referring partner is not created
	barredByPresent              // nothing: its row has failed, although the partner exists
)

// block reports whether the row may only be looked up, and not sent.
func (t terms) block() bool { return t >= barred }

// terms is what can be sent after a parent in this state. A later run cannot repair
// a row that was sent alone. So a row is sent alone only if its parent was not
// created, for certain.
func (r Rules) terms(p ParentState) terms {
	switch {
	case p == RejectedPresent && r.Orphans == Block:
		return barredByPresent
	case p == Retryable, p == Rejected && r.Orphans == Block:
		return barred
	case p == Rejected:
		return alone
	}
	return whole
}

// Judge ends a row if nothing can be sent because of its parent. Otherwise the
// result is nil. If an earlier run may have sent the row, it is looked up first,
// however its parent ended.
func (r Rules) Judge(j *Job, p ParentState) Decision {
	if p == Unresolved {
		return j.unless(j.verdict().TooEarly())
	}
	j.terms = r.terms(p)
	if j.terms.block() && !j.inDoubt() {
		return j.unless(j.blocked())
	}
	return Decision{}
}
