package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"partner-import/importer/internal/cell"
)

// This file judges e-mail addresses as the API does, and no stricter. The API is
// written with Laravel. Its rule "email" is by default RFC 5322's addr-spec, with
// RFC 6531's letters beyond ASCII. A dot-atom or a quoted string is before the @.
// After it are labels of letters, digits and hyphens, or an address in brackets.
// One label is enough. Nothing checks that the domain exists. Only a comment in
// parentheses is refused here and not there: no spreadsheet has one on purpose.

const (
	maxLabel  = 63  // bytes of a part of a domain, in ASCII form
	maxDomain = 253 // bytes of a domain
)

// isPlainEmail recognises, without allocation, the addresses that nearly all
// rows have. An address that it does not recognise may still be right.
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

// isAtomMark: what RFC 5322 calls atext, apart from letters and digits.
func isAtomMark(c byte) bool { return strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0 }

// emailFault says what is wrong with an address and what to do, "" if nothing is
// wrong.
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

// quotedLength is the length of the quoted string at the beginning of s, as in
// "anna b"@example.com, 0 if there is none.
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
		return faultFormulaError
	case strings.HasPrefix(s, "="):
		return faultFormula
	case strings.Contains(s, cell.LostLetter):
		return faultLostLetter
	case ats == 0:
		return faultNoAt
	case ats > 1 && strings.ContainsAny(s, ",;|/ \n\t\u00a0"):
		return faultTwo
	case ats > 1:
		return faultManyAts
	case strings.ContainsFunc(s, unicode.IsSpace):
		return faultSpace
	case strings.ContainsAny(s, "()<>"):
		return faultComment
	case strings.ContainsAny(s, ",;"):
		return faultComma
	}
	return ""
}

func localFault(local string) string {
	switch {
	case local == "":
		return faultNoLocal
	case local[0] == '.':
		return faultDotFirst
	case local[len(local)-1] == '.':
		return faultDotBefore
	}
	return partFault(local, isAtomMark)
}

func domainFault(domain string) string {
	switch {
	case domain == "":
		return faultNoDomain
	case domain[0] == '.':
		return faultDotAfter
	case domain[len(domain)-1] == '.':
		return faultDotLast
	case isLiteral(domain):
		return ""
	case domain[0] == '-', domain[len(domain)-1] == '-', strings.Contains(domain, "-."):
		return faultHyphen
	case len(domain) > maxDomain:
		return fmt.Sprintf(faultDomain, maxDomain)
	}
	if fault := partFault(domain, func(c byte) bool { return c == '-' }); fault != "" {
		return fault
	}
	for label := range strings.SplitSeq(domain, ".") {
		if ascii, _ := idna.Punycode.ToASCII(label); len(ascii) > maxLabel {
			return fmt.Sprintf(faultLabel, maxLabel)
		}
	}
	return ""
}

// isLiteral recognises a network address, such as [192.0.2.1].
func isLiteral(domain string) bool {
	if len(domain) < 3 || domain[0] != '[' || domain[len(domain)-1] != ']' {
		return false
	}
	return !strings.ContainsFunc(domain[1:len(domain)-1], func(r rune) bool {
		return r <= ' ' || r > '~' || r == '[' || r == ']' || r == '\\'
	})
}

// partFault finds a character that is not allowed in a part of an address. The
// marks are the allowed ASCII characters apart from letters, digits and dots.
func partFault(part string, isMark func(byte) bool) string {
	if strings.Contains(part, "..") {
		return faultTwoDots
	}
	for _, r := range part {
		ok := r == '.' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if r < utf8.RuneSelf {
			ok = ok || isMark(byte(r))
		} else {
			ok = !unicode.In(r, unicode.S, unicode.C)
		}
		if !ok {
			return fmt.Sprintf(faultCharacter, string(r))
		}
	}
	return ""
}
