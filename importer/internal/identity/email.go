package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Email is the identity of a row: Partnero ignores the case of e-mail addresses.
// A domain beyond ASCII can be written in two ways: "exämple.com" and
// "xn--exmple-cua.com". We do not know what Partnero makes of them, so they are
// two identities here. For [EmailKey] they are one.
func Email(email string) string {
	if isFolded(email) {
		return email // as most addresses are
	}
	return strings.ToLower(strings.TrimSpace(email))
}

// Entry is the name of a row in the journal: the identity of its e-mail. An invitation is
// another entry than a create of the same e-mail. No address has a space in it.
func Entry(email string, invitation bool) string {
	if invitation {
		return "invitation " + Email(email)
	}
	return Email(email)
}

// maxEmail is how many bytes an address of 255 characters may have.
const maxEmail = 4 * 255

// isFolded recognises ASCII without spaces and capital letters.
func isFolded(s string) bool {
	for i := range len(s) {
		if b := s[i]; b <= ' ' || b >= 0x7f || b >= 'A' && b <= 'Z' {
			return false
		}
	}
	return true
}

// EmailKey is what two rows of one file must not share: the folded address, with
// its domain in ASCII form, because both forms reach the same mailbox.
func EmailKey(email string) string {
	if isFolded(email) {
		return email
	}
	folded := Email(email)
	if IsASCII(folded) {
		return folded
	}
	folded = norm.NFC.String(folded)
	if len(folded) > maxEmail {
		return folded // no address: Punycode takes the square of its length
	}
	at := strings.LastIndexByte(folded, '@') + 1
	if ascii, err := idna.Punycode.ToASCII(folded[at:]); err == nil {
		return folded[:at] + ascii
	}
	return folded
}

// Unaccented removes the marks above and below letters.
func Unaccented(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s // as nearly all texts are
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
