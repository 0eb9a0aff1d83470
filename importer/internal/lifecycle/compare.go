package lifecycle

import (
	"cmp"
	"net/url"

	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// standing is the status of a partner that was there before this run.
func (j *Job) standing() row.Status {
	if j.memory.maker() == sameInput {
		return row.Created
	}
	return row.Exists
}

// differs returns what the row gives and p has otherwise. The key and the tags
// count only where the answer has them, since some leave them out. The password
// does not count: no answer holds it.
func (j *Job) differs(p client.Partner) []string {
	var fields []string
	compare := func(field, want, have string) {
		if want != "" && !identity.SameText(want, have) {
			fields = append(fields, field)
		}
	}
	want := &j.ask.partner
	compare("name", want.Name, p.Name)
	compare("surname", want.Surname, p.Surname)
	compare("id", want.ID, p.ID)
	if p.Key != "" {
		compare("key", want.Key, p.Key)
	}
	if len(p.Tags) > 0 && len(want.Tags) > 0 && !identity.SameSet(want.Tags, p.Tags) {
		fields = append(fields, "tags")
	}
	return fields
}

// keyOf is the partner's referral key. It is read out of a link like
// https://…?aff=KEY where the answer has no field for it, as in
// https://docs.partnero.com/api-reference/partners/create-partner.
func keyOf(p client.Partner) string {
	u, err := url.Parse(p.Link)
	if p.Key != "" || err != nil {
		return p.Key
	}
	return u.Query().Get("aff")
}

// with puts into a result who the partner is.
func (j *Job) with(r row.Result, p client.Partner) row.Result {
	r.ID, r.Link, r.CreatedAt = p.ID, p.Link, p.CreatedAt
	r.Key = keyOf(p)
	if p.Key == "" && r.Status == row.Created {
		r.Key = cmp.Or(j.ask.partner.Key, r.Key)
	}
	return r
}
