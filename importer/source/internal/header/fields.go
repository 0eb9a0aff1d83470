package header

import (
	"strings"

	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// FieldsNamed returns a function that counts the fields that cells name. The count is
// 0 if none of them is the e-mail, or if one holds an address: then they are values
// and not names.
func FieldsNamed(known map[string]string) func(cells []string) int {
	return func(cells []string) int {
		fields := map[string]bool{}
		for _, cell := range cells {
			if raw.MayBeAddress(cell) {
				return 0
			}
			if field := known[names.Fold(cell)]; field != "" && !isIgnored(cell) {
				fields[field] = true
			}
		}
		if !fields["email"] {
			return 0
		}
		return len(fields)
	}
}

// isIgnored reports whether a column is silently ignored: a file of failed rows has
// some, and the person who fixes it may add more.
func isIgnored(column string) bool { return strings.HasPrefix(strings.TrimSpace(column), "_") }

// Names are the aliases, and the columns that are mapped by hand.
func Names(byHand []Mapping) map[string]string {
	known := names.Aliases()
	for _, m := range byHand {
		known[names.Fold(m.Column)] = m.Field
	}
	return known
}
