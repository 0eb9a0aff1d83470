// Package table has the rules for the rows of a table, whatever file they come from:
// repeated headers, headers of other tables, headers of two rows, and columns without
// a name.
package table

import (
	"errors"
	"io"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/raw"
)

// A Table is what is known about the table of a file.
type Table struct {
	Header header.Header
	Lines  int                      // rows of the header
	Names  [][]string               // the cells of these rows; without them, any header is skipped
	Known  func() map[string]string // the names of columns, and their fields
	Notes  *Notes
}

// ErrOtherHeader is the error of a reading that does not begin with the header: the file
// was changed since its columns were mapped.
var ErrOtherHeader = errors.New("the header is another one")

// A Reader reads the rows below the header. It is for one goroutine.
type Reader struct {
	Table
	rows  raw.Reader
	email int
	began bool
	other *other // the last header with other columns
	names map[string]string
}

// Read returns the rows below the header. The first rows of the reader are the header.
func (t Table) Read(rows raw.Reader) *Reader {
	return &Reader{Table: t, rows: rows, email: max(0, t.Header.Index("email"))}
}

// Next returns the next row. It appends the cells to the given ones. The error is
// io.EOF or that of reading. Rows that repeat the header are skipped: they are left
// over from joining files.
func (r *Reader) Next(cells []string) (raw.Row, error) {
	if err := r.skipHeader(); err != nil {
		return raw.Row{}, err
	}
	for {
		row, err := r.rows.Next(cells)
		if err != nil || row.Err != nil {
			return row, err
		}
		if r.mayNameColumns(row.Cells) && r.repeats(&row) {
			r.other = nil
			r.Notes.repeats(row.Line)
			continue
		}
		if r.other != nil && row.Err == nil && !cell.AllEmpty(row.Cells) {
			row.Err = r.other.below(r.Header.Line)
		}
		return row, nil
	}
}

// skipHeader reads the header, if that was not done.
func (r *Reader) skipHeader() error {
	for i := 0; !r.began && i < r.Lines; i++ {
		row, err := r.rows.Next(nil)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if i < len(r.Names) && !slices.Equal(row.Cells, r.Names[i]) {
			return ErrOtherHeader
		}
		if err != nil {
			return err
		}
	}
	r.began = true
	return nil
}

// mayNameColumns is false for most rows: those with an address where it belongs.
func (r *Reader) mayNameColumns(cells []string) bool {
	width := len(r.Header.Columns)
	return len(cells) != width || r.email >= width || !strings.Contains(cells[r.email], "@") || r.addressInHeader()
}

func (r *Reader) addressInHeader() bool {
	return strings.Contains(r.Header.Columns[r.email], "@")
}

// repeats reports whether a row names the same columns as the header. It refuses a
// row that names other columns.
func (r *Reader) repeats(line *raw.Row) bool {
	cells, width := line.Cells, len(r.Header.Columns)
	if len(cells) > width && cell.AllEmpty(cells[width:]) {
		cells = cells[:width]
	}
	switch {
	case r.isHeader(cells):
		return true
	case r.namesColumns(cells):
		if !r.differs(cells) {
			return true
		}
		r.other = &other{line: line.Line, reordered: r.isReordered(cells)}
		line.Err = r.other.itself(r.Header.Line)
	case r.endsWithHeader(cells):
		line.Err = malformed(twoInOne(line.Line))
		if !r.isGluedHeader(cells) {
			r.other = &other{line: line.Line}
		}
	}
	return false
}

func malformed(message string) *row.Problem {
	return &row.Problem{Code: row.RowMalformed, Message: message}
}
