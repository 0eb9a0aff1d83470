// Package compare tells what a row gives and a partner has otherwise. What the
// row leaves empty is never compared.
package compare

import (
	"net/url"
	"slices"

	"partner-import/client"
	"partner-import/importer/internal/identity"
)

// Differences are the fields that the row gives and p has otherwise. The key and
// the tags count only where the answer has them, since some leave them out. The
// password does not count: no answer holds it.
func Differences(want *client.NewPartner, p client.Partner) []string {
	var fields []string
	compare := func(field, want, have string) {
		if want != "" && !identity.SameText(want, have) {
			fields = append(fields, field)
		}
	}
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

// Holds reports whether p has the id and the key that the row gives.
func Holds(want *client.NewPartner, p client.Partner) bool {
	return (want.ID == "" || p.ID == want.ID) && (want.Key == "" || KeyOf(p) == want.Key)
}

// IsMeant reports whether an answer is about the partner with this e-mail. A
// database may hold e-mails equal that differ by case or accents (MySQL's
// utf8mb4_unicode_ci does), and an answer may leave the e-mail out.
func IsMeant(email string, p client.Partner) bool {
	return p.Email == "" || identity.Unaccented(identity.Email(p.Email)) == identity.Unaccented(identity.Email(email))
}

// KeyOf is the partner's referral key. It is read out of a link like
// https://…?aff=KEY where the answer has no field for it, as in
// https://docs.partnero.com/api-reference/partners/create-partner.
func KeyOf(p client.Partner) string {
	u, err := url.Parse(p.Link)
	if p.Key != "" || err != nil {
		return p.Key
	}
	return u.Query().Get("aff")
}

// An Update says how far an update goes.
type Update struct {
	ReplaceTags bool // the row's tags replace the partner's
	Passwords   bool // the password, which nobody can compare, is set as well
}

// Changes are what makes p what the row gives.
func (u Update) Changes(want *client.NewPartner, p client.Partner) (c client.Changes, differs bool) {
	set := func(field **string, want, have string) {
		if want != "" && !identity.SameText(want, have) {
			*field, differs = &want, true
		}
	}
	set(&c.Name, want.Name, p.Name)
	set(&c.Surname, want.Surname, p.Surname)
	set(&c.Key, want.Key, p.Key)
	if u.Passwords {
		set(&c.Password, want.Password, "")
	}
	if tags, other := u.tags(want.Tags, p.Tags); other {
		c.Tags, differs = &tags, true
	}
	return c, differs
}

// tags are those that the partner shall have, and whether that is a change. The
// row's are added to what is there. Nothing can be added to what is not shown
// (have is nil), since a list that is sent replaces the old one.
func (u Update) tags(row, have []string) (want []string, other bool) {
	switch {
	case len(row) == 0:
		return nil, false
	case u.ReplaceTags:
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
