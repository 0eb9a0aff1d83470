package names

import (
	"fmt"
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
