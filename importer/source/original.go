package source

import (
	"iter"
	"slices"

	"partner-import/importer/source/internal/raw"
)

// AddedColumns come after the original columns in a file of failed rows. If the file
// is imported again, columns with names that begin with "_" are ignored.
func AddedColumns() []string {
	return []string{"_row", "_line", "_status", "_error_code", "_error"}
}

// An Original is a row as it is in the file.
type Original struct {
	Number int // data rows count from 1
	Line   int // where the row starts

	source *Source
	text   raw.Row
	keep   []bool
}

// Originals reads the rows again as they are in the file. An original is valid until
// the next one. The error is what ended the reading.
func (s *Source) Originals() iter.Seq2[Original, error] {
	return func(yield func(Original, error) bool) {
		keep, rows, role := s.keptColumns(), s.cut(), s.memory.Begin()
		var b batch
		for rows.fill(&b, batchRows) {
			if s.take(role, b.rows); !s.compare(role, b.rows) {
				yield(Original{}, s.Changed())
				return
			}
			for _, r := range b.rows {
				if !yield(Original{Number: r.Number, Line: r.Line, source: s, text: r.text, keep: keep}, nil) {
					return
				}
			}
		}
		if err := s.ended(rows.err); err != nil {
			yield(Original{}, err)
		}
	}
}

// Cells returns a copy of the row's cells, for the columns
// that [Source.OriginalColumns] names.
func (o Original) Cells() []string {
	var cells []string
	for i, cell := range o.source.originalCells(o.text) {
		if o.keep[i] {
			cells = append(cells, cell)
		}
	}
	return cells
}

// originalCells returns a row's cells as they are in the file. If the row does not
// fit the header, it returns the text in one piece and no e-mail. So the row also
// has a problem when it is read again, and is never padded.
func (s *Source) originalCells(row raw.Row) []string {
	exact, ok := s.format.original(row)
	if cells := s.withoutGhosts(exact); ok && len(cells) == s.width {
		return cells
	}
	cells := make([]string, s.width)
	cells[s.spareColumn()] = s.format.piece(row)
	return cells
}

// keptColumns are the columns that a file of failed rows did not add itself. When it
// is imported again, its own "_" columns are written again.
func (s *Source) keptColumns() []bool {
	keep := make([]bool, s.width)
	for i, column := range s.header.Columns {
		keep[i] = !slices.Contains(AddedColumns(), column)
	}
	return keep
}

// spareColumn is the first column that is kept and has no e-mail, if there is one.
func (s *Source) spareColumn() int {
	for i, keep := range s.keptColumns() {
		if keep && s.header.Field(i) != "email" {
			return i
		}
	}
	return s.header.Index("email")
}

// OriginalColumns are the names of the columns that an Original has cells for.
func (s *Source) OriginalColumns() []string {
	var columns []string
	for i, keep := range s.keptColumns() {
		if keep {
			columns = append(columns, s.header.Columns[i])
		}
	}
	return columns
}
