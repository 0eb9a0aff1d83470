package identity

import (
	"maps"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts look the same, apart from spaces around them.
func SameText(a, b string) bool {
	return Composed(strings.TrimSpace(a)) == Composed(strings.TrimSpace(b))
}

// SameSet reports whether two lists hold the same texts, in any order.
func SameSet(a, b []string) bool {
	set := func(list []string) map[string]bool {
		m := map[string]bool{}
		for _, s := range list {
			m[s] = true
		}
		return m
	}
	return maps.Equal(set(a), set(b))
}

// Composed makes texts equal that look the same: "é" may be one character or two.
func Composed(s string) string {
	if IsASCII(s) {
		return s
	}
	return norm.NFC.String(s)
}

// IsASCII reports whether a text has no character beyond ASCII.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
