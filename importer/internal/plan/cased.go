package plan

import (
	"fmt"

	"partner-import/importer/internal/identity"
)

// This file is about keys that differ only in capital letters. Partnero takes both, but
// the links of two partners are then easily confused.

// A casedKey is a key with capital letters.
type casedKey struct {
	row   uint32
	lower identity.Digest // of the key in small letters
}

func hasCapitals(key string) bool {
	for i := range len(key) {
		if b := key[i]; b >= 'A' && b <= 'Z' {
			return true
		}
	}
	return false
}

// tellCased warns of keys that differ only in capital letters.
func (p *Plan) tellCased(index *index) {
	var first identity.Table
	count, a, b := 0, uint32(0), uint32(0)
	for _, k := range p.cased {
		other := index.tables[byKey].Row(k.lower)
		if at := first.Entry(k.lower); *at == 0 {
			*at = k.row
		} else if other == 0 {
			other = *at
		}
		if other > 0 && p.fates[other-1] == meant && p.fates[k.row-1] == meant {
			if count++; count == 1 {
				a, b = min(other, k.row), max(other, k.row)
			}
		}
	}
	p.cased = nil
	switch count {
	case 0:
	case 1:
		p.Warnings = append(p.Warnings, fmt.Sprintf(sayCasedOnce, p.Line(a), p.Line(b)))
	default:
		p.Warnings = append(p.Warnings, fmt.Sprintf(sayCased, count, p.Line(a), p.Line(b)))
	}
}
