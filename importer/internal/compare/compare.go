// Package compare finds the differences between a row and a partner. Empty cells are
// never compared.
package compare

import (
	"html"
	"net/url"
	"slices"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/identity"
)

// Differences are the fields of the row that differ from p. The key and the tags
// count only if the answer has them, because some answers leave them out. The
// password does not count: no answer has it.
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

// Holds reports whether p has the id and the key of the row.
func Holds(want *client.NewPartner, p client.Partner) bool {
	return (want.ID == "" || p.ID == want.ID) && (want.Key == "" || KeyOf(p) == want.Key)
}

// IsMade reports whether p is what a create of the row makes. The API may store a key
// or an id in another case.
func IsMade(want *client.NewPartner, p client.Partner) bool {
	return !slices.ContainsFunc(Differences(want, p), func(field string) bool {
		return !(field == "key" && strings.EqualFold(want.Key, p.Key) || field == "id" && strings.EqualFold(want.ID, p.ID))
	})
}

// IsMeant reports whether an answer is about the partner with this e-mail. To a
// database, e-mails may be equal that differ in case or accents, as with MySQL's
// utf8mb4_unicode_ci. An API may store another form of an address with the same
// mailbox. An answer may also leave out the e-mail.
func IsMeant(email string, p client.Partner) bool {
	return p.Email == "" || IsSame(email, p.Email) || mailbox(p.Email) == mailbox(email)
}

// IsSame reports whether two e-mails are equal to a database.
func IsSame(a, b string) bool {
	return identity.Unaccented(identity.Email(a)) == identity.Unaccented(identity.Email(b))
}

// mailbox is an address without what mail providers leave out: a part after "+", and
// dots. Libraries store addresses like this, such as validator.js's normalizeEmail.
func mailbox(email string) string {
	email = identity.Unaccented(identity.Email(html.UnescapeString(email)))
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return email
	}
	name, _, _ := strings.Cut(email[:at], "+")
	if name == "" {
		return email
	}
	domain := strings.TrimSuffix(email[at+1:], ".")
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	return strings.ReplaceAll(strings.Trim(name, `"`), ".", "") + "@" + domain
}

// KeyOf is the partner's referral key. If the answer has no field for it, it is read
// from a link like https://…?aff=KEY, as in
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
	Passwords   bool // the password is set too, although it cannot be compared
}

// Changes give p the values of the row.
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

// tags are the tags that the partner gets, and whether that is a change. The row's
// tags are added to the partner's. If those are not shown (have is nil), nothing
// can be added, because a list that is sent replaces the old one.
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
