package source

import (
	"partner-import/importer/source/internal/standing"
	"partner-import/importer/source/profile"
)

// A Status is a column that says who is an approved partner, with its words. A word is
// a value as [CheckChoice] takes it.
type Status = standing.Column

// A Word is a value of such a column.
type Word = standing.Word

// Statuses returns the columns that say who is an approved partner, with the words of
// all rows, also of those that are left out. It reads the file if there may be such a
// column.
func (s *Source) Statuses() ([]Status, error) {
	if !s.watch.Any() {
		return nil, nil
	}
	var t standing.Tally
	for o, err := range s.Originals() {
		if err != nil {
			return nil, err
		}
		if cells := s.withoutGhosts(o.text.Cells); o.text.Err == nil && len(cells) == s.width {
			s.watch.Count(&t, cells)
		}
	}
	return s.watch.Columns(&t), nil
}

// Like is the profile that the columns look like, nil if there is none, or if the file
// is read with one.
func (s *Source) Like() *profile.Profile { return s.like() }
