package source

import (
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
)

// In a column of names, one "None" may be a name. If it is in many rows, a program
// wrote it for "nothing".
const (
	oftenRows  = 5  // rows that have the word, at least
	oftenShare = 20 // one of so many rows has it, at least
)

// oftenNothing returns the words for "nothing" that many of the first rows have as a
// name.
func (s *Source) oftenNothing(rows [][]string) (often []string) {
	count := map[string]int{}
	for _, field := range []string{"name", "surname"} {
		column := s.header.Index(field)
		for _, cells := range rows {
			if column < 0 || column >= len(cells) {
				continue
			}
			if word := strings.TrimSpace(cells[column]); cell.IsNothing(word) {
				count[word]++
			}
		}
	}
	for word, n := range count {
		if n >= oftenRows && n*oftenShare >= len(rows) {
			often = append(often, word)
		}
	}
	slices.Sort(often)
	return often
}
