package lifecycle

import "partner-import/importer/row"

// A ParentState is how the row of a referring partner ended, for the rows that
// name it.
type ParentState uint8

// The states. A row waits as long as its parent is Pending.
const (
	Pending         ParentState = iota
	Present                     // the partner is there
	JustCreated                 // and so new that the API may not know of it everywhere
	Rejected                    // it will not be created as it stands in the file
	RejectedPresent             // its row has failed, but the partner is there
	Retryable                   // not created, and the next run tries it again
	Unresolved                  // not sent, or of unknown outcome: the next run goes on
)

// StateOf is the state of a parent that ended so. It is fresh if it was created
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

// Terms are what is left to be sent of a row by its parent.
type terms uint8

const (
	whole           terms = iota // the row as it stands in the file
	alone                        // the row without its referring partner
	barred                       // nothing: the referring partner is not created
	barredByPresent              // nothing: its row has failed, although it is there
)

// block reports whether the row may be looked up only, and not be sent.
func (t terms) block() bool { return t >= barred }

// terms is what a parent in this state leaves. A row that is sent alone cannot
// be made good by a later run. So only a parent that is certainly not created
// makes it one.
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

// Judge ends a row if its parent leaves nothing to be sent; else the result is
// nil. A row that an earlier run may have sent is looked up first, whatever
// became of its parent.
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
