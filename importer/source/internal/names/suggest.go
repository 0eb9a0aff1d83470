package names

import (
	"fmt"
	"slices"
	"strings"
)

// DidYouMean is a question with the nearest name, "" if there is none.
func DidYouMean(folded string, known map[string]string) string {
	if near := Nearest(folded, known); near != "" {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	return ""
}

// Nearest returns the field with a name or alias that is at most two typing errors
// away, or "".
func Nearest(folded string, known map[string]string) string {
	best, field := 3, ""
	for alias, of := range known {
		d := distance(folded, alias)
		if d*3 > len(alias) {
			continue
		}
		if d < best || d == best && of < field {
			best, field = d, of
		}
	}
	return field
}

// Misspelt returns the field that a name with one typing error means, "" without one.
func Misspelt(folded string) string {
	field := ""
	for alias, of := range English() {
		if len(alias) > 4 && distance(folded, alias) == 1 && (field == "" || of < field) {
			field = of
		}
	}
	return field
}

// distance is the optimal string alignment distance: insertions, deletions,
// changes and swaps of neighbours.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, previous, current := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(x); i++ {
		current[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(y)]
}

// Coded returns the field that a column of ids or codes may be, by the end of its
// name: "affiliate_id" is an id, "Gutscheincode" a key, and "parent_user_id" the id
// of the referring partner. The values must decide.
func Coded(column string) string {
	folded, kind := Fold(column), ""
	switch {
	case hasEnd(folded, "id", "ids", "number", "nr", "no", "uuid"):
		kind = "id"
	case hasEnd(folded, "code", "slug", "handle", "token", "key"):
		kind = "key"
	default:
		return ""
	}
	for _, above := range []string{"parent", "refer", "sponsor", "upline", "recruit", "invitedby"} {
		if strings.Contains(folded, above) {
			return "referring_partner_" + kind
		}
	}
	return kind
}

func hasEnd(name string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(name, end) })
}

// Find returns the columns with exactly that name. If there are none, it returns those
// with the same folded name.
func Find(columns []string, name string) []int {
	var exact, folded []int
	for i, column := range columns {
		if column == name {
			exact = append(exact, i)
		}
		if Fold(column) == Fold(name) {
			folded = append(folded, i)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return folded
}

// NearestOf is a question with the nearest of the columns, "" if none is near.
func NearestOf(name string, columns []string) string {
	known := map[string]string{}
	for _, column := range columns {
		known[Fold(column)] = column
	}
	return DidYouMean(Fold(name), known)
}
