package xlsx

import (
	"fmt"

	"partner-import/importer/source/internal/raw"
)

// A sheetShape is what is known about a sheet before its cells are read.
type sheetShape struct {
	width       int // the last column that is not empty
	hidden      int // rows that are not shown
	firstHidden int
	firstWide   int // the first row with cells beyond the last column that is read
	merges      map[int][]merge
	across      []merge
	columns     []span // that are not shown
}

// see takes a row into account.
func (s *sheetShape) see(r *parsedRow) {
	if n := len(r.cells); n > 0 {
		s.width = max(s.width, r.cells[n-1].column)
		if r.hidden {
			if s.hidden++; s.hidden == 1 {
				s.firstHidden = r.number
			}
		}
	}
	if r.wide && s.firstWide == 0 {
		s.firstWide = r.number
	}
}

// hiddenRows says that hidden rows are read too.
func (s sheetShape) hiddenRows() string {
	if s.hidden == 0 {
		return ""
	}
	if s.hidden == 1 {
		return fmt.Sprintf("1 row (row %d) is hidden in the sheet. It is read like the others.", s.firstHidden)
	}
	return fmt.Sprintf("%d rows (first: row %d) are hidden in the sheet. They are read like the others.", s.hidden, s.firstHidden)
}

// beyond says that the last columns are not read. They have no names.
func (s sheetShape) beyond() string {
	if s.firstWide == 0 {
		return ""
	}
	return fmt.Sprintf("Row %d has cells beyond column %s. Columns there have no name and are not read.", s.firstWide, columnName(raw.MaxColumns))
}
