// Package cell is about a single cell: what can be fixed in it for certain, what
// spreadsheets damage, and how it is shown to people.
package cell

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/address"
	"partner-import/importer/row"
)

// A content says what can be fixed in a cell for certain.
type content int

const (
	aText     content = iota // names
	aList                    // tags: the quotes inside belong to the list
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
	Plain bool     // the row is printable ASCII
	Often []string // words for "nothing" that are in too many rows to be names
	Found []Finding
}

func (c *Cleaner) note(kind Kind, field, text string) {
	c.Found = append(c.Found, Finding{kind, field, text})
}

// mostLayers is how many layers a value may be wrapped in. With more it is left as it
// is: nobody wrote it so, and each pass takes as long as the cell.
const mostLayers = 16

// value returns the cell without what programs put around values: white space,
// quotes, ="…", what is around an address, and invisible characters. It reads what
// programs write for letters, such as &amp;. To clean its result again changes
// nothing.
func (c *Cleaner) value(field string, kind content, s string) string {
	whole, found := s, len(c.Found)
	for passes := 0; !isClean(kind, s) || !c.Plain && !IsPlain(s); passes++ {
		if passes == mostLayers {
			c.Found = c.Found[:found]
			c.note(EscapedText, field, Quote(whole))
			return whole
		}
		before := s
		s = unwrapFormula(strings.TrimSpace(s))
		s = c.dropInvisible(field, kind, s)
		s = c.decode(field, kind, s)
		s = c.unquote(field, s)
		if kind >= aCode {
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
	if first <= ' ' || last <= ' ' || first == '=' || first == '\'' || last == '_' && kind < aCode {
		return false
	}
	return kind != anAddress || address.IsPlain(s)
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
// letter by letter, so they lose all of them. Names lose those that are never spelling:
// word processors and web pages leave them. The others stay inside a name, as in
// Persian or in an emoji of several parts.
func (c *Cleaner) dropInvisible(field string, kind content, s string) string {
	if !mayBeInvisible(s) {
		return s
	}
	s = c.readLines(field, kind, s)
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
		if (isNoSpelling(r) || kind >= aCode && IsInvisible(r)) && drop(r) {
			return -1
		}
		return r
	}, s)
	if kind < aCode {
		out = strings.TrimSpace(out)
	}
	if first >= 0 {
		c.note(InvisibleRemoved, field, fmt.Sprintf("%U", first))
	}
	return out
}

// readLines reads the line ends that only Unicode knows. Design programs and word
// processors write them for a line break in a cell. In ids, keys and addresses they are
// found as white space later.
func (c *Cleaner) readLines(field string, kind content, s string) string {
	if kind >= aCode || !strings.ContainsAny(s, "\u2028\u2029") {
		return s
	}
	instead := " "
	if kind == aList {
		instead = "\n"
	}
	c.note(LineRead, field, Quote(s))
	return strings.NewReplacer("\u2028", instead, "\u2029", instead).Replace(s)
}

// isNoSpelling: the byte order mark, the soft hyphen, the zero-width space, the word
// joiner, and marks of direction.
func isNoSpelling(r rune) bool {
	return r == '\ufeff' || r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\u200e' || r == '\u200f' ||
		r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// mayBeInvisible is false, at a glance, for the letters of most European languages.
func mayBeInvisible(s string) bool {
	for i := range len(s) {
		if b := s[i]; b >= 0xcd || b == 0xc2 {
			return true
		}
	}
	return false
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

// takeAddress takes a step towards the address that a cell holds.
func (c *Cleaner) takeAddress(field, s string) string {
	read, step := address.Read(s)
	switch step {
	case address.Taken:
		c.note(AddressTaken, field, Quote(s))
	case address.Spelt:
		c.note(AddressSpelt, field, Quote(s))
	case address.Widened:
		c.note(AddressWidened, field, Quote(s))
	}
	return read
}

// Clean fixes what can be fixed for certain. In a password it only empties a word for
// "nothing".
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
	c.emptyNothing(r)
	// Only an address shows how it names the partner.
	if r.ReferrerEmail == "" && strings.Contains(r.Referrer, "@") {
		r.ReferrerEmail, r.Referrer = r.Referrer, ""
	}
}
