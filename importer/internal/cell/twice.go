package cell

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsEncodedTwice recognises UTF-8 that was read as Windows-1252 and written again:
// "JÃ¼rgen". A letter from the range of first bytes is followed by as many
// characters from the range of later bytes as a character of UTF-8 has. Quotes, dots
// and dashes are in that range too, and often follow letters. So they alone are not
// a proof, except after letters that they rarely follow, or if a capital letter
// would be inside a word.
func IsEncodedTwice(s string) bool {
	if !mayBeEncodedTwice(s) {
		return false
	}
	runes := []rune(s)
	for i, r := range runes {
		n := continuations(r)
		if n == 0 || i+n >= len(runes) {
			continue
		}
		sure, all := r == 'Ã' || r == 'Â' || r == 'â' && runes[i+1] == '€' || isInsideWord(runes, i, n), true
		for _, next := range runes[i+1 : i+1+n] {
			ok, punctuation := isContinuation(next)
			all = all && ok
			sure = sure || !punctuation
		}
		if all && sure {
			return true
		}
	}
	return false
}

// mayBeEncodedTwice is false, at a glance, for most texts: no letter from the range
// of first bytes is in front of another character beyond ASCII.
func mayBeEncodedTwice(s string) bool {
	for i := 0; i+2 < len(s); i++ {
		if s[i] == 0xc3 && s[i+2] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// isInsideWord reports whether the capital letter at i would be inside a word in
// small letters.
func isInsideWord(runes []rune, i, n int) bool {
	return unicode.IsUpper(runes[i]) && (i > 0 && unicode.IsLower(runes[i-1]) || i+n+1 < len(runes) && unicode.IsLower(runes[i+n+1]))
}

// continuations is how many bytes follow r in a character of several bytes, 0 if r
// is not a first byte.
func continuations(r rune) int {
	switch {
	case r >= 0xc2 && r <= 0xdf:
		return 1
	case r >= 0xe0 && r <= 0xef:
		return 2
	case r >= 0xf0 && r <= 0xf4:
		return 3
	}
	return 0
}

// isContinuation reports whether Windows-1252 reads a byte from 0x80 to 0xBF as r,
// and whether r is punctuation that often follows letters.
func isContinuation(r rune) (ok, punctuation bool) {
	if strings.ContainsRune("…‘’“”–—™\u00a0»›®°", r) {
		return true, true
	}
	if r >= 0x80 && r <= 0xbf || strings.ContainsRune("€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜š›œžŸ", r) {
		return !unicode.IsSpace(r), false
	}
	return false, false
}
