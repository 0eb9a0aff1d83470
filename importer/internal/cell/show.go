package cell

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Quote shows text from the file, cut short. Characters that a terminal or a
// spreadsheet would act upon are escaped.
func Quote(s string) string { return QuoteUpTo(s, 60) }

// Name shows the name of a column in a list: as it is if it is simple, otherwise
// quoted.
func Name(column string) string {
	simple := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" _-./%&#()", r)
	}
	if column == "" || len(column) > 60 || strings.ContainsFunc(column, func(r rune) bool { return !simple(r) }) {
		return Quote(column)
	}
	return column
}

// QuoteUpTo is Quote with another limit, in characters.
func QuoteUpTo(s string, most int) string {
	characters, kept := 0, 0 // kept: where the last three begin
	for i := range s {
		if characters == most-3 {
			kept = i
		}
		if characters == most {
			s = s[:kept] + "..."
			break
		}
		characters++
	}
	return strconv.Quote(s)
}

// Show cuts text from the network short. It escapes characters that a terminal or a
// spreadsheet would act upon.
func Show(text string) string {
	quoted := QuoteUpTo(text, 300)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

// QuoteList quotes names for a sentence, at most so many. Then it says how many more
// there are.
func QuoteList(names []string, most int) string {
	quoted := make([]string, 0, len(names))
	for i, name := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	return strings.Join(quoted, ", ")
}

// Count is a number of things: "1 row", "2,000 rows".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits + " " + what + "s"
}
