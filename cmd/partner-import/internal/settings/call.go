package settings

import (
	"strings"
	"unicode"

	"partner-import/importer/option"
)

// Call is the name of an option of the importer in messages: its flag, such as
// "--sheet" or "--existing update".
func Call(name option.Name, value string) string {
	flag := "--" + flagOf(name)
	if value == "" {
		return flag
	}
	return flag + " " + value
}

// flagOf returns the flag that sets an option. Both have the same name: SkipRows in
// Go, and skip-rows on a command line.
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
