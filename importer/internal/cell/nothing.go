package cell

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"partner-import/importer/row"
)

// This file holds the rule for words that mean "nothing". Databases and programs
// write them into empty cells. The rule is the same for every format and column:
//
//   - In an id, a key, a tag, a password and a referring partner, the word is read as
//     an empty cell.
//   - In a name too, except if it may be a name: Jenny Null, Nan Goldman. In many rows
//     it is none.
//   - In a referring partner, a 0 is read so, too.
//   - In the e-mail the row is invalid, see package check.
//
// Each word is told once.

// maxNothing is the length of the longest word with its brackets.
const maxNothing = 20

// IsNothing recognises a word that means "nothing", also in brackets or quotes.
func IsNothing(s string) bool {
	return begins(s) && len(s) <= maxNothing && isNothing(s)
}

// mayBeNothing is false for the first letter of most texts.
func mayBeNothing(first byte) bool {
	letter := first | 0x20
	return first-'0' > 9 && (letter-'a' > 25 || letter == 'n' || letter == 'u')
}

// begins reports whether a cell begins like a word for "nothing".
func begins(s string) bool { return s != "" && mayBeNothing(s[0]) }

func isNothing(s string) bool {
	if s[0] >= utf8.RuneSelf && s[0] != 0xe2 {
		return false // only the dashes are beyond ASCII
	}
	if isLetter(s[0]) && s != "NA" && len(s) != 3 && len(s) != 4 && len(s) != len("undefined") {
		return false
	}
	if s == "NA" || s == `\N` || s == `\\N` {
		return true
	}
	inner, wrapped := s, false
	for len(inner) > 1 && isPair(inner[0], inner[len(inner)-1]) {
		inner, wrapped = strings.TrimSpace(inner[1:len(inner)-1]), true
	}
	word := strings.ToLower(inner)
	switch word {
	case "null", "none", "nan", "n/a", "n.a.", "undefined", "nil", "nat", "-nan":
		return word != "nat" || inner == "NaT"
	case "", "na", "blank", "empty", "not set", "missing", `\n`:
		return wrapped
	case "...", "…", "?", ".", "..":
		return true
	}
	return strings.Trim(inner, "-–—―−") == "" && len(inner) < 10
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func isPair(open, closing byte) bool {
	switch open {
	case '(':
		return closing == ')'
	case '<':
		return closing == '>'
	case '[':
		return closing == ']'
	case '{':
		return closing == '}'
	case '"', '\'':
		return closing == open
	}
	return false
}

// emptyNothing empties the cells that hold a word for "nothing", and notes it.
func (c *Cleaner) emptyNothing(r *row.Record) {
	c.emptyZero("referring_partner_id", &r.ReferrerID)
	c.emptyZero("referring_partner_key", &r.ReferrerKey)
	c.emptyZero("referring_partner_email", &r.ReferrerEmail)
	c.emptyZero(row.ReferrerColumn, &r.Referrer)
	if !(begins(r.Name) || begins(r.Surname) || begins(r.ID) || begins(r.Key) || begins(r.Password) ||
		begins(r.ReferrerID) || begins(r.ReferrerKey) || begins(r.ReferrerEmail) || begins(r.Referrer)) {
		return
	}
	c.emptyWord("id", &r.ID)
	c.emptyWord("key", &r.Key)
	c.emptyWord("password", &r.Password)
	c.emptyWord("referring_partner_id", &r.ReferrerID)
	c.emptyWord("referring_partner_key", &r.ReferrerKey)
	c.emptyWord("referring_partner_email", &r.ReferrerEmail)
	c.emptyWord(row.ReferrerColumn, &r.Referrer)
	c.emptyNames(&r.Name, &r.Surname)
}

func (c *Cleaner) emptyWord(field string, cell *string) {
	if IsNothing(*cell) {
		c.empty(field, cell)
	}
}

// emptyZero empties a 0 that names no referring partner: databases have it there.
func (c *Cleaner) emptyZero(field string, cell *string) {
	if *cell == "0" {
		c.empty(field, cell)
	}
}

// isNotFound recognises the error of a formula that found nothing.
func isNotFound(s string) bool { return s == "#N/A" || s == "#n/a" }

// emptyNames empties the names that are words for "nothing".
func (c *Cleaner) emptyNames(name, surname *string) {
	empty, other := isNoName(*name), isNoName(*surname)
	if !empty && !other {
		return
	}
	first, last := *name, *surname
	if empty {
		c.emptyName("name", name, last, other)
	}
	if other {
		c.emptyName("surname", surname, first, empty)
	}
}

func isNoName(s string) bool { return IsNothing(s) || isNotFound(s) }

// emptyName empties a name, except if it may be one: it is next to another name, and
// is written like a name, or with capital letters where the other one has them.
func (c *Cleaner) emptyName(field string, name *string, other string, otherToo bool) {
	if slices.Contains(c.Often, *name) || otherToo && (other == *name || other != "NA" && *name != "NA") || !isNameNext(*name, other) || c.hasEmptied(*name) {
		c.empty(field, name)
		return
	}
	if field != "name" || *name != "Nan" && *name != "Nil" { // first names that no program writes so
		c.note(NothingKept, field, Quote(*name))
	}
}

func isNameNext(name, other string) bool {
	return other != "" && isOnlyLetters(name) && (capitals(name) == "Aa" || name == "NA" || capitals(name) == capitals(other))
}

func (c *Cleaner) empty(field string, cell *string) {
	c.note(NothingEmptied, field, Quote(*cell))
	*cell = ""
}

// hasEmptied reports whether another cell of the row held the same word.
func (c *Cleaner) hasEmptied(word string) bool {
	for _, f := range c.Found {
		if f.Kind == NothingEmptied && f.Text == Quote(word) {
			return true
		}
	}
	return false
}

func isOnlyLetters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// capitals says where the first word of a text has capital letters: "Aa", "A", "a",
// and "aA" for anywhere else.
func capitals(s string) string {
	word, _, _ := strings.Cut(s, " ")
	first, n := utf8.DecodeRuneInString(word)
	switch rest := word[n:]; {
	case word == strings.ToLower(word):
		return "a"
	case rest != "" && word == strings.ToUpper(word):
		return "A"
	case unicode.IsUpper(first) && rest == strings.ToLower(rest):
		return "Aa"
	}
	return "aA"
}
