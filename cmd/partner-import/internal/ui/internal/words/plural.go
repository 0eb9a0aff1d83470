package words

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Categories are the plural categories of a language, by CLDR 48. All of ours count
// whole numbers, but a file has all forms: those who translate need no list of
// exceptions.
func Categories(tag language.Tag) []string {
	switch tag {
	case language.French, language.Spanish, language.Portuguese:
		return []string{"one", "many", "other"}
	case language.Lithuanian:
		return []string{"one", "few", "many", "other"}
	}
	return []string{"one", "other"}
}

// category is the plural category of the first whole number among the arguments.
func category(tag language.Tag, args []any) string {
	for _, arg := range args {
		var n int
		switch arg := arg.(type) {
		case int:
			n = arg
		case int64:
			n = int(arg)
		default:
			continue
		}
		return categoryOf(tag, max(n, -n))
	}
	return "other"
}

// categoryOf is the plural category of a number. The rules in x/text are those of CLDR 32.
// Since then the languages that say "a million of rows" have a category for it.
func categoryOf(tag language.Tag, n int) string {
	if n > 0 && n%1_000_000 == 0 {
		switch tag {
		case language.French, language.Spanish, language.Portuguese:
			return "many"
		}
	}
	if tag == language.Portuguese && n == 0 {
		return "other" // as in Portugal. In Brazil, both are usual.
	}
	if n >= 10_000_000 { // the rules of x/text take less, and only the last digits matter
		n = n%1_000_000 + 1_000_000
	}
	return map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]
}
