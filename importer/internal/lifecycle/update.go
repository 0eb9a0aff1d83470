package lifecycle

import (
	"cmp"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// This file decides about a row if its partner existed before it.
//
//	there ──▶ skip ─────────────────────────────▶ exists
//	      ├─▶ fail ─────────────────────────────▶ failed
//	      └─▶ update ──▶ nothing differs ───────▶ exists
//	                └──▶ PUT ──▶ done ──────────▶ updated
//	                      ▲  ├─▶ refused ───────▶ failed
//	                      │  └─▶ lost ──┐
//	                      └─────────────┘ a change may be made twice

// meet decides about a row if its partner is j.found, which the row did not create.
func (r Rules) meet(j *Job) Decision {
	p := j.shown()
	switch {
	case r.Existing == Fail && !j.isOurs() && j.terms.block() && !j.isForeign():
		return j.end(j.blocked()) // as if nothing had been sent: the next run says the same
	case r.Existing == Fail && !j.isOurs():
		return j.end(j.verdict().Belongs(p))
	case r.Existing != Update:
		return j.end(j.exists(p))
	case p.Email != "" && identity.Email(p.Email) != identity.Email(j.ask.partner.Email):
		return j.end(j.verdict().Alike(p))
	}
	update := compare.Update{ReplaceTags: r.ReplaceTags, Passwords: r.Passwords}
	changes, differs := update.Changes(&j.ask.partner, p)
	if !differs {
		return j.end(j.verdict().Matched(j.standing(), p, r.ReplaceTags))
	}
	j.changes, j.budget.spent = &changes, 0
	return j.toChange()
}

// toChange is the way to a PUT. If the journal has an end for the row, it must first
// note that this end may soon be wrong.
func (j *Job) toChange() Decision {
	if !j.memory.HasEnd() {
		return j.enter(Change)
	}
	j.enter(Announce)
	return Decision{Write: AnnounceChange}
}

// afterChange: a PUT was made.
func (r Rules) afterChange(j *Job, e event, a Answer) Decision {
	switch e {
	case done:
		return j.end(j.verdict().Matched(row.Updated, j.changed(a.Partner), r.ReplaceTags))
	case throttled:
		return Decision{}
	case another, lost: // it may be made again, whether it was done or not
		j.budget.lost++
		return r.again(j, a, j.doubted)
	case unsent:
		return r.again(j, a, j.doubted)
	case strange:
		if j.budget.lost > 0 {
			return r.again(j, a, j.doubted)
		}
		return r.again(j, a, func() Decision { return j.end(j.verdict().Unchanged(*j.found, a.Err)) })
	case taken:
		j.refusal = a.Err
		if j.rival() == "key" {
			return j.enter(Whose)
		}
	}
	return j.end(j.verdict().Unchanged(*j.found, a.Err))
}

// shown is the partner with the row's e-mail. If the answer has no key, it has the
// key of its link.
func (j *Job) shown() client.Partner {
	p := *j.found
	p.Key = compare.KeyOf(p)
	return p
}

// changed is the partner after the PUT, as far as the answer shows it.
func (j *Job) changed(answer client.Partner) client.Partner {
	p := j.shown()
	p.UpdatedAt = answer.UpdatedAt
	if j.changes.Key != nil {
		p.Key, p.Link = *j.changes.Key, "" // the old link no longer counts
	}
	if answer.ID != "" {
		p.Key, p.Link = cmp.Or(answer.Key, p.Key), cmp.Or(answer.Link, p.Link)
	}
	return p
}
