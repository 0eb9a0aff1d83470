package cell

import (
	"strings"
	"unicode/utf8"
)

// unquote removes typographic quotes, or apostrophes, around a whole value. A CSV
// reader does not know them as quotes.
func (c *Cleaner) unquote(field, s string) string {
	inner := unquoted(s)
	if inner == s {
		return s
	}
	c.note(QuotesRemoved, field, Quote(s))
	return inner
}

func unquoted(s string) string {
	open, width := utf8.DecodeRuneInString(s)
	closing := closingQuotes(open)
	last, lastWidth := utf8.DecodeLastRuneInString(s)
	if len(s) < width+lastWidth || closing == "" || !strings.ContainsRune(closing, last) {
		return s
	}
	inner := s[width : len(s)-lastWidth]
	if open == '\'' {
		// Some programs write 'O''Lind' for O'Lind.
		if rest := strings.ReplaceAll(inner, "''", ""); rest != inner && !strings.Contains(rest, "'") {
			return strings.ReplaceAll(inner, "''", "'")
		}
	}
	if strings.ContainsRune(inner, open) || strings.ContainsAny(inner, closing) {
		return s // more than one pair: they belong to the text
	}
	return inner
}

// dropTextMark removes the apostrophes with which spreadsheets mark text, as in
// '00123. Several programs may each have added one. No address, id or key begins with one.
func (c *Cleaner) dropTextMark(field, s string) string {
	inner := strings.TrimLeft(s, "'")
	if inner == "" || inner == s {
		return s
	}
	c.note(QuotesRemoved, field, Quote(s))
	return inner
}

// closingQuotes are the closing quotes of an opening one in some language, "" if it
// is not an opening quote.
func closingQuotes(open rune) string {
	switch open {
	case '“':
		return "”“"
	case '„':
		return "“”"
	case '”':
		return "”"
	case '«':
		return "»"
	case '»':
		return "«"
	case '‘':
		return "’"
	case '‚':
		return "‘’"
	case '\'':
		return "'"
	}
	return ""
}
