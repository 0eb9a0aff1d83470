// Package cell is what one cell may hold: what is put right in it without a doubt,
// what spreadsheets damage, and how it is shown to people.
package cell

import (
	"fmt"
	"strings"
	"unicode"

	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// A content says what may be put right in a cell without a doubt.
type content int

const (
	aText     content = iota // names and tags: what is inside belongs to people
	aCode                    // ids and keys
	anAddress                // e-mail addresses
)

// A Finding is something in a cell that a person should know about.
type Finding struct {
	Kind  Kind
	Field string
	Text  string // what it is about, to be shown
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
// quotes, ="…", mailto:, the name beside an address, and characters that
// nobody sees. What it returns it would return again.
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

// isClean recognises most cells at a glance, if they are ASCII: nothing stands
// around them.
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

// unwrapFormula turns ="00123" into 00123: so a cell is written that Excel must
// not take for a number.
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

// dropInvisible removes characters that nobody sees: all of them from what is
// compared letter by letter; from names only the byte order mark, and those
// around them that the API trims as well. Inside a name they are spelling, as
// in Persian or in an emoji of several parts.
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

// isSameAddress: some programs write an address that has no name as its own
// name.
func isSameAddress(name, address string) bool {
	return strings.EqualFold(strings.Trim(name, ` "'`), address)
}

// StartsLikeFormula recognises what a spreadsheet would calculate.
func StartsLikeFormula(s string) bool {
	return len(s) > 1 && strings.IndexByte("=+-@", s[0]) >= 0
}

// IsEncodedTwice recognises UTF-8 that was read as Windows-1252 and written
// again: "JÃ¼rgen". A letter of the range of first bytes is followed by as many
// characters of the range of later ones as a character of UTF-8 has. Quotes,
// dots and dashes are such characters, and do stand behind letters: with them
// alone it is no proof, except behind letters that hardly stand before them, or
// where a capital would stand inside a word.
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

// isInsideWord reports whether the capital at i would stand inside a word in
// small letters, were it one.
func isInsideWord(runes []rune, i, n int) bool {
	return unicode.IsUpper(runes[i]) && (i > 0 && unicode.IsLower(runes[i-1]) || i+n+1 < len(runes) && unicode.IsLower(runes[i+n+1]))
}

// continuations is how many bytes follow the first byte r of a character of
// more than one, 0 if r is none.
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

// isContinuation reports whether Windows-1252 reads a byte from 0x80 to 0xBF as
// r, and whether r is punctuation that does stand behind letters.
func isContinuation(r rune) (ok, punctuation bool) {
	if strings.ContainsRune("…‘’“”–—™\u00a0»›®°", r) {
		return true, true
	}
	if r >= 0x80 && r <= 0xbf || strings.ContainsRune("€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜š›œžŸ", r) {
		return !unicode.IsSpace(r), false
	}
	return false, false
}

// Clean puts right what can be put right without a doubt, in every cell but
// the password.
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
	// Only an address tells by itself how it names the partner.
	if r.ReferrerEmail == "" && strings.Contains(r.Referrer, "@") {
		r.ReferrerEmail, r.Referrer = r.Referrer, ""
	}
}
