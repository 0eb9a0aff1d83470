package config

import "fmt"

// meant proposes the name that was probably meant.
func meant(given string, names []string) string {
	best, least := "", 3
	for _, name := range names {
		if d := distance(given, name); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return others(names)
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// others lists the names, if they are few.
func others(names []string) string {
	if len(names) == 0 || len(names) > 12 {
		return ""
	}
	return fmt.Sprintf("; there is %q", names)
}

// distance is how many letters must be changed, added or left out.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			next := min(row[j], row[j+1]) + 1
			if r == s {
				next = min(next, diagonal)
			} else {
				next = min(next, diagonal+1)
			}
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(to)]
}
