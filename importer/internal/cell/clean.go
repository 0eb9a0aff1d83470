// Package cell is about a single cell: what can be fixed in it for certain, what
// spreadsheets damage, and how it is shown to people.
package cell

import (
	"fmt"
	"strings"
	"unicode"

	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// A content says what can be fixed in a cell for certain.
type content int

const (
	aText     content = iota // names and tags: their inside is never touched
	aCode                    // ids and keys
	anAddress                // e-mail addresses
)

// A Finding is something in a cell that a person should know about.
type Finding struct {
	Kind  Kind
	Field string
	Text  string // the value to show
}

// A Cleaner cleans cells and notes what it did.
type Cleaner struct {
	Plain bool // the row is printable ASCII
	Found []Finding
}

func (c *Cleaner) note(kind Kind, field, text string) {
	c.Found = append(c.Found, Finding{kind, field, text})
}

// value returns the cell without what programs put around values: white space,
// quotes, ="…", mailto:, the name next to an address, and invisible characters. To
// clean its result again changes nothing.
func (c *Cleaner) value(field string, kind content, s string) string {
	for !isClean(kind, s) || !c.Plain && !identity.IsASCII(s) {
		before := s
		s = unwrapFormula(strings.TrimSpace(s))
		s = c.dropInvisible(field, kind, s)
		s = c.unquote(field, s)
		if kind != aText {
			s = c.dropTextMark(field, s)
		}
		if kind == anAddress {
			s = c.takeAddress(field, s)
		}
		if s == before {
			break
		}
	}
	return s
}

// isClean recognises most ASCII cells at a glance: there is nothing around them.
func isClean(kind content, s string) bool {
	if s == "" {
		return true
	}
	first, last := s[0], s[len(s)-1]
	if first <= ' ' || last <= ' ' || first == '=' || first == '\'' || kind == anAddress && (last == '>' || hasMailto(s)) {
		return false
	}
	return true
}

// unwrapFormula turns ="00123" into 00123. Cells are written so to keep Excel from
// reading them as numbers.
func unwrapFormula(s string) string {
	if len(s) < 3 || s[:2] != `="` || s[len(s)-1] != '"' {
		return s
	}
	inner := s[2 : len(s)-1]
	if strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
		return s
	}
	return strings.ReplaceAll(inner, `""`, `"`)
}

// dropInvisible removes invisible characters. Codes and addresses are compared
// letter by letter, so they lose all of them. Names lose only the byte order mark,
// and those around them that Partnero trims too. Inside a name they are spelling,
// as in Persian or in an emoji of several parts.
func (c *Cleaner) dropInvisible(field string, kind content, s string) string {
	if !strings.ContainsFunc(s, IsInvisible) {
		return s
	}
	first := rune(-1)
	drop := func(r rune) bool {
		if first < 0 {
			first = r
		}
		return true
	}
	out := strings.Map(func(r rune) rune {
		if (r == '\ufeff' || kind != aText && IsInvisible(r)) && drop(r) {
			return -1
		}
		return r
	}, s)
	if kind == aText {
		out = strings.TrimFunc(out, func(r rune) bool {
			return unicode.IsSpace(r) || (r == '\u200b' || r == '\u200e' || r == '\u2060') && drop(r)
		})
	}
	if first >= 0 {
		c.note(InvisibleRemoved, field, fmt.Sprintf("%U", first))
	}
	return out
}

// IsInvisible: the soft hyphen, zero-width characters, marks of direction,
// selectors of variants, and letters that are blank.
func IsInvisible(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2064, r >= 0x2066 && r <= 0x2069,
		r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe01ef:
		return true
	}
	return strings.ContainsRune("\u00ad\u034f\u061c\u115f\u1160\u3164\uffa0\ufeff", r)
}

// takeAddress takes an address out of "mailto:a@b.c" and "Name <a@b.c>".
func (c *Cleaner) takeAddress(field, s string) string {
	address := s
	if hasMailto(s) {
		address, _, _ = strings.Cut(s[len("mailto:"):], "?")
	} else if at := strings.IndexByte(s, '<'); at >= 0 && s[len(s)-1] == '>' {
		name, inner := s[:at], strings.TrimSpace(s[at+1:len(s)-1])
		if strings.Contains(inner, "@") && !strings.ContainsAny(inner, "<>") && (!strings.Contains(name, "@") || isSameAddress(name, inner)) {
			address = inner
		}
	}
	if address == "" || address == s {
		return s
	}
	c.note(AddressTaken, field, Quote(s))
	return address
}

func hasMailto(s string) bool {
	return len(s) > 7 && s[6] == ':' && strings.EqualFold(s[:7], "mailto:")
}

// isSameAddress: some programs repeat an address as its own name.
func isSameAddress(name, address string) bool {
	return strings.EqualFold(strings.Trim(name, ` "'`), address)
}

// StartsLikeFormula recognises a text that a spreadsheet would calculate.
func StartsLikeFormula(s string) bool {
	return len(s) > 1 && strings.IndexByte("=+-@", s[0]) >= 0
}

// IsEncodedTwice recognises UTF-8 that was read as Windows-1252 and written again:
// "JÃ¼rgen". A letter from the range of first bytes is followed by as many
// characters from the range of later bytes as a character of UTF-8 has. Quotes, dots
// and dashes are in that range too, and often follow letters. So they alone are not
// a proof, except after letters that they rarely follow, or if a capital letter
// would be inside a word.
func IsEncodedTwice(s string) bool {
	if identity.IsASCII(s) {
		return false
	}
	runes := []rune(s)
	for i, r := range runes {
		n := continuations(r)
		if n == 0 || i+n >= len(runes) {
			continue
		}
		sure, all := r == 'Ã' || r == 'Â' || r == 'â' && runes[i+1] == '€' || isInsideWord(runes, i, n), true
		for _, next := range runes[i+1 : i+1+n] {
			ok, punctuation := isContinuation(next)
			all = all && ok
			sure = sure || !punctuation
		}
		if all && sure {
			return true
		}
	}
	return false
}

// isInsideWord reports whether the capital letter at i would be inside a word in
// small letters.
func isInsideWord(runes []rune, i, n int) bool {
	return unicode.IsUpper(runes[i]) && (i > 0 && unicode.IsLower(runes[i-1]) || i+n+1 < len(runes) && unicode.IsLower(runes[i+n+1]))
}

// continuations is how many bytes follow r in a character of several bytes, 0 if r
// is not a first byte.
func continuations(r rune) int {
	switch {
	case r >= 0xc2 && r <= 0xdf:
		return 1
	case r >= 0xe0 && r <= 0xef:
		return 2
	case r >= 0xf0 && r <= 0xf4:
		return 3
	}
	return 0
}

// isContinuation reports whether Windows-1252 reads a byte from 0x80 to 0xBF as r,
// and whether r is punctuation that often follows letters.
func isContinuation(r rune) (ok, punctuation bool) {
	if strings.ContainsRune("…‘’“”–—™\u00a0»›®°", r) {
		return true, true
	}
	if r >= 0x80 && r <= 0xbf || strings.ContainsRune("€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜š›œžŸ", r) {
		return !unicode.IsSpace(r), false
	}
	return false, false
}

// Clean fixes what can be fixed for certain, in every cell but the password.
func (c *Cleaner) Clean(r *row.Record) {
	r.Email = c.value("email", anAddress, r.Email)
	r.Name = c.value("name", aText, r.Name)
	r.Surname = c.value("surname", aText, r.Surname)
	r.ID = c.value("id", aCode, r.ID)
	r.Key = c.value("key", aCode, r.Key)
	r.Tags = c.tags(r.Tags)
	r.ReferrerID = c.value("referring_partner_id", aCode, r.ReferrerID)
	r.ReferrerKey = c.value("referring_partner_key", aCode, r.ReferrerKey)
	r.ReferrerEmail = c.value("referring_partner_email", anAddress, r.ReferrerEmail)
	r.Referrer = c.value(row.ReferrerColumn, anAddress, r.Referrer)
	// Only an address shows how it names the partner.
	if r.ReferrerEmail == "" && strings.Contains(r.Referrer, "@") {
		r.ReferrerEmail, r.Referrer = r.Referrer, ""
	}
}
