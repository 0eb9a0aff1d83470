package undoing

import (
	"time"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/journal"
)

// An event is what an answer means, whatever the phase.
type event uint8

// The events. Each answer is exactly one of them.
const (
	done      event = iota // it is done, or this is the partner
	another                // the answer is about another partner
	absent                 // the API knows no such partner
	throttled              // rejected by Partnero's limit
	unsent                 // it did not reach Partnero, for certain
	unheard                // it may have had its effect
	refused                // rejected, such as 400 "Action failed"
	forbidden              // rejected, and perhaps not because of this partner
	closed                 // no request of this kind can succeed
)

func (j *Job) classify(a errand.Answer) event {
	if a.Err == nil {
		if j.phase == Act || j.isAnswer(a.Partner) {
			return done
		}
		return another
	}
	if a.Closed {
		return closed
	}
	switch a.Err.Kind {
	case client.NotFound:
		return absent
	case client.Throttled:
		return throttled
	case client.Unsent:
		return unsent
	case client.Overloaded:
		if j.phase != Act {
			return throttled
		}
		return unheard
	case client.Ambiguous, client.Acknowledged:
		return unheard
	case client.Unauthorized, client.Forbidden, client.Misconfigured, client.Foreign, client.Exhausted:
		return forbidden
	}
	return refused
}

func (j *Job) isAnswer(p client.Partner) bool {
	if j.id != "" {
		return p.ID == j.id
	}
	return compare.IsMeant(j.email(), p)
}

// Next decides how the partner continues after an answer.
func (j *Job) Next(a errand.Answer) errand.Decision {
	e := j.classify(a)
	if e != absent {
		j.last = a.Err
	}
	if j.phase == Act && e != unsent && e != throttled {
		j.acts++
	}
	switch {
	case e == closed:
		d := j.End()
		d.Halt = true
		return d
	case e == throttled:
		return errand.Decision{}
	case j.phase == Ask:
		return j.afterAsk(e, a)
	case j.phase == Confirm:
		return j.afterConfirm(e, a)
	}
	return j.afterAct(e, a)
}

// maxLookups is how often a lookup is made that tells nothing.
const maxLookups = 5

// lookAgain is for a lookup that told nothing. While the API is down for all, it
// costs nothing.
func (j *Job) lookAgain(a errand.Answer, other func() errand.Decision) errand.Decision {
	if !a.Outage {
		j.misses++
	}
	if j.misses >= maxLookups {
		return other()
	}
	return errand.Decision{After: j.rules.Backoff(j.misses + 1)}
}

func (j *Job) afterAsk(e event, a errand.Answer) errand.Decision {
	switch {
	case e == done:
		return j.judge(a)
	case e == absent && j.mayBeHidden():
		return j.announce() // only its answer tells
	case e == absent:
		return j.missing()
	}
	return j.lookAgain(a, func() errand.Decision {
		if j.trace == earlier {
			return j.unknown()
		}
		return j.unreachable()
	})
}

// mayBeHidden reports whether an undo archived the partner, or tried to. It is not
// documented that a lookup finds archived partners.
func (j *Job) mayBeHidden() bool {
	state := j.entry.Undone.State
	return state == journal.Archived || state == journal.Archiving || state == journal.Restoring
}

// judge decides about a partner that is there.
func (j *Job) judge(a errand.Answer) errand.Decision {
	p, goal := a.Partner, j.rules.Goal
	j.was, j.id = p, p.ID
	switch {
	case p.Status == "deleted":
		return j.missing()
	case j.trace == earlier && !j.continues() && j.isSettling(a):
		return j.settle(a) // what an earlier undo of another kind sent comes first
	case goal == Archive && p.IsArchived():
		return j.foundArchived()
	case goal == Restore && p.IsArchived(),
		goal != Restore && !j.isReplaced(p) && (j.rules.EvenChanged || !j.isChanged(p)):
		return j.announce()
	case j.trace == earlier && j.isSettling(a):
		return j.settle(a) // it stays as it is, unless an earlier request still has its effect
	case goal == Restore:
		return j.wasRestored(p)
	case j.isReplaced(p):
		return j.left(Replaced())
	}
	return j.left(Changed(j.rules.Call))
}

// continues reports whether an earlier undo announced what this one is about to do.
func (j *Job) continues() bool { return j.entry.Undone.State == j.rules.Goal.announced() }

// isSettling reports whether a request of an earlier undo may still have its effect.
func (j *Job) isSettling(a errand.Answer) bool { return a.Began.Sub(j.rules.Began) < j.rules.Settle }

func (j *Job) settle(a errand.Answer) errand.Decision {
	return errand.Decision{After: j.rules.Settle - a.At.Sub(j.rules.Began)}
}

// tolerance is how much later than our own last change a partner may have been
// changed and still count as ours: Partnero may finish a new partner in the
// background, and its clock shows whole seconds.
const tolerance = 5 * time.Second

// isChanged reports whether somebody changed the partner since our last change of it.
// If that cannot be told, it counts as changed.
func (j *Job) isChanged(p client.Partner) bool {
	if j.entry.Undone.State == journal.Archiving && p.IsArchived() {
		return false // that was us
	}
	ours := j.entry.Created
	if j.entry.Updated.After(ours) {
		ours = j.entry.Updated
	}
	return IsChanged(ours, p)
}

// IsChanged reports whether the partner was changed after our own last change of it. If
// that cannot be told, it counts as changed.
func IsChanged(ours time.Time, p client.Partner) bool {
	return ours.IsZero() || p.UpdatedAt.IsZero() || p.UpdatedAt.After(ours.Add(tolerance))
}

// isReplaced reports whether another partner has the id now: it was created at another
// time than ours.
func (j *Job) isReplaced(p client.Partner) bool { return IsReplaced(j.entry.Created, p) }

// IsReplaced reports whether the partner is another one than the one that was created
// then.
func IsReplaced(created time.Time, p client.Partner) bool {
	if created.IsZero() || p.CreatedAt.IsZero() {
		return false
	}
	apart := p.CreatedAt.Sub(created).Abs()
	return apart > time.Second
}

func (j *Job) afterAct(e event, a errand.Answer) errand.Decision {
	switch e {
	case done:
		return j.reached(a.Server)
	case absent:
		return j.missing()
	case unheard:
		j.trace, j.lostAt, j.refusal = lost, a.At, nil
		if !a.Outage {
			j.spent++
		}
		return j.enter(Confirm)
	case refused:
		j.refusal = a.Err
		return j.enter(Confirm)
	}
	if !a.Outage { // not sent, or forbidden
		j.spent++
	}
	if j.spent < j.rules.MaxAttempts {
		return errand.Decision{After: j.rules.Backoff(j.spent + 1)}
	}
	return j.enter(Confirm)
}

// lateLookups is how often Partnero is asked again if it rejects a request and shows
// no reason: a lookup may read an old copy.
const lateLookups = 3

func (j *Job) afterConfirm(e event, a errand.Answer) errand.Decision {
	switch {
	case e == done:
		j.was = a.Partner
		return j.confirmed(a)
	case e == absent && j.rules.Goal != Delete && j.refusal != nil:
		return j.hidden(a)
	case e == absent && j.rules.Goal != Delete && j.spent < j.rules.MaxAttempts:
		j.spent++
		return j.enter(Act) // only its answer tells a partner that is hidden from one that is gone
	case e == absent && j.rules.Goal != Delete:
		return j.unknown()
	case e == absent:
		return j.missing()
	}
	return j.lookAgain(a, j.unknown)
}

// hidden: Partnero rejects the request and not because the partner is gone, but does not
// show the partner. So it is archived.
func (j *Job) hidden(a errand.Answer) errand.Decision {
	switch {
	case j.rules.Goal == Restore:
		return j.refused()
	case j.trace == held && j.entry.Undone.State.Stands():
		return j.foundArchived()
	}
	return j.reached(a.Server)
}

// confirmed: Partnero shows the partner after a request that may have had an effect.
func (j *Job) confirmed(a errand.Answer) errand.Decision {
	switch {
	case a.Partner.Status == "deleted":
		return j.missing()
	case j.isAtGoal(a.Partner) && j.rules.Goal == Archive && j.trace == held: // somebody else was first
		return j.foundArchived()
	case j.isAtGoal(a.Partner):
		return j.reached(a.Partner.UpdatedAt)
	case j.refusal != nil && j.misses < lateLookups:
		j.misses++
		return errand.Decision{After: j.rules.Backoff(j.misses)}
	case j.trace == lost && j.refusal == nil && j.spent < j.rules.MaxAttempts:
		return j.enter(Act) // to repeat it does no harm
	case j.trace == lost && a.Began.Sub(j.lostAt) < j.rules.Settle:
		return errand.Decision{After: j.rules.Settle - a.At.Sub(j.lostAt)}
	case j.entry.Undone.State.IsOpen() && j.isSettling(a):
		return j.settle(a)
	case j.refusal != nil:
		return j.refused()
	}
	return j.unreachable()
}

// isAtGoal reports whether the partner is what the undo makes of it.
func (j *Job) isAtGoal(p client.Partner) bool {
	switch j.rules.Goal {
	case Archive:
		return p.IsArchived()
	case Restore:
		return !p.IsArchived()
	}
	return false
}
