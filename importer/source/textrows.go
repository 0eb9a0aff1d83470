package source

import (
	"cmp"
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/delimited"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// A textReader reads the rows of a source, the header first.
type textReader struct {
	split  *delimited.Reader
	source *Source
	line   int // of the header
	began  bool
	other  int               // the line of another header above, 0: none
	names  map[string]string // the field of each name of a column, when it is needed
}

// Next returns the next row. It appends the cells to the given ones. The error is
// io.EOF or that of reading. Rows that repeat the header are skipped: they are left
// over from joining files.
func (t *textReader) Next(cells []string) (raw.Row, error) {
	for {
		row, err := t.split.Next(cells)
		if err != nil || !t.began || !t.source.repeatsHeader(row.Cells) {
			if err == nil && t.began {
				t.refuseBelow(&row)
			}
			t.began = true
			return row, err
		}
		t.other = 0
		t.source.noteRepeated(row.Line)
	}
}

// refuseBelow refuses another header and the rows below it. There a file with other
// columns was joined, and its cells would go to the wrong fields.
func (t *textReader) refuseBelow(r *raw.Row) {
	if r.Err != nil {
		return
	}
	if t.isOtherHeader(r.Cells) {
		t.other = r.Line
		r.Err = &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
			"This line names the columns in a different order than line %d. Put the rows below it into that order.", t.line)}
	} else if t.other > 0 && !cell.AllEmpty(r.Cells) {
		r.Err = &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
			"This row is below line %d, which names the columns in a different order than line %d. Put it into that order.", t.other, t.line)}
	}
}

// isOtherHeader reports whether cells are names of columns. One must be the e-mail's,
// and one must be where the header names another field. A row with something like
// an address in the e-mail column, as most rows have, is not a header.
func (t *textReader) isOtherHeader(cells []string) bool {
	h := &t.source.header
	if len(cells) != t.source.width || strings.Contains(cells[t.split.Email], "@") {
		return false
	}
	if t.names == nil {
		t.names = t.source.options.names()
		for i, column := range h.Columns {
			t.names[names.Fold(column)] = cmp.Or(h.fields[i], "-")
		}
	}
	known, email, moved := 0, false, false
	for i, cell := range cells {
		if strings.Contains(cell, "@") {
			return false
		}
		field := t.names[names.Fold(cell)]
		if field == "" {
			continue
		}
		known++
		email = email || field == "email"
		moved = moved || field != cmp.Or(h.fields[i], "-")
	}
	return email && moved && known*2 > len(cells)
}

func (s *Source) repeatsHeader(cells []string) bool {
	if len(cells) != s.width || !sameName(strings.TrimPrefix(cells[0], "\ufeff"), s.header.Columns[0]) {
		return false
	}
	for i, cell := range cells[1:] {
		if !sameName(cell, s.header.Columns[i+1]) {
			return false
		}
	}
	return true
}

// sameName compares a cell with the name of a column.
func sameName(cell, column string) bool {
	cell = strings.TrimSpace(cell)
	return strings.EqualFold(strings.TrimSpace(strings.Trim(cell, `"`)), column) || strings.EqualFold(cell, column)
}
