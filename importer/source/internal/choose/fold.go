package choose

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes values equal that differ in case, in how a letter is composed, or in
// the white space around and between their words. Accents, dots and dashes count:
// 1.5 is not 15.
func Fold(text string) string {
	if isFolded(text) {
		return text
	}
	text = strings.Join(strings.FieldsFunc(text, isSpace), " ")
	return norm.NFC.String(strings.ToLower(norm.NFKC.String(text)))
}

func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

// isFolded recognises, at a glance, the texts that Fold leaves as they are.
func isFolded(text string) bool {
	for i := range len(text) {
		if b := text[i]; b <= ' ' || b >= 0x7f || b >= 'A' && b <= 'Z' {
			return false
		}
	}
	return true
}
