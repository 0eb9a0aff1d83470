package xlsx

import (
	"io"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/raw"
)

// A Use is what the cells of a column become.
type Use uint8

// The uses of columns.
const (
	Unread  Use = iota // it is not imported
	Name               // of a person
	Tags               // of a partner
	Code               // an id or a key
	Address            // of e-mail
	Secret             // a password
)

// A Column is a column with its name in the header.
type Column struct {
	Name string
	Use  Use
}

// sheetRows reads the rows of a sheet that are not blank. All are as wide as the
// sheet: in a grid, a missing cell is empty, and not a lost delimiter.
type sheetRows struct {
	book    *Workbook
	packed  *unpacker
	filler  *filler
	columns []Column // nil as long as the header is not known
	merged  int      // the first row where merged cells may begin
	row     parsedRow
	text    []byte // of all cells, as they are shown
	ends    []int  // where the cells end in text
	wide    bool
	err     error
}

// Rows begins a reading of the sheet. What is wrong in a cell is a problem of the row
// only if its column is used. Without columns, nothing is.
func (b *Workbook) Rows(columns []Column) *sheetRows {
	r := &sheetRows{book: b, packed: newUnpacker(b.rows, b.size), filler: b.shape.filler(), columns: columns, merged: b.first}
	if columns != nil {
		r.merged++ // the header's cells are no values
		b.noteAcross(columns)
		b.noteHidden(columns)
	}
	return r
}

// Next returns the next row. It appends the cells to the given ones.
func (r *sheetRows) Next(cells []string) (raw.Row, error) {
	for r.err == nil {
		if r.err = r.packed.next(&r.row); r.err != nil {
			break
		}
		if r.row.number < r.book.first {
			continue
		}
		own := len(r.row.cells)
		if own > 0 && !r.isBlank() {
			r.filler.fill(&r.row, r.merged, r.toldMerged)
		}
		all, problem := r.show(cells)
		if problem == nil && cell.AllEmpty(all) {
			continue
		}
		r.wide = r.row.wide
		if r.row.long || len(r.text)+len(all) > raw.MaxRow {
			problem = &row.Problem{Code: row.TooLong, Message: sayLongRow}
		}
		return raw.Row{Line: r.row.number, Cells: all, Err: problem}, nil
	}
	if r.err == nil {
		r.err = io.EOF
	}
	return raw.Row{}, r.err
}

// isBlank reports whether the row has no value at all, so that merged cells make no
// row of it.
func (r *sheetRows) isBlank() bool {
	for _, c := range r.row.cells {
		if c.to > c.from {
			return false
		}
	}
	return true
}

// show makes text of the cells, and finds what is wrong with them.
func (r *sheetRows) show(cells []string) ([]string, *row.Problem) {
	r.text, r.ends = r.text[:0], r.ends[:0]
	var problem *row.Problem
	for i := range r.row.cells {
		c := &r.row.cells[i]
		for len(r.ends) < c.column-1 {
			r.ends = append(r.ends, len(r.text))
		}
		problem = and(problem, r.showCell(c))
		r.ends = append(r.ends, len(r.text))
	}
	for len(r.ends) < r.book.shape.width {
		r.ends = append(r.ends, len(r.text))
	}
	text, from := string(r.text), 0
	for _, to := range r.ends {
		cells = append(cells, text[from:to])
		from = to
	}
	return cells, problem
}

// and joins two problems.
func and(first, second *row.Problem) *row.Problem {
	if first == nil || second == nil {
		if first == nil {
			return second
		}
		return first
	}
	first.Message += " Also: " + second.Message
	return first
}

// showCell appends the text of a cell.
func (r *sheetRows) showCell(c *parsedCell) *row.Problem {
	stored := r.row.text[c.from:c.to]
	if c.kind == textCell {
		if format := r.book.styles.of(c.style); format != nil {
			stored = []byte(format.ShowText(string(stored)))
		}
		r.text = append(r.text, stored...)
		return nil
	}
	text, problem := r.judge(c, stored)
	r.text = append(r.text, text...)
	return problem
}

// use is what a column becomes.
func (r *sheetRows) use(column int) Column {
	if column > len(r.columns) {
		return Column{}
	}
	return r.columns[column-1]
}

func (r *sheetRows) toldMerged(m merge) {
	if r.use(m.left).Use != Unread {
		r.book.noteOnce(mergedNote, noteMerged(m.String()))
	}
}
