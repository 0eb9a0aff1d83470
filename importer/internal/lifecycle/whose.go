package lifecycle

import (
	"partner-import/importer/internal/verdict"
	"slices"
)

// rival is which of id and key belongs to another partner than the one that has
// the e-mail: the API called it taken, and that one is not shown to have it.
func (j *Job) rival() string {
	taken := j.taken()
	switch {
	case slices.Contains(taken, "id") && j.found.ID != j.ask.partner.ID:
		return "id"
	case slices.Contains(taken, "key") && verdict.KeyOf(*j.found) != j.ask.partner.Key:
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
