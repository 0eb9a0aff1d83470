package importer

import "slices"

// originalCells returns a row's cells as they are in the file. Of a row that is
// not made of the header's columns it is the text in one piece, and no e-mail:
// so it is wrong as well when it is read again, and is never padded.
func (s *Source) originalCells(row textRow) []string {
	exact, ok := s.format.original(row)
	if cells := s.withoutGhosts(exact); ok && len(cells) == s.width {
		return cells
	}
	cells := make([]string, s.width)
	cells[s.spareColumn()] = s.format.piece(row)
	return cells
}

// keptColumns are those that a file of failed rows has not added itself: when
// one is imported again, its own "_" columns are written anew.
func (s *Source) keptColumns() []bool {
	keep := make([]bool, s.width)
	for i, column := range s.header.Columns {
		keep[i] = !slices.Contains(failedColumns(), column)
	}
	return keep
}

// spareColumn is the first one that is kept and holds no e-mail, if there is
// one.
func (s *Source) spareColumn() int {
	for i, keep := range s.keptColumns() {
		if keep && s.header.Field(i) != "email" {
			return i
		}
	}
	return s.header.column("email")
}

func (s *Source) originalColumns() []string {
	var columns []string
	for i, keep := range s.keptColumns() {
		if keep {
			columns = append(columns, s.header.Columns[i])
		}
	}
	return columns
}
