package ui

import (
	"fmt"
	"strings"
	"unicode"
)

// printable shows characters that have no look of their own, or that change the
// direction of what follows, as codes. A page is safe with any text; its reader is not.
func printable(text string) string {
	if !strings.ContainsFunc(text, hidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports whether a character is invisible. Joiners belong to many scripts.
func hidden(r rune) bool {
	switch r {
	case '\u200c', '\u200d', '\n', '\t':
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}
