package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// This file is the life of a row whose partner was there before it: what
// Options.Existing makes of it.
//
//	there ──▶ skip ─────────────────────────────▶ exists
//	      ├─▶ fail ─────────────────────────────▶ failed
//	      └─▶ update ──▶ nothing differs ───────▶ exists
//	                └──▶ PUT ──▶ done ──────────▶ updated
//	                      ▲  ├─▶ refused ───────▶ failed
//	                      │  └─▶ lost ──┐
//	                      └─────────────┘ a change may be made twice
//
// What an update cannot reach, and the row gives, is said of the row.

// meet decides about a row whose partner p is, and was not created by it.
func (l life) meet(j *job, p client.Partner) turn {
	p.Key = keyOf(p)
	switch {
	case l.existing == FailExisting && !j.ours && j.blocks != nil && !j.foreign:
		return end(j.blocks(j)) // as if nothing had been sent: so will the next run say
	case l.existing == FailExisting && !j.ours:
		return end(j.belongs(p))
	case l.existing != UpdateExisting:
		return end(j.exists(p))
	case p.Email != "" && identity.Email(p.Email) != identity.Email(j.request.Email):
		return end(j.alike(p))
	}
	j.found = p
	changes, differs := l.changes(j.request, p)
	if !differs {
		return end(l.within(j, j.with(j.result(j.standing()), p)))
	}
	j.changes, j.spent = &changes, 0
	return turn{step: change}
}

// changes are what the row gives and p has otherwise. What the row leaves empty
// is left as it is, and the password, which nobody can compare, is set if it is
// to be.
func (l life) changes(row client.NewPartner, p client.Partner) (c client.Changes, differs bool) {
	set := func(field **string, want, have string) {
		if want != "" && !identity.SameText(want, have) {
			*field, differs = &want, true
		}
	}
	set(&c.Name, row.Name, p.Name)
	set(&c.Surname, row.Surname, p.Surname)
	set(&c.Key, row.Key, p.Key)
	if l.passwords {
		set(&c.Password, row.Password, "")
	}
	if tags, other := l.tags(row.Tags, p.Tags); other {
		c.Tags, differs = &tags, true
	}
	return c, differs
}

// tags are those that the partner is to have, and whether that is a change:
// the row's are added to what is there. To what is not shown (have is nil)
// nothing can be added, since a list that is sent replaces the old one.
func (l life) tags(row, have []string) (want []string, other bool) {
	switch {
	case len(row) == 0:
		return nil, false
	case l.replaceTags:
		return row, have == nil || !identity.SameSet(row, have)
	case have == nil:
		return nil, false
	}
	want = slices.Clone(have)
	for _, tag := range row {
		if !slices.Contains(want, tag) {
			want = append(want, tag)
		}
	}
	return want, len(want) > len(have)
}

// within adds what an update did not reach to a row's result.
func (l life) within(j *job, r row.Result) row.Result {
	var fields, texts []string
	if j.request.ID != "" && !identity.SameText(j.request.ID, j.found.ID) {
		fields, texts = append(fields, "id"), append(texts, "the id, which is "+cell.Show(j.found.ID))
	}
	if j.request.Referrer != nil {
		fields = append(fields, row.ReferrerField(j.request.Referrer))
		texts = append(texts, "the referring partner, whom it does not show either")
	}
	if len(j.request.Tags) > 0 && j.found.Tags == nil && !l.replaceTags {
		fields, texts = append(fields, "tags"), append(texts, "single tags, as it does not show which there are (--replace-tags sends them all)")
	}
	switch len(fields) {
	case 0:
		return r
	case 1:
		r.Problem.Column = fields[0]
	}
	done := "was updated"
	if r.Status != row.Updated {
		r.Status, done = row.Exists, "is there already"
	}
	r.Problem.Code = row.ExistsDifferent
	r.Problem.Message = fmt.Sprintf("%s, but the API cannot change %s; compare with the dashboard, and correct it there", done, strings.Join(texts, ", nor "))
	return r
}

// afterChange: the partner is j.found, and a PUT was made.
func (l life) afterChange(j *job, o outcome) turn {
	if o.err == nil && (o.partner.ID == "" || o.partner.ID == j.found.ID) {
		return end(l.within(j, j.with(j.result(row.Updated), j.changed(o.partner))))
	}
	if o.err == nil {
		return l.changeAgain(j, o) // an answer to another request proves nothing
	}
	switch o.err.Kind {
	case client.Throttled:
		return turn{step: change}
	case client.Unsent, client.Ambiguous:
		return l.changeAgain(j, o)
	case client.Forbidden:
		if o.err.Message != "" { // as of a create
			return l.changeAgain(j, o)
		}
	case client.Taken:
		j.refusal, j.taken = o.err, o.err.TakenFields()
		if j.otherOwner(j.found) == "key" {
			j.misses = 0
			return turn{step: findOwner}
		}
	}
	return end(j.unchanged(o.err))
}

// changeAgain: whether the PUT was done or not, it may be made again.
func (l life) changeAgain(j *job, o outcome) turn {
	if !o.outage {
		j.spent++
	}
	if j.spent >= l.maxAttempts {
		return end(j.unknown())
	}
	return turn{step: change, after: backoff(j.spent + 1)}
}

// changed is the partner as it is after the PUT, as far as the answer shows it.
func (j *job) changed(answer client.Partner) client.Partner {
	p := j.found
	if j.changes.Key != nil {
		p.Key, p.Link = *j.changes.Key, "" // the old link does not count any more
	}
	if answer.ID != "" {
		p.Key, p.Link = cmp.Or(answer.Key, p.Key), cmp.Or(answer.Link, p.Link)
	}
	return p
}

// belongs: the partner is there, and was not to be.
func (j *job) belongs(p client.Partner) row.Result {
	return j.with(j.ended(row.Failed, row.EmailTaken, "email",
		"belongs to a partner already, who was left unchanged; remove the row, or run again without --existing fail"), p)
}

// alike: the API takes another address for the row's, with other accents. It may
// be that of somebody else, who is not to be changed.
func (j *job) alike(p client.Partner) row.Result {
	r := j.with(j.result(row.Exists), p)
	r.Problem = row.Problem{Code: row.ExistsDifferent, Column: "email", Message: fmt.Sprintf(
		"is there already as %s, which the API takes for the same address, and nothing was changed; correct the address, or change the partner in the dashboard", cell.Show(p.Email))}
	return r
}

// unchanged words what the API objects to in a change.
func (j *job) unchanged(e *client.Error) row.Result {
	code, column, objection := row.Refused, "", said(e)
	if fields := e.TakenFields(); slices.Contains(fields, "key") {
		code = row.KeyTaken
	}
	if len(e.Fields) > 0 {
		column, objection = firstField(e), ": "+sentences(e)
	}
	return j.with(j.ended(row.Failed, code, column, "is there already, and the API refused to change it%s; correct the row and run again", objection), j.found)
}
