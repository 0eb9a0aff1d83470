package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"partner-import/importer/internal/cell"
)

// This file judges e-mail addresses as the API does, not stricter. It is
// written with Laravel, whose rule "email" is by default RFC 5322's addr-spec
// with RFC 6531's letters beyond ASCII: any dot-atom or quoted string before
// the @, and behind it labels of letters, digits and hyphens, one of them being
// enough, or an address in brackets. Whether the domain exists is not asked.
// The one thing that is refused here alone is a comment in parentheses, which
// nobody means to have in a spreadsheet.

const (
	maxLabel  = 63  // bytes of a part of a domain, in ASCII form
	maxDomain = 253 // bytes of a domain
)

// isPlainEmail recognises, without allocation, the addresses that nearly all
// rows have. What it does not recognise may be right all the same.
func isPlainEmail(s string) bool {
	at, begun := -1, 0 // where the @ is, and where the part between dots began
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '@':
			if at >= 0 || i == begun {
				return false
			}
			at, begun = i, i+1
		case c == '.':
			if i == begun || at >= 0 && (s[i-1] == '-' || i-begun > maxLabel) {
				return false
			}
			begun = i + 1
		case c == '-' && at >= 0:
			if i == at+1 {
				return false
			}
		default:
			if at >= 0 || !isAtomMark(c) {
				return false
			}
		}
	}
	return at > 0 && begun < len(s) && s[len(s)-1] != '-' && len(s)-begun <= maxLabel && len(s)-at-1 <= maxDomain
}

// isAtomMark: what RFC 5322 calls atext, beside letters and digits.
func isAtomMark(c byte) bool { return strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0 }

// emailFault says what is wrong with an address and what to do, "" if nothing
// is.
func emailFault(s string) string {
	if isPlainEmail(s) {
		return ""
	}
	local, rest := "", s
	if quoted := quotedLength(s); quoted > 0 {
		local, rest = s[:quoted], s[quoted:]
	}
	if fault := commonFault(rest); fault != "" {
		return fault
	}
	at := strings.IndexByte(rest, '@')
	local, domain := local+rest[:at], rest[at+1:]
	if at > 0 || local == "" {
		if fault := localFault(local); fault != "" {
			return fault
		}
	}
	return domainFault(domain)
}

// quotedLength is the length of a quoted string that s begins with, as in
// "anna b"@example.com, 0 if it begins with none.
func quotedLength(s string) int {
	if s == "" || s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n', '\r', '\t':
			return 0
		case '"':
			if i+1 < len(s) && s[i+1] == '@' {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// commonFault finds what people and spreadsheets do to addresses.
func commonFault(s string) string {
	ats := strings.Count(s, "@")
	switch {
	case cell.IsFormulaError(s):
		return "is the error of a spreadsheet formula, not an address; correct the formula where it comes from"
	case strings.HasPrefix(s, "="):
		return "is a spreadsheet formula, not an address; export values instead of formulas"
	case strings.Contains(s, cell.LostLetter):
		return "holds a replacement character (\ufffd), since a letter was lost in an earlier export; type it again"
	case ats == 0:
		return "is not an e-mail address, as it has no @; it must look like name@example.com"
	case ats > 1 && strings.ContainsAny(s, ",;|/ \n\t\u00a0"):
		return "has two addresses; keep one"
	case ats > 1:
		return "has more than one @; keep one"
	case strings.ContainsFunc(s, unicode.IsSpace):
		return "has a space in it; remove it"
	case strings.ContainsAny(s, "()<>"):
		return "has a name or a comment beside the address; keep the address alone"
	case strings.ContainsAny(s, ",;"):
		return "has a comma or semicolon in it; remove it, or put a dot in its place"
	}
	return ""
}

func localFault(local string) string {
	switch {
	case local == "":
		return "has nothing before the @; it must look like name@example.com"
	case local[0] == '.':
		return "begins with a dot; remove it"
	case local[len(local)-1] == '.':
		return "has a dot before the @; remove it"
	}
	return partFault(local, isAtomMark)
}

func domainFault(domain string) string {
	switch {
	case domain == "":
		return "has nothing after the @; it must look like name@example.com"
	case domain[0] == '.':
		return "has a dot behind the @; remove it"
	case domain[len(domain)-1] == '.':
		return "ends in a dot; remove it"
	case isLiteral(domain):
		return ""
	case domain[0] == '-', domain[len(domain)-1] == '-', strings.Contains(domain, "-."):
		return "has a hyphen at the edge of its domain; correct it"
	case len(domain) > maxDomain:
		return fmt.Sprintf("has a domain of more than %d characters; correct it", maxDomain)
	}
	if fault := partFault(domain, func(c byte) bool { return c == '-' }); fault != "" {
		return fault
	}
	for label := range strings.SplitSeq(domain, ".") {
		if ascii, _ := idna.Punycode.ToASCII(label); len(ascii) > maxLabel {
			return fmt.Sprintf("has a domain with more than %d characters between two dots; correct it", maxLabel)
		}
	}
	return ""
}

// isLiteral recognises an address of the network, like [192.0.2.1].
func isLiteral(domain string) bool {
	if len(domain) < 3 || domain[0] != '[' || domain[len(domain)-1] != ']' {
		return false
	}
	return !strings.ContainsFunc(domain[1:len(domain)-1], func(r rune) bool {
		return r <= ' ' || r > '~' || r == '[' || r == ']' || r == '\\'
	})
}

// partFault finds a character that may not stand in a part of an address. The
// marks are those of ASCII that may, beside letters, digits and dots.
func partFault(part string, isMark func(byte) bool) string {
	if strings.Contains(part, "..") {
		return "has two dots in a row; remove one"
	}
	for _, r := range part {
		ok := r == '.' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if r < utf8.RuneSelf {
			ok = ok || isMark(byte(r))
		} else {
			ok = !unicode.In(r, unicode.S, unicode.C)
		}
		if !ok {
			return fmt.Sprintf("has the character %q where no address may have it; correct it", string(r))
		}
	}
	return ""
}
