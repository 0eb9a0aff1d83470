// Package check applies the rules that concern one row by itself, and notices what
// a person should know about its cells.
package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// The API's limits, in characters. Those of name, surname and key are from the
// vendor's help page on its own import
// (https://help.partnero.com/article/255); 255 holds for "other fields".
const (
	maxEmail    = 255
	maxName     = 100
	maxKey      = 64
	maxID       = 255
	minPassword = 8
)

// Rules are those that concern one row by itself. They are safe for concurrent
// use.
type Rules struct {
	Column func(field string) string // how the file calls the column of a field
	Invite bool                      // the rows are invitations, see checker.invitable
	Call   option.Namer              // how messages call options
}

// Row returns the first problem of a row. Its sentence names all others too.
// It is nil if nothing is wrong.
func (u Rules) Row(r *row.Record) *row.Problem {
	c := checker{Rules: u}
	c.email(r.Email)
	c.length("name", r.Name, maxName)
	c.length("surname", r.Surname, maxName)
	c.length("id", r.ID, maxID)
	c.length("key", r.Key, maxKey)
	c.damage("id", r.ID)
	c.damage("key", r.Key)
	c.damage("referring_partner_id", r.ReferrerID)
	c.damage("referring_partner_key", r.ReferrerKey)
	c.damage(row.ReferrerColumn, r.Referrer)
	c.password(r.Password)
	c.referrer(r)
	if u.Invite {
		c.invitable(r)
	}
	return c.problem()
}

type checker struct {
	Rules
	found []row.Problem
}

func (c *checker) add(code row.Code, field, format string, args ...any) {
	column := c.Column(field)
	c.found = append(c.found, row.Problem{Code: code, Column: column, Message: column + " " + fmt.Sprintf(format, args...)})
}

func (c *checker) problem() *row.Problem {
	if len(c.found) == 0 {
		return nil
	}
	first := c.found[0]
	for _, other := range c.found[1:] {
		first.Message += ". Also: " + other.Message
	}
	return &first
}

func (c *checker) length(field, value string, most int) {
	if len(value) <= most {
		return // without counting characters
	}
	if n := utf8.RuneCountInString(value); n > most {
		c.add(row.TooLong, field, "has %d characters, and at most %d are allowed; shorten it", n, most)
	}
}

func (c *checker) email(email string) {
	if email == "" {
		c.add(row.EmailMissing, "email", "is empty; fill in the partner's address")
		return
	}
	c.address("email", email)
}

func (c *checker) address(field, email string) {
	if len(email) > maxEmail && utf8.RuneCountInString(email) > maxEmail {
		c.length(field, email, maxEmail)
	} else if fault := emailFault(email); fault != "" {
		c.add(row.EmailInvalid, field, "%s %s", cell.Quote(email), fault)
	}
}

// password applies the API's rule: "min 8 chars, 1 lowercase, 1 uppercase, 1
// number" (https://docs.partnero.com/api-reference/partners/create-partner).
// The password itself never appears in the sentence.
func (c *checker) password(password string) {
	if password == "" {
		return
	}
	if strings.Contains(password, cell.LostLetter) {
		c.add(row.SpreadsheetDamage, "password", "holds a replacement character (\ufffd), since a letter was lost in an earlier export; type it again")
	}
	if lacks := passwordLacks(password); len(lacks) > 0 {
		c.add(row.PasswordWeak, "password", "needs %s; choose a stronger one, or leave it empty and the API makes one", enumerated(lacks))
	}
}

// enumerated is a list in words: a, b and c.
func enumerated(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

func passwordLacks(password string) (lacks []string) {
	lower, upper, digit := false, false, false
	for i := range len(password) { // without a jump that depends on the letter
		b := password[i]
		if b-'a' < 26 {
			lower = true
		}
		if b-'A' < 26 {
			upper = true
		}
		if b-'0' < 10 {
			digit = true
		}
	}
	if !identity.IsASCII(password) {
		lower = lower || strings.ContainsFunc(password, unicode.IsLower)
		upper = upper || strings.ContainsFunc(password, unicode.IsUpper)
		digit = digit || strings.ContainsFunc(password, unicode.IsDigit)
	}
	if utf8.RuneCountInString(password) < minPassword {
		lacks = append(lacks, fmt.Sprintf("at least %d characters", minPassword))
	}
	if !lower {
		lacks = append(lacks, "a lower case letter")
	}
	if !upper {
		lacks = append(lacks, "an upper case letter")
	}
	if !digit {
		lacks = append(lacks, "a digit")
	}
	return lacks
}

// damage finds what programs made of an id or key: a number that was rounded to
// 1.23E+05, the error of a formula, or a letter that was lost.
func (c *checker) damage(field, value string) {
	switch {
	case !cell.MayBeDamaged(value):
	case cell.IsRounded(value):
		c.add(row.SpreadsheetDamage, field, "%s was rounded by a spreadsheet; format the column as text where it comes from, and export again", cell.Quote(value))
	case cell.IsFormulaError(value):
		c.add(row.SpreadsheetDamage, field, "holds the spreadsheet error %s; correct the formula where it comes from", cell.Quote(value))
	case strings.Contains(value, cell.LostLetter):
		c.add(row.SpreadsheetDamage, field, "%s holds a replacement character (\ufffd), since a letter was lost in an earlier export; type it again", cell.Quote(value))
	}
}

func (c *checker) referrer(r *row.Record) {
	if !r.NamesReferrer() {
		return
	}
	given := 0
	field := ""
	for _, by := range [...]struct{ name, value string }{
		{"referring_partner_id", r.ReferrerID}, {"referring_partner_key", r.ReferrerKey},
		{"referring_partner_email", r.ReferrerEmail}, {row.ReferrerColumn, r.Referrer},
	} {
		if by.value != "" {
			given++
			field = max(field, by.name)
		}
	}
	switch {
	case given > 1:
		c.add(row.ReferrerAmbiguous, field, "is one of %d columns that name a referring partner; keep one and empty the others", given)
	case refersToItself(r):
		c.add(row.ReferrerCycle, field, "names the row itself; empty it or name another partner")
	case r.ReferrerEmail != "":
		c.address("referring_partner_email", r.ReferrerEmail)
	}
}

func refersToItself(r *row.Record) bool {
	return r.ReferrerEmail != "" && identity.Email(r.ReferrerEmail) == identity.Email(r.Email) ||
		r.ReferrerID != "" && r.ReferrerID == r.ID ||
		r.ReferrerKey != "" && r.ReferrerKey == r.Key
}

// invitable: an invitation needs a name, and has no place for anything but
// that and the surname. The row is not sent, since what would be left out may be
// the partner that earns a commission.
func (c *checker) invitable(r *row.Record) {
	if r.Name == "" {
		c.add(row.NameMissing, "name", "is empty, and an invitation needs it; fill in the partner's first name")
	}
	for _, field := range append(row.Fields(), row.ReferrerColumn) {
		switch text := r.Field(field); field {
		case "email", "name", "surname":
		default:
			if *text != "" {
				c.add(row.NotInvitable, field, "cannot be sent with an invitation; empty the cell, or leave the column out with %s",
					c.Call.Call(option.Map, cell.Quote(c.Column(field)+"=-")))
			}
		}
	}
}
