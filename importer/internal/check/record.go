// Package check applies the rules for a single row, and notices what a person
// should know about its cells.
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

// Partnero's limits, in characters. The limits of name, surname and key are from
// the help page about Partnero's own import
// (https://help.partnero.com/article/255). 255 is for "other fields".
const (
	maxEmail    = 255
	maxName     = 100
	maxKey      = 64
	maxID       = 255
	minPassword = 8
)

// Rules are the rules for a single row. They are safe for concurrent use.
type Rules struct {
	Column func(field string) string // how the file calls the column of a field
	Invite bool                      // the rows are invitations, see checker.invitable
	Call   option.Namer              // how messages call options

	// Examples allows the template's example rows, and addresses at domains for
	// examples: for the sandbox.
	Examples bool
}

// Row returns the first problem of a row, nil if there is none. Its sentences name
// all the others too. Found is what was found while its cells were read and cleaned.
func (u Rules) Row(r *row.Record, found ...cell.Finding) *row.Problem {
	c := checker{Rules: u}
	c.email(r.Email)
	c.length("name", r.Name, maxName)
	c.length("surname", r.Surname, maxName)
	c.length("id", r.ID, maxID)
	c.length("key", r.Key, maxKey)
	c.damage("id", r.ID)
	c.damage("key", r.Key)
	c.key(r.Key)
	c.dates(r, found)
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
	c.found = append(c.found, row.Problem{Code: code, Column: c.Column(field), Message: fmt.Sprintf(format, args...)})
}

// in names a value and its column.
func (c *checker) in(field, value string) string { return inColumn(cell.Quote(value), c.Column(field)) }

func (c *checker) problem() *row.Problem {
	if len(c.found) == 0 {
		return nil
	}
	first := c.found[0]
	for _, other := range c.found[1:] {
		first.Message += " Also: " + other.Message
	}
	return &first
}

func (c *checker) length(field, value string, most int) {
	if len(value) <= most {
		return // without counting characters
	}
	if n := utf8.RuneCountInString(value); n > most {
		c.add(row.TooLong, field, sayTooLong, c.Column(field), n, most)
	}
}

func (c *checker) email(email string) {
	switch {
	case email == "":
		c.add(row.EmailMissing, "email", sayNoEmail, c.Column("email"))
	case !c.Examples && row.IsExample(email):
		c.add(row.ExampleRow, "email", sayExample)
	default:
		c.address("email", email)
	}
}

func (c *checker) address(field, email string) {
	if len(email) > maxEmail && utf8.RuneCountInString(email) > maxEmail {
		c.length(field, email, maxEmail)
	} else if fault := emailFault(email); fault != "" {
		c.add(row.EmailInvalid, field, "%s %s", c.in(field, email), fault)
	}
}

// password applies Partnero's rule: "min 8 chars, 1 lowercase, 1 uppercase, 1
// number" (https://docs.partnero.com/api-reference/partners/create-partner). The
// sentence never shows the password itself.
func (c *checker) password(password string) {
	if password == "" {
		return
	}
	if strings.Contains(password, cell.LostLetter) {
		c.add(row.SpreadsheetDamage, "password", sayLostLetter, c.Column("password"))
	}
	if lacks := passwordLacks(password); len(lacks) > 0 {
		c.add(row.PasswordWeak, "password", sayWeakPassword, c.Column("password"), enumerated(lacks))
	}
}

func passwordLacks(password string) (lacks []string) {
	lower, upper, digit := false, false, false
	for i := range len(password) { // no branch depends on another letter
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
	case given == 2:
		c.add(row.ReferrerAmbiguous, field, sayTwoReferrers)
	case given > 2:
		c.add(row.ReferrerAmbiguous, field, sayManyReferrer, given)
	case refersToItself(r):
		c.add(row.ReferrerCycle, field, sayOwnReferrer, c.Column(field))
	case r.ReferrerEmail != "":
		c.address("referring_partner_email", r.ReferrerEmail)
	}
}

func refersToItself(r *row.Record) bool {
	return r.ReferrerEmail != "" && identity.Email(r.ReferrerEmail) == identity.Email(r.Email) ||
		r.ReferrerID != "" && r.ReferrerID == r.ID ||
		r.ReferrerKey != "" && r.ReferrerKey == r.Key
}

// invitable: an invitation needs a name, and can carry nothing else but the
// surname. Such a row is not sent: the value that would be left out may be the
// partner who earns a commission.
func (c *checker) invitable(r *row.Record) {
	if r.Name == "" {
		c.add(row.NameMissing, "name", sayNoFirstName, c.Column("name"))
	}
	for _, field := range append(row.Fields(), row.ReferrerColumn) {
		switch text := r.Field(field); field {
		case "email", "name", "surname":
		default:
			if *text != "" {
				c.add(row.NotInvitable, field, sayNotInvitable, c.Column(field), c.Call.Call(option.Map, cell.Quote(c.Column(field)+"=-")))
			}
		}
	}
}
