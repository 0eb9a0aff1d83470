package settings

import (
	"strings"
	"unicode"

	"partner-import/importer/option"
)

// Call is how messages call an option of the importer: by its flag, like
// "--sheet" or "--existing update".
func Call(name option.Name, value string) string {
	flag := "--" + flagOf(name)
	if value == "" {
		return flag
	}
	return flag + " " + value
}

// flagOf returns the flag that sets an option. They have one name, which Go
// writes as SkipRows and a command line as skip-rows.
func flagOf(name option.Name) string {
	var b strings.Builder
	lower := false // the last letter was a small one
	for _, r := range string(name) {
		if lower && unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
