// Package xlsx reads one sheet of a workbook as rows of cells. It unpacks only the
// parts that are needed for cells, and checks a sheet before excelize reads it.
package xlsx

import (
	"errors"
	"io"
	"os"
	"sync"

	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/raw"
)

// A Workbook is one sheet of an .xlsx file, with its cells as they are displayed. It
// may be read any number of times, also at the same time.
//
// excelize knows how cells are displayed, but it skips whatever it cannot read. So
// the sheet is checked first, see [archive.prove], and excelize gets only the parts
// of the file that are needed for cells.
type Workbook struct {
	file  *excelize.File
	Sheet string
	shape sheetShape
	Notes []string
	Hint  string // what to do if this sheet has no e-mail column
	first int    // the row of the header

	mu   sync.Mutex
	open map[*excelize.Rows]bool
}

// Options say which sheet to read.
type Options struct {
	Sheet    string                   // its name; "": find it
	SkipRows int                      // rows above the header
	Fields   func(cells []string) int // how many fields cells name, 0 without an e-mail column
	Call     option.Namer             // how messages call options
}

// Open opens a sheet, or returns nil if the file is not a workbook.
func Open(file *os.File, size int64, o Options) (*Workbook, error) {
	archive, err := openArchive(file, size)
	if archive == nil || err != nil {
		return nil, err
	}
	sheets, err := archive.sheets()
	if err != nil {
		return nil, damaged(err)
	}
	sheet, err := archive.choose(sheets, o)
	if err != nil {
		return nil, err
	}
	b := &Workbook{Sheet: sheet.Name, Hint: sheet.hint, open: map[*excelize.Rows]bool{}}
	if b.shape, err = archive.prove(sheet.part); err != nil {
		return nil, refusedOrDamaged(err)
	}
	if b.file, err = archive.open(sheet.part); err != nil {
		return nil, refusedOrDamaged(err)
	}
	b.note(sheet.note)
	b.note(b.shape.hiddenRows())
	return b, nil
}

func refusedOrDamaged(err error) error {
	var refused *raw.Refusal
	if errors.As(err, &refused) {
		return err
	}
	return damaged(err)
}

func damaged(err error) error {
	return &raw.Refusal{Message: "The workbook is damaged", Err: err, Hint: "Open it in a spreadsheet program and save it again."}
}

func (b *Workbook) note(text string) {
	if text != "" {
		b.Notes = append(b.Notes, text)
	}
}

// Close removes what was unpacked.
func (b *Workbook) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for rows := range b.open {
		rows.Close()
	}
	b.file.Close()
}

// Rows begins a reading of the sheet.
func (b *Workbook) Rows() *sheetRows {
	r := &sheetRows{book: b}
	if r.rows, r.err = b.file.Rows(b.Sheet); r.err == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.open[r.rows] = true
	}
	return r
}

// FindHeader finds the row that names the columns, after skip rows that do not count.
// It looks at the rows above the first partner. It takes the row that names an e-mail
// column and the most fields. If there is none, it takes the first row, which is then
// refused.
func (b *Workbook) FindHeader(fields func([]string) int, skip int) (header raw.Row, err error) {
	b.first = skip + 1
	rows, most, first := b.Rows(), 0, 0
	for n := range raw.HeaderDepth {
		row, err := rows.Next(nil)
		if err == io.EOF && n > 0 {
			break
		} else if err == io.EOF {
			return row, &raw.Refusal{Message: "The sheet is empty. It needs a header row with an e-mail column."}
		} else if err != nil {
			return row, err
		}
		if n == 0 {
			first = row.Line
		}
		if named := fields(row.Cells); n == 0 || named > most {
			header, most = row, named
		}
		if skip > 0 || most > 0 && raw.HoldsAddress(row.Cells) {
			break
		}
	}
	if b.first = header.Line; header.Line > first && most > 0 {
		b.note(raw.SkippedAbove(header.Line-first, header.Line))
	}
	return header, nil
}

// Merges are the cells that are shown as one.
func (b *Workbook) Merges() []raw.Merge { return b.shape.merges }

// sheetRows reads the rows of a sheet that are not blank. All are as wide as the
// sheet: in a grid, a missing cell is empty, and not a lost delimiter.
type sheetRows struct {
	book   *Workbook
	rows   *excelize.Rows
	number int // in the sheet, as a person sees it
	passed int // of shape.uncomputed
	err    error
}

func (r *sheetRows) Next([]string) (raw.Row, error) {
	for r.err == nil && r.rows.Next() {
		r.number++
		cells, err := r.columns()
		if err != nil {
			r.err = err
			break
		}
		flaws := r.uncomputed()
		if r.number < r.book.first || len(flaws) == 0 && cell.AllEmpty(cells) {
			continue
		}
		for len(cells) < r.book.shape.width {
			cells = append(cells, "")
		}
		var problem *row.Problem
		if textLength(cells) > raw.MaxRow {
			problem = &row.Problem{Code: row.TooLong, Message: "The row is longer than 1 MiB. Shorten its cells."}
		}
		return raw.Row{Line: r.number, Cells: cells, Err: problem, Flaws: flaws}, nil
	}
	return raw.Row{}, r.end()
}

// columns reads the cells of the row. Texts that cells share are in a table that
// excelize builds when it needs the first one, without a lock.
func (r *sheetRows) columns() ([]string, error) {
	r.book.mu.Lock()
	defer r.book.mu.Unlock()
	return r.rows.Columns()
}

// uncomputed returns the formulas of a row that have no result. The program that
// wrote the file could not calculate them, and empty cells would be wrong.
func (r *sheetRows) uncomputed() (flaws []raw.Flaw) {
	all := r.book.shape.uncomputed
	for r.passed < len(all) && int(all[r.passed].row) < r.number {
		r.passed++
	}
	for _, at := range all[r.passed:] {
		if int(at.row) > r.number {
			break
		}
		cell, _ := excelize.CoordinatesToCellName(int(at.column), r.number)
		flaws = append(flaws, raw.Flaw{Column: int(at.column) - 1, Problem: &row.Problem{Code: row.SpreadsheetDamage, Message: "Cell " + cell +
			" has a formula without a result. Open the workbook in a spreadsheet program and save it again."}})
	}
	return flaws
}

// end closes what was opened for this reading.
func (r *sheetRows) end() error {
	if r.rows != nil {
		if r.err == nil {
			r.err = r.rows.Error()
		}
		r.book.mu.Lock()
		defer r.book.mu.Unlock()
		delete(r.book.open, r.rows)
		r.rows.Close()
	}
	return orEOF(r.err)
}

// textLength is about how long a row would be in a file of text.
func textLength(cells []string) int {
	n := len(cells)
	for _, cell := range cells {
		n += len(cell)
	}
	return n
}
