package check

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// This file is about ids and keys. A program compares them letter by letter, and the
// key is a word in the partner's link.

// damage finds what programs did to an id or key: they rounded a number to
// 1.23E+05, wrote a formula or its error, or lost a letter.
func (c *checker) damage(field, value string) {
	switch {
	case !cell.MayBeDamaged(value):
	case cell.IsRounded(value):
		c.add(row.SpreadsheetDamage, field, sayRounded, c.in(field, value))
	case cell.IsFormulaError(value):
		c.add(row.SpreadsheetDamage, field, sayFormulaError, c.in(field, value))
	case cell.IsFormula(value):
		c.add(row.SpreadsheetDamage, field, sayFormula, c.in(field, value))
	case strings.Contains(value, cell.LostLetter):
		c.add(row.SpreadsheetDamage, field, sayLostLetter, c.in(field, value))
	}
}

// dates refuses the ids and keys that are dates in a workbook. In a text file the
// same letters may be a code, see Warnings.codes.
func (c *checker) dates(r *row.Record, found []cell.Finding) {
	for _, f := range found {
		if f.Kind != cell.DateFormat {
			continue
		}
		switch f.Field {
		case "id", "key", "referring_partner_id", "referring_partner_key", row.ReferrerColumn:
			c.add(row.SpreadsheetDamage, f.Field, sayDate, c.in(f.Field, *r.Field(f.Field)))
		}
	}
}

// key refuses a key that does not come back out of a link.
func (c *checker) key(key string) {
	if isPlainKey(key) {
		return
	}
	at := strings.IndexFunc(key, breaksLink)
	switch {
	case at < 0, cell.MayBeDamaged(key) && (cell.IsRounded(key) || cell.IsFormulaError(key) || cell.IsFormula(key)):
	case cell.IsDateOfCode(key):
		c.add(row.SpreadsheetDamage, "key", sayDate, c.in("key", key))
	case cell.IsAmount(key):
		c.add(row.SpreadsheetDamage, "key", sayAmount, c.in("key", key))
	case keyOfLink(key) != "":
		c.add(row.KeyInvalid, "key", sayKeyLink, c.in("key", key), cell.Quote(keyOfLink(key)), c.keyFrom())
	case strings.Contains(key, "://"):
		c.add(row.KeyInvalid, "key", sayKeyOfLink, c.in("key", key), c.keyFrom())
	default:
		c.add(row.KeyInvalid, "key", sayKeyLetter, c.in("key", key), character(key[at:]))
	}
}

// keyFrom is the option that takes keys out of the links in the column.
func (c *checker) keyFrom() string {
	return c.Call.Call(option.KeyFrom, option.Word(c.Column("key")))
}

// isPlainKey recognises the keys that nearly all rows have.
func isPlainKey(key string) bool {
	for i := range len(key) {
		b := key[i]
		if !(b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.') {
			return false
		}
	}
	return true
}

// breaksLink recognises what ends a word in a link, or means something else there.
func breaksLink(r rune) bool {
	return strings.ContainsRune(`/\?#&%+="<>{}|^[]`+"`", r) || unicode.IsSpace(r) || unicode.IsControl(r)
}

// character names the first character of a text.
func character(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case size == 0:
		return ""
	case unicode.IsSpace(r):
		return "a space in it"
	}
	return fmt.Sprintf("the character %q", s[:size])
}

// keyOfLink is the key in a referral link, "" if it is not clear which part is the
// key: the value of the only parameter of the link.
func keyOfLink(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.RawQuery == "" || u.Host == "" && !strings.Contains(u.Path, ".") {
		return ""
	}
	values := u.Query()
	for _, value := range values {
		if len(values) == 1 && len(value) == 1 && value[0] != "" && isPlainKey(value[0]) {
			return value[0]
		}
	}
	return ""
}

// codes notices ids and keys that a spreadsheet may have changed, and keys that a
// link may change.
func (w *Warnings) codes(line int, field, value string) {
	if kind, changed := changedCode(value); changed {
		w.add(line, cell.Finding{Kind: kind, Field: field, Text: cell.Quote(value)})
	} else if field == "key" && !isPlainKey(value) && strings.ContainsFunc(value, isOddInKey) {
		w.add(line, cell.Finding{Kind: cell.KeyOdd, Field: field, Text: cell.Quote(value)})
	}
}

// changedCode says what a spreadsheet may have made of an id or key.
func changedCode(value string) (kind cell.Kind, changed bool) {
	switch {
	case isUsualCode(value):
	case cell.IsLogical(value):
		return cell.CodeIsLogical, true
	case cell.MayBeDate(value) && cell.IsDateOfCode(value):
		return cell.CodeIsDate, true
	case mayBeAmount(value) && cell.IsAmount(value):
		return cell.CodeIsNumber, true
	}
	return 0, false
}

// isUsualCode recognises, at a glance, what most ids and keys are: digits, or a word
// that begins with a small letter and is no month.
func isUsualCode(s string) bool {
	if s == "" || s[0] >= 'a' && s[0] <= 'z' {
		return !cell.MayBeDate(s)
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// mayBeAmount is false, at a glance, for most ids and keys.
func mayBeAmount(s string) bool {
	first, last := s[0], s[len(s)-1]
	if last >= '0' && last <= '9' && first >= '0' && first <= '9' {
		for i := range len(s) {
			if b := s[i]; b < '0' || b > '9' {
				return i <= 3
			}
		}
		return false
	}
	return !(first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z')
}

// isOddInKey recognises punctuation that a link may carry, but not every program
// reads back.
func isOddInKey(r rune) bool {
	return r < utf8.RuneSelf && !breaksLink(r) && !isPlainKey(string(r))
}
