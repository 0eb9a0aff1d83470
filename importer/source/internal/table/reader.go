// Package table has the rules for the rows of a table, whatever file they come from:
// headers that are repeated, and the headers of other tables.
package table

import (
	"cmp"
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// A Reader reads the rows of a table, the header first.
type Reader struct {
	rows     raw.Reader
	header   header.Header
	known    func() map[string]string
	repeated func(line int)

	email int // the column
	began bool
	other int               // the line of another header above, 0: none
	names map[string]string // the field of each name of a column, when it is needed
}

// New reads the rows below a header. Known are the names of columns, and repeated is
// told about each line that repeats the header.
func New(rows raw.Reader, h header.Header, known func() map[string]string, repeated func(line int)) *Reader {
	return &Reader{rows: rows, header: h, known: known, repeated: repeated, email: max(0, h.Index("email"))}
}

// Next returns the next row. It appends the cells to the given ones. The error is
// io.EOF or that of reading. Rows that repeat the header are skipped: they are left
// over from joining files.
func (t *Reader) Next(cells []string) (raw.Row, error) {
	for {
		row, err := t.rows.Next(cells)
		if err != nil || !t.began || !t.repeatsHeader(row.Cells) {
			if err == nil && t.began {
				t.refuseBelow(&row)
			}
			t.began = true
			return row, err
		}
		t.other = 0
		t.repeated(row.Line)
	}
}

// refuseBelow refuses another header and the rows below it. There a file with other
// columns was joined, and its cells would go to the wrong fields.
func (t *Reader) refuseBelow(r *raw.Row) {
	if r.Err != nil {
		return
	}
	if t.isOtherHeader(r.Cells) {
		t.other = r.Line
		r.Err = &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
			"This line names the columns in a different order than line %d. Put the rows below it into that order.", t.header.Line)}
	} else if t.other > 0 && !cell.AllEmpty(r.Cells) {
		r.Err = &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
			"This row is below line %d, which names the columns in a different order than line %d. Put it into that order.", t.other, t.header.Line)}
	}
}

// isOtherHeader reports whether cells are names of columns. One must be the e-mail's,
// and one must be where the header names another field. A row with something like
// an address in the e-mail column, as most rows have, is not a header.
func (t *Reader) isOtherHeader(cells []string) bool {
	if len(cells) != len(t.header.Columns) || strings.Contains(cells[t.email], "@") {
		return false
	}
	if t.names == nil {
		t.names = t.known()
		for i, column := range t.header.Columns {
			t.names[names.Fold(column)] = cmp.Or(t.header.Field(i), "-")
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
		moved = moved || field != cmp.Or(t.header.Field(i), "-")
	}
	return email && moved && known*2 > len(cells)
}

func (t *Reader) repeatsHeader(cells []string) bool {
	columns := t.header.Columns
	if len(cells) != len(columns) || !strings.EqualFold(strings.TrimSpace(cells[0]), columns[0]) {
		return false
	}
	for i, cell := range cells {
		if !strings.EqualFold(strings.TrimSpace(cell), columns[i]) {
			return false
		}
	}
	return true
}
