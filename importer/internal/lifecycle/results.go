package lifecycle

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// This file and words.go say how a row ended: each result once, as a sentence
// for a person.

func (j *Job) result(s row.Status) row.Result {
	return row.Result{Row: j.row, Line: j.line, Status: s, Email: j.ask.partner.Email, Attempts: j.memory.attempts() + j.budget.posts}
}

func (j *Job) ended(s row.Status, code row.Code, column, format string, args ...any) row.Result {
	r := j.result(s)
	r.Problem = row.Problem{Code: code, Column: column, Message: fmt.Sprintf(format, args...)}
	return r
}

func (j *Job) failed(code row.Code, column, format string, args ...any) row.Result {
	return j.ended(row.Failed, code, column, format, args...)
}

// created: this run made the partner.
func (j *Job) created(p client.Partner) row.Result {
	r := j.with(j.result(row.Created), p)
	if j.lacks() {
		r.Problem = j.lacking()
	}
	return r
}

// exists: the partner was there, and nothing was changed.
func (j *Job) exists(p client.Partner) row.Result {
	r := j.with(j.result(j.standing()), p)
	fields := j.differs(p)
	lone := j.memory.kind == known && isAlone(j.memory.entry) && j.ask.partner.Referrer != nil
	switch {
	case len(fields) > 0 && j.ask.invite:
		r.Problem = different("is a partner already, with another %s; no invitation was sent", strings.Join(fields, ", "))
	case len(fields) > 0:
		r.Problem = different("is there already, with another %s; nothing was changed", strings.Join(fields, ", "))
	case j.isEdited() && j.isMade(p):
		r.Problem = importedOtherwise("")
	case lone, j.lacks() && j.isMade(p):
		r.Problem = j.lackedBefore()
	}
	if r.Problem.Code == row.ExistsDifferent {
		r.Status = row.Exists
	}
	return r
}

// updated: this run changed the partner.
func (r Rules) updated(j *Job, answer client.Partner) row.Result {
	return r.within(j, j.with(j.result(row.Updated), j.changed(answer)))
}

// within adds to a result what an update did not reach, and the row gives.
func (r Rules) within(j *Job, result row.Result) row.Result {
	fields, texts := r.beyondReach(j)
	switch len(fields) {
	case 0:
		return result
	case 1:
		result.Problem.Column = fields[0]
	}
	done := "was updated"
	if result.Status != row.Updated {
		result.Status, done = row.Exists, "is there already"
	}
	result.Problem.Code = row.ExistsDifferent
	result.Problem.Message = fmt.Sprintf("%s, but the API cannot change %s; compare with the dashboard, and correct it there", done, strings.Join(texts, ", nor "))
	return result
}

func (r Rules) beyondReach(j *Job) (fields, texts []string) {
	want := &j.ask.partner
	add := func(field, text string) { fields, texts = append(fields, field), append(texts, text) }
	if want.ID != "" && !identity.SameText(want.ID, j.found.ID) {
		add("id", "the id, which is "+cell.Show(j.found.ID))
	}
	if want.Referrer != nil {
		add(row.ReferrerField(want.Referrer), "the referring partner, whom it does not show either")
	}
	if len(want.Tags) > 0 && j.found.Tags == nil && !r.ReplaceTags {
		add("tags", "single tags, as it does not show which there are (--replace-tags sends them all)")
	}
	return fields, texts
}

// alike: the API takes another address for the row's, with other accents. It may
// be that of somebody else, so nothing is changed.
func (j *Job) alike(p client.Partner) row.Result {
	r := j.with(j.result(row.Exists), p)
	r.Problem = different("is there already as %s, which the API takes for the same address, and nothing was changed; correct the address, or change the partner in the dashboard", cell.Show(p.Email))
	r.Problem.Column = "email"
	return r
}

// belongs: the partner is there, and must not be.
func (j *Job) belongs(p client.Partner) row.Result {
	return j.with(j.failed(row.EmailTaken, "email",
		"belongs to a partner already, who was left unchanged; remove the row, or run again without --existing fail"), p)
}

// conflict: the e-mail is one partner's, the id or key another's.
func (j *Job) conflict(other client.Partner) row.Result {
	what := j.whose()
	return j.failed(row.Conflict, what, "the e-mail belongs to partner %s, and the %s to partner %s; correct one of the two",
		describe(*j.found), what, describe(other))
}

// takenBySomebody: nobody has the e-mail, but somebody the id or the key.
func (j *Job) takenBySomebody() row.Result {
	code := row.IDTaken
	if !slices.Contains(j.taken(), "id") {
		code = row.KeyTaken
	}
	what := strings.TrimSuffix(string(code), "_taken")
	return j.failed(code, what, "the %s belongs to another partner already; choose another one or leave it empty", what)
}

// takenByNobody: the API calls the e-mail taken, and finds nobody with it.
func (j *Job) takenByNobody() row.Result {
	if j.ask.invite {
		return j.failed(row.EmailTaken, "email",
			"the API says that this address is taken, and finds no partner with it; look in the dashboard whether the person was invited before")
	}
	return j.failed(row.EmailTaken, "email",
		"the API says that this partner exists, and finds none with this e-mail; look for an archived or deleted partner in the dashboard")
}

// refused: the API objects to the row, in its own words for each field.
func (j *Job) refused(e *client.Error) row.Result {
	switch {
	case j.missesReferrer(e) && j.ask.parent > 0:
		return j.failed(row.ReferrerNotFound, j.referrerField(),
			"the API knows no such referring partner%s, although line %d is created or was there; look up that partner's id, key and e-mail in the report, and correct the cell", Said(e), j.ask.parentLine)
	case j.missesReferrer(e):
		return j.failed(row.ReferrerNotFound, j.referrerField(),
			"the API knows no such referring partner%s; create that partner first, or correct the cell", Said(e))
	case len(e.Fields) > 0:
		return j.failed(row.Refused, firstField(e), "the API refused the row: %s; correct it and run again", sentences(e))
	}
	return j.failed(row.Refused, "", "the API refused the row%s; correct it and run again", Said(e))
}

// unchanged: the API objects to a change.
func (j *Job) unchanged(e *client.Error) row.Result {
	code, column, objection := row.Refused, "", Said(e)
	if slices.Contains(e.TakenFields(), "key") {
		code = row.KeyTaken
	}
	if len(e.Fields) > 0 {
		column, objection = firstField(e), ": "+sentences(e)
	}
	return j.with(j.failed(code, column, "is there already, and the API refused to change it%s; correct the row and run again", objection), *j.found)
}

// unreachable: every attempt certainly had no effect.
func (j *Job) unreachable() row.Result {
	return j.failed(row.Unreachable, "", "the API could not be reached or did not do it%s; run the same command again", j.lastSaid())
}
