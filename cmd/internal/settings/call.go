package settings

import (
	"strings"
	"unicode"

	"partner-import/importer/option"
)

// A naming says how messages call a setting, with a value or "". The nil naming calls it
// by its flag.
type naming func(name, value string) string

func (n naming) call(name, value string) string {
	if n == nil {
		return byFlag(name, value)
	}
	return n(name, value)
}

// namer is how messages of the importer call its options.
func (n naming) namer() option.Namer {
	return func(name option.Name, value string) string { return n.call(flagOf(name), value) }
}

// byFlag is for those who type a command: "--existing update".
func byFlag(name, value string) string {
	if value == "" {
		return "--" + name
	}
	return "--" + name + " " + value
}

// byName is for those who write a file of settings: "existing: update", in quotes.
func byName(name, value string) string {
	switch {
	case value == "":
		return `"` + name + `"`
	case strings.Contains(value, `"`):
		return "'" + name + ": " + value + "'"
	}
	return `"` + name + ": " + value + `"`
}

// Call is the name of an option of the importer in messages: its flag, such as
// "--sheet" or "--existing update".
func Call(name option.Name, value string) string { return byFlag(flagOf(name), value) }

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
