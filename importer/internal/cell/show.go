package cell

import (
	"fmt"
	"strconv"
	"strings"
)

// Quote shows text from the file: short, and with every character that a
// terminal or a spreadsheet would act upon escaped.
func Quote(s string) string { return QuoteUpTo(s, 60) }

// QuoteUpTo is Quote with another bound, in characters.
func QuoteUpTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		s = string(r[:most-3]) + "..."
	}
	return strconv.Quote(s)
}

// Show escapes what a terminal or a spreadsheet would act upon in text from
// the network, and cuts it short.
func Show(text string) string {
	quoted := QuoteUpTo(text, 300)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

// QuoteList quotes names for a sentence. Beyond so many it says how many more
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

// Count is a number of things: "1 row", "2 rows".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
