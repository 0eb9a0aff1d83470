package identity

import (
	"maps"
	"strings"

	"golang.org/x/text/unicode/norm"

	"partner-import/importer/internal/cell"
)

func SameText(a, b string) bool {
	return Composed(strings.TrimSpace(a)) == Composed(strings.TrimSpace(b))
}

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

// Composed makes texts equal that look the same: "é" may be one character or
// two.
func Composed(s string) string {
	if cell.IsASCII(s) {
		return s
	}
	return norm.NFC.String(s)
}
