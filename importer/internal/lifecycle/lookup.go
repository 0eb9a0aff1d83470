package lifecycle

import (
	"math"
	"slices"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/compare"
)

// This file has the lookups of the partner. Four ask for the e-mail, for four
// reasons, so the same answer has four meanings. The fifth asks for the id or the
// key.

// afterVerify: our own create may have had its effect.
func (r Rules) afterVerify(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent:
		return r.afterAbsence(j, a)
	case throttled:
		return Decision{}
	}
	if a.At.Sub(j.claim.lost) < r.Settle { // until then, nothing else can be done
		return Decision{After: max(time.Millisecond, min(r.Settle/8, r.Settle-a.At.Sub(j.claim.lost)))}
	}
	return r.lookAgain(j, e, a, j.doubted)
}

// afterAbsence: the answer proves nothing if the lookup began before the settle time
// was over, even if the answer came later.
func (r Rules) afterAbsence(j *Job, a Answer) Decision {
	j.budget.misses = 0 // lookups are answered
	switch {
	case a.Began.Sub(j.claim.lost) < r.Settle:
		return Decision{After: min(r.Settle-a.At.Sub(j.claim.lost), j.soon())}
	case j.budget.spent >= r.MaxAttempts:
		return j.unreached()
	}
	// The last POST cannot still be running, and it created nothing.
	j.forget()
	return r.toCreate(j)
}

// soon is how long a lookup of a row in doubt waits for the next one. A create that
// was acknowledged, or that takes long, is expected to have its effect soon.
func (j *Job) soon() time.Duration {
	if e := j.last; e == nil || e.Kind != client.Acknowledged && !j.WasLate() {
		return math.MaxInt64
	}
	j.budget.polls++
	return time.Second << min(j.budget.polls, 10)
}

// afterRefresh: the journal knows the partner. It may have been deleted.
func (r Rules) afterRefresh(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent:
		j.forget()
		return r.toCreate(j)
	}
	return r.lookAgain(j, e, a, j.doubted)
}

// afterCollide: Partnero said that something is taken.
func (r Rules) afterCollide(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent:
		return r.takenYetAbsent(j)
	}
	return r.lookAgain(j, e, a, j.doubted)
}

// lateLookups is how often a taken e-mail is looked up again if no partner has it: a
// lookup may read an old copy.
const lateLookups = 3

// takenYetAbsent: no partner has the e-mail.
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

// afterHint: the list had the partner. Unless the answer is that very partner, with
// the row's id and key, the row is sent like any other.
func (r Rules) afterHint(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return r.there(j, a.Partner)
	case absent, another:
		return r.toCreate(j)
	}
	return r.lookAgain(j, e, a, func() Decision { return r.toCreate(j) })
}

// there: the e-mail belongs to a partner.
func (r Rules) there(j *Job, p client.Partner) Decision {
	j.found = &p
	switch {
	case p.IsArchived() && j.memory.HasEnd(): // what the journal knows stays true
		return j.tell(j.verdict().Archived(p))
	case p.IsArchived():
		return j.end(j.verdict().Archived(p))
	case j.isMade(p) && !j.isForeign():
		return j.end(j.created(p))
	case j.rival() != "", r.wantsID(j):
		return j.enter(Whose)
	}
	return r.meet(j)
}

// rival is the id or the key, if another partner has it than the one with the
// e-mail: Partnero said that it is taken, and the one with the e-mail does not show
// it.
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

// taken are the fields that are taken, by the last rejection.
func (j *Job) taken() []string {
	if j.refusal == nil {
		return nil
	}
	return j.refusal.TakenFields()
}

// wantsID reports whether an update must ask which partner has the row's id, because
// no rejected create has told.
func (r Rules) wantsID(j *Job) bool {
	id := j.ask.partner.ID
	return r.Existing == Update && id != "" && j.found.ID != id && !slices.Contains(j.taken(), "email")
}

// afterWhose: the e-mail belongs to j.found, and the id or key to another partner.
// The report names that partner.
func (r Rules) afterWhose(j *Job, e event, a Answer) Decision {
	switch e {
	case another:
		return j.end(j.verdict().Conflict(j.whose(), *j.found, a.Partner))
	case done, absent:
		return r.afterNoRival(j)
	}
	return r.lookAgain(j, e, a, func() Decision { return r.afterNoRival(j) })
}

// afterNoRival: no other partner is known to have it. But a PUT may have been
// rejected because of it.
func (r Rules) afterNoRival(j *Job) Decision {
	if j.changes != nil {
		return j.end(j.verdict().Unchanged(*j.found, j.refusal))
	}
	return r.meet(j)
}
