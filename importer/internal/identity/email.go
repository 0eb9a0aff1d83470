package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Email is the identity of a row: the API tells e-mail addresses apart
// without regard to case. The two ways to write a domain beyond ASCII,
// "exämple.com" and "xn--exmple-cua.com", stay two identities, as we do not
// know what the API makes of them; [EmailKey] has them as one.
func Email(email string) string {
	if isFolded(email) {
		return email // as most are
	}
	return strings.ToLower(strings.TrimSpace(email))
}

// isFolded recognises ASCII without spaces and capitals.
func isFolded(s string) bool {
	for i := range len(s) {
		if b := s[i]; b <= ' ' || b >= 0x7f || b >= 'A' && b <= 'Z' {
			return false
		}
	}
	return true
}

// EmailKey is what two rows of one file must not share: the folded address,
// with its domain in ASCII form, since both forms reach the same mailbox.
func EmailKey(email string) string {
	if isFolded(email) {
		return email
	}
	folded := Email(email)
	if IsASCII(folded) {
		return folded
	}
	folded = norm.NFC.String(folded)
	at := strings.LastIndexByte(folded, '@') + 1
	if ascii, err := idna.Punycode.ToASCII(folded[at:]); err == nil {
		return folded[:at] + ascii
	}
	return folded
}

// Unaccented leaves out what stands above and below letters.
func Unaccented(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s // as nearly all are
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
