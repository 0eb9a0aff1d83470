package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"partner-import/importer/internal/address"
	"partner-import/importer/internal/cell"
)

// A fault is what is wrong with an address, and what to do. With guess, the address
// that was meant is looked for, and named instead of the advice.
type fault struct {
	is, advice string
	guess      bool
}

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

// emailFault says what is wrong with an address and what to do, "" if nothing is
// wrong. If it is clear which address was meant, it names it.
func emailFault(s string) string {
	if address.IsPlain(s) {
		return ""
	}
	fault := faultOf(s)
	if fault.is == "" {
		return ""
	}
	meant := ""
	if fault.guess {
		meant = address.Meant(s)
	}
	switch {
	case meant != "" && strings.Contains(s, meant):
		return fault.is + fmt.Sprintf(keepOnly, cell.Quote(meant))
	case meant != "":
		return fault.is + fmt.Sprintf(probably, cell.Quote(meant))
	}
	return fault.is + fault.advice
}

// faultOf finds the first fault of an address.
func faultOf(s string) fault {
	local, rest := "", s
	if quoted := quotedLength(s); quoted > 0 {
		local, rest = s[:quoted], s[quoted:]
	}
	if fault := commonFault(rest); fault.is != "" {
		return fault
	}
	at := strings.IndexByte(rest, '@')
	local, domain := local+rest[:at], rest[at+1:]
	if at > 0 || local == "" {
		if fault := localFault(local); fault.is != "" {
			return fault
		}
	}
	if fault := domainFault(domain); fault.is != "" {
		return fault
	}
	if odd, found := address.Odd(rest); found && !odd.Alone {
		return fault{fmt.Sprintf(faultAlphabets, string(odd.Letter), odd.Alphabet), " Type it again.", false}
	}
	return fault{}
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
func commonFault(s string) fault {
	ats := strings.Count(s, "@")
	switch {
	case cell.IsFormulaError(s):
		return fault{faultFormulaError, adviceFormulaError, false}
	case strings.HasPrefix(s, "="):
		return fault{faultFormula, adviceFormula, false}
	case cell.IsNothing(s):
		return fault{faultNothing, adviceNothing, false}
	case strings.Contains(s, "&") && strings.Contains(s, ";") && !strings.Contains(s, " "):
		return fault{faultEntity, adviceEntity, false}
	case strings.Contains(s, cell.LostLetter):
		return fault{faultLostLetter, adviceLostLetter, false}
	case ats == 0:
		return fault{faultNoAt, adviceNoAt, true}
	case ats > 1 && strings.ContainsAny(s, ",;|/ \n\t\u00a0"):
		return fault{faultTwo, adviceTwo, false}
	case ats > 1:
		return fault{faultManyAts, adviceManyAts, true}
	case strings.ContainsFunc(s, unicode.IsSpace):
		return fault{faultSpace, adviceSpace, true}
	case strings.ContainsAny(s, "()<>"):
		return fault{faultComment, adviceComment, true}
	case strings.ContainsAny(s, ",;"):
		return fault{faultComma, adviceComma, true}
	}
	return fault{}
}

func localFault(local string) fault {
	switch {
	case local == "":
		return fault{faultNoLocal, adviceNoLocal, false}
	case local[0] == '.':
		return fault{faultDotFirst, adviceDotFirst, false}
	case local[len(local)-1] == '.':
		return fault{faultDotBefore, adviceDotBefore, false}
	}
	if local[0] != '"' && local[0] != '=' && strings.HasPrefix(strings.TrimLeftFunc(local, unicode.IsLetter), "?") && hasLostLetter(local) {
		return fault{faultQuestion, adviceQuestion, false}
	}
	return partFault(local, address.IsMark)
}

func domainFault(domain string) fault {
	switch {
	case domain == "":
		return fault{faultNoDomain, adviceNoDomain, false}
	case domain[0] == '.':
		return fault{faultDotAfter, adviceDotAfter, false}
	case domain[len(domain)-1] == '.':
		return fault{faultDotLast, adviceDotLast, false}
	case isLiteral(domain):
		return fault{}
	case domain[0] == '-', domain[len(domain)-1] == '-', strings.Contains(domain, "-."):
		return fault{faultHyphen, adviceHyphen, false}
	case len(domain) > maxDomain:
		return fault{is: fmt.Sprintf(faultDomain, maxDomain), advice: fixIt}
	}
	if fault := partFault(domain, func(c byte) bool { return c == '-' }); fault.is != "" {
		return fault
	}
	for label := range strings.SplitSeq(domain, ".") {
		if ascii, _ := idna.Punycode.ToASCII(label); len(ascii) > maxLabel {
			return fault{is: fmt.Sprintf(faultLabel, maxLabel), advice: fixIt}
		}
	}
	return fault{}
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
func partFault(part string, isMark func(byte) bool) fault {
	if strings.Contains(part, "..") {
		return fault{faultTwoDots, adviceTwoDots, false}
	}
	for _, r := range part {
		ok := r == '.' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if r < utf8.RuneSelf {
			ok = ok || isMark(byte(r))
		} else {
			ok = !unicode.In(r, unicode.S, unicode.C, unicode.P) || isMark('-') && !isMark('+') && strings.ContainsRune("·・׳״", r)
		}
		switch {
		case ok:
		case r == '?':
			return fault{faultQuestion, adviceQuestion, true}
		default:
			return fault{fmt.Sprintf(faultCharacter, string(r)), fixIt, true}
		}
	}
	return fault{}
}
