package cell

import (
	"strings"
)

// IsCode recognises what an id or a key looks like: a short word of letters,
// digits, "-", "_" and ".".
func IsCode(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	}) && !IsDate(s)
}

// Kinds of values, for people. They say what a column has without showing it.
const (
	Empty   = "empty"
	Text    = "text"
	Dates   = "dates"
	Numbers = "numbers"
	Emails  = "e-mail addresses"
	Links   = "links"
)

// KindOf is the kind of a value, and Empty for none.
func KindOf(s string) string {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return Empty
	case IsDate(s):
		return Dates
	case isNumber(s):
		return Numbers
	case strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " \t\n"):
		return Emails
	case strings.HasPrefix(s, "http://"), strings.HasPrefix(s, "https://"), strings.HasPrefix(s, "www."):
		return Links
	}
	return Text
}

// BothKinds is the kind of values of two kinds.
func BothKinds(a, b string) string {
	switch {
	case a == b, b == Empty:
		return a
	case a == Empty, a == "":
		return b
	}
	return Text
}

// isNumber recognises numbers in any country's way, with a currency or percent.
func isNumber(s string) bool {
	s = strings.Trim(s, "+-$€£¥% \u00a0")
	return strings.ContainsAny(s, "0123456789") && strings.Trim(s, "0123456789.,' \u00a0") == ""
}
