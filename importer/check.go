package importer

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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

// lostLetter is what a program writes for a letter that it could not read.
const lostLetter = "\ufffd"

// checkRecord applies the rules that concern one row. It returns the first
// problem, whose sentence names all others too, or nil.
func checkRecord(r *Record, h *Header) *Problem {
	c := checker{header: h}
	c.email(r.Email)
	c.length("name", r.Name, maxName)
	c.length("surname", r.Surname, maxName)
	c.length("id", r.ID, maxID)
	c.length("key", r.Key, maxKey)
	c.damage("id", r.ID)
	c.damage("key", r.Key)
	c.damage("referring_partner_id", r.ReferrerID)
	c.damage("referring_partner_key", r.ReferrerKey)
	c.damage(referrerColumn, r.Referrer)
	c.password(r.Password)
	c.referrer(r)
	if h.invite {
		c.invitable(r)
	}
	return c.problem()
}

type checker struct {
	header *Header
	found  []Problem
}

func (c *checker) add(code Code, field, format string, args ...any) {
	column := c.header.name(field)
	c.found = append(c.found, Problem{Code: code, Column: column, Message: column + " " + fmt.Sprintf(format, args...)})
}

func (c *checker) problem() *Problem {
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
		c.add(TooLong, field, "has %d characters, and at most %d are allowed; shorten it", n, most)
	}
}

func (c *checker) email(email string) {
	if email == "" {
		c.add(EmailMissing, "email", "is empty; fill in the partner's address")
		return
	}
	c.address("email", email)
}

func (c *checker) address(field, email string) {
	if len(email) > maxEmail && utf8.RuneCountInString(email) > maxEmail {
		c.length(field, email, maxEmail)
	} else if fault := emailFault(email); fault != "" {
		c.add(EmailInvalid, field, "%s %s", quote(email), fault)
	}
}

// password applies the API's rule: "min 8 chars, 1 lowercase, 1 uppercase, 1
// number" (https://docs.partnero.com/api-reference/partners/create-partner).
// The password itself never appears in the sentence.
func (c *checker) password(password string) {
	if password == "" {
		return
	}
	if strings.Contains(password, lostLetter) {
		c.add(SpreadsheetDamage, "password", "holds a replacement character (\ufffd), since a letter was lost in an earlier export; type it again")
	}
	if lacks := passwordLacks(password); len(lacks) > 0 {
		c.add(PasswordWeak, "password", "needs %s; choose a stronger one, or leave it empty and the API makes one", enumerated(lacks))
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
	if !isASCII(password) {
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
	case !mayBeDamaged(value):
	case isRounded(value):
		c.add(SpreadsheetDamage, field, "%s was rounded by a spreadsheet; format the column as text where it comes from, and export again", quote(value))
	case isFormulaError(value):
		c.add(SpreadsheetDamage, field, "holds the spreadsheet error %s; correct the formula where it comes from", quote(value))
	case strings.Contains(value, lostLetter):
		c.add(SpreadsheetDamage, field, "%s holds a replacement character (\ufffd), since a letter was lost in an earlier export; type it again", quote(value))
	}
}

// mayBeDamaged: it has one of the characters that damage has.
func mayBeDamaged(s string) bool {
	for i := range len(s) {
		if b := s[i]; b == '+' || b == '#' || b >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// isRounded recognises 1.23E+05 and 1E+12, not 12E5, which may be an id.
func isRounded(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E+")
	if !ok || exponent == "" || strings.Trim(exponent, "0123456789") != "" {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	return len(whole) == 1 && strings.Trim(whole+fraction, "0123456789") == ""
}

func isFormulaError(s string) bool {
	if s == "" || s[0] != '#' {
		return false // without a copy in upper case
	}
	switch s {
	case "#N/A", "#NV", "#N/D", "#N/V", "#n/a", "#SPILL":
		return true
	}
	// In every language the others are capitals that end so: #REF!, #BEZUG!,
	// #NOM?, #¡VALOR!.
	last := s[len(s)-1]
	return len(s) > 3 && (last == '!' || last == '?') && s == strings.ToUpper(s) && !strings.Contains(s, " ")
}

func (c *checker) referrer(r *Record) {
	if !r.namesReferrer() {
		return
	}
	given := 0
	field := ""
	for _, by := range [...]struct{ name, value string }{
		{"referring_partner_id", r.ReferrerID}, {"referring_partner_key", r.ReferrerKey},
		{"referring_partner_email", r.ReferrerEmail}, {referrerColumn, r.Referrer},
	} {
		if by.value != "" {
			given++
			field = max(field, by.name)
		}
	}
	switch {
	case given > 1:
		c.add(ReferrerAmbiguous, field, "is one of %d columns that name a referring partner; keep one and empty the others", given)
	case refersToItself(r):
		c.add(ReferrerCycle, field, "names the row itself; empty it or name another partner")
	case r.ReferrerEmail != "":
		c.address("referring_partner_email", r.ReferrerEmail)
	}
}

func refersToItself(r *Record) bool {
	return r.ReferrerEmail != "" && foldEmail(r.ReferrerEmail) == foldEmail(r.Email) ||
		r.ReferrerID != "" && r.ReferrerID == r.ID ||
		r.ReferrerKey != "" && r.ReferrerKey == r.Key
}

// quote shows text from the file: short, and with every character that a
// terminal or a spreadsheet would act upon escaped.
func quote(s string) string { return quoteUpTo(s, 60) }

func quoteUpTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		s = string(r[:most-3]) + "..."
	}
	return strconv.Quote(s)
}
