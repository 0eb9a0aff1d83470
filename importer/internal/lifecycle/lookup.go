package lifecycle

import (
	"slices"

	"partner-import/client"
	"partner-import/importer/internal/compare"
)

// This file is the lookups of the partner. Four ask for the e-mail, for four
// reasons, and so the same answer means four things. The fifth asks who has the
// id or the key.

// afterVerify: a create of ours may have had its effect.
func (r Rules) afterVerify(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent:
		return r.afterAbsence(j, a)
	}
	return r.lookAgain(j, e, j.doubted)
}

// afterAbsence: an answer proves nothing that was asked for before the settle
// time was over, even if it came after it.
func (r Rules) afterAbsence(j *Job, a Answer) Decision {
	switch {
	case a.Began.Sub(j.claim.lost) < r.Settle:
		return Decision{After: r.Settle - a.At.Sub(j.claim.lost)}
	case j.budget.spent >= r.MaxAttempts:
		return j.unreached()
	}
	// The last POST cannot be running any more, and it created nothing.
	j.forget()
	return r.toCreate(j)
}

// afterRefresh: the journal knows the partner, which may have been deleted.
func (r Rules) afterRefresh(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent:
		j.forget()
		return r.toCreate(j)
	}
	return r.lookAgain(j, e, j.doubted)
}

// afterCollide: the API called something taken.
func (r Rules) afterCollide(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent:
		return r.takenYetAbsent(j)
	}
	return r.lookAgain(j, e, j.doubted)
}

// lateLookups is how often a taken e-mail is asked for again that nobody has:
// a lookup may be behind the write.
const lateLookups = 3

// takenYetAbsent: nobody has the e-mail.
func (r Rules) takenYetAbsent(j *Job) Decision {
	taken := j.refusal.TakenFields()
	switch {
	case len(taken) > 0 && !slices.Contains(taken, "email"):
		return j.end(j.verdict().Taken(taken))
	case j.budget.misses < lateLookups:
		return r.miss(j)
	case j.inDoubt():
		return j.doubted() // it may be ours
	case len(taken) == 0:
		return j.refused(j.refusal)
	}
	return j.end(j.verdict().TakenByNobody())
}

// afterHint: a listing had the partner. Unless the answer is that very partner,
// with the row's id and key, the row is sent like any other.
func (r Rules) afterHint(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent, another:
		return r.toCreate(j)
	}
	return r.lookAgain(j, e, func() Decision { return r.toCreate(j) })
}

// there: the e-mail belongs to a partner.
func (r Rules) there(j *Job, p client.Partner) Decision {
	j.found = &p
	switch {
	case j.isMade(p) && !j.isForeign():
		return j.end(j.created(p))
	case j.rival() != "", r.wantsID(j):
		return j.enter(Whose)
	}
	return r.meet(j)
}

// rival is which of id and key belongs to another partner than the one that has
// the e-mail: the API called it taken, and that one is not shown to have it.
func (j *Job) rival() string {
	taken := j.taken()
	switch {
	case slices.Contains(taken, "id") && j.found.ID != j.ask.partner.ID:
		return "id"
	case slices.Contains(taken, "key") && compare.KeyOf(*j.found) != j.ask.partner.Key:
		return "key"
	}
	return ""
}

// taken are the fields that the last refusal called taken.
func (j *Job) taken() []string {
	if j.refusal == nil {
		return nil
	}
	return j.refusal.TakenFields()
}

// wantsID reports whether an update must ask whose the row's id is: no create
// was refused that would have said so.
func (r Rules) wantsID(j *Job) bool {
	id := j.ask.partner.ID
	return r.Existing == Update && id != "" && j.found.ID != id && !slices.Contains(j.taken(), "email")
}

// afterWhose: the e-mail belongs to j.found, and the id or key to another
// partner. Its name is wanted for the report.
func (r Rules) afterWhose(j *Job, e event, a Answer) Decision {
	switch e {
	case another:
		return j.end(j.verdict().Conflict(j.whose(), *j.found, a.Partner))
	case done, absent:
		return r.afterNoRival(j)
	}
	return r.lookAgain(j, e, func() Decision { return r.afterNoRival(j) })
}

// afterNoRival: nobody else is known to have it. But a PUT may have been refused
// because of it.
func (r Rules) afterNoRival(j *Job) Decision {
	if j.changes != nil {
		return j.end(j.verdict().Unchanged(*j.found, j.refusal))
	}
	return r.meet(j)
}
