// Package xlsx reads one sheet of a workbook as rows of cells. It unpacks no part
// that cells are not made of, and proves a sheet before excelize reads it.
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/raw"
)

// A Workbook is one sheet of an .xlsx file, with its cells as they are
// displayed. It may be read any number of times, also at once.
//
// excelize, which knows how cells are displayed, passes over whatever it
// cannot read. Therefore the sheet is proven first, see [archive.prove], and
// excelize gets only the parts of the file that cells are made of.
type Workbook struct {
	file  *excelize.File
	Sheet string
	shape sheetShape
	Notes []string
	Hint  string // where the header of this sheet is of no use
	first int    // the row of the header

	mu   sync.Mutex
	open map[*excelize.Rows]bool
}

// Open opens the sheet of that name, by default the first, or returns
// nil if the file is no workbook. Messages call the options by call.
func Open(file *os.File, size int64, name string, call option.Namer) (*Workbook, error) {
	archive, err := openArchive(file, size)
	if archive == nil || err != nil {
		return nil, err
	}
	sheets, err := archive.sheets()
	if err != nil {
		return nil, damaged(err)
	}
	sheet, err := chooseSheet(sheets, name, call)
	if err != nil {
		return nil, err
	}
	b := &Workbook{Sheet: sheet.Name, open: map[*excelize.Rows]bool{}}
	if b.shape, err = archive.prove(sheet.part); err != nil {
		return nil, refusedOrDamaged(err)
	}
	if b.file, err = archive.open(sheet.part); err != nil {
		return nil, refusedOrDamaged(err)
	}
	if name == "" && len(sheets) > 1 {
		b.note(severalSheets(sheets, sheet, call))
		b.Hint = fmt.Sprintf("the sheet %q was read; name another one of %s with %s", sheet.Name, sheetNames(sheets), call.Call(option.Sheet, ""))
	}
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
	return &raw.Refusal{Message: "the workbook is damaged", Err: err, Hint: "open it in a spreadsheet program and save it again"}
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

func chooseSheet(sheets []sheetEntry, name string, call option.Namer) (sheetEntry, error) {
	if len(sheets) == 0 {
		return sheetEntry{}, &raw.Refusal{Message: "the workbook has no sheet with cells; add one that names an email column"}
	}
	if name == "" {
		for _, sheet := range sheets {
			if sheet.shown() {
				return sheet, nil
			}
		}
		return sheets[0], nil
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, sheet := range sheets {
			if same(sheet.Name, name) {
				return sheet, nil
			}
		}
	}
	return sheetEntry{}, &raw.Refusal{Message: fmt.Sprintf(
		"there is no sheet %q; name one of %s with %s", name, sheetNames(sheets), call.Call(option.Sheet, ""))}
}

func severalSheets(sheets []sheetEntry, chosen sheetEntry, call option.Namer) string {
	return fmt.Sprintf("the workbook has %d sheets (%s), and only %q is read; name another one with %s",
		len(sheets), sheetNames(sheets), chosen.Name, call.Call(option.Sheet, ""))
}

func sheetNames(sheets []sheetEntry) string {
	names := make([]string, len(sheets))
	for i, sheet := range sheets {
		names[i] = sheet.Name
	}
	return cell.QuoteList(names, 20)
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

// FindHeader finds the row that names the columns, below skip rows that do not
// count: of those above the first partner that name an e-mail column, the one
// that names most fields. Without any it is the first of all, which is then
// refused by what it says.
func (b *Workbook) FindHeader(fields func([]string) int, skip int) (header raw.Row, err error) {
	b.first = skip + 1
	rows, most := b.Rows(), 0
	for n := range raw.HeaderDepth {
		row, err := rows.Next(nil)
		if err == io.EOF && n > 0 {
			break
		} else if err == io.EOF {
			return row, &raw.Refusal{Message: "the sheet is empty; it needs a row that names an email column"}
		} else if err != nil {
			return row, err
		}
		if named := fields(row.Cells); n == 0 || named > most {
			header, most = row, named
		}
		if skip > 0 || most > 0 && raw.HoldsAddress(row.Cells) {
			break
		}
	}
	if b.first = header.Line; header.Line > skip+1 && most > 0 {
		b.note(fmt.Sprintf("skipped what stands above the header row in line %d", header.Line))
	}
	return header, nil
}

// sheetRows reads the rows of a sheet that are not blank. All have the sheet's
// width: in a grid, a cell that is not there is an empty one and no lost
// delimiter.
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
		problem := r.uncomputed()
		if r.number < r.book.first || problem == nil && cell.AllEmpty(cells) {
			continue
		}
		for len(cells) < r.book.shape.width {
			cells = append(cells, "")
		}
		if textLength(cells) > raw.MaxRow {
			problem = &row.Problem{Code: row.TooLong, Message: "the row is longer than 1 MiB; shorten its cells"}
		}
		return raw.Row{Line: r.number, Cells: cells, Err: problem}, nil
	}
	return raw.Row{}, r.end()
}

// columns reads the cells of the row. The texts that cells share are looked up
// in a table that excelize builds at the first one, without a lock of its own.
func (r *sheetRows) columns() ([]string, error) {
	r.book.mu.Lock()
	defer r.book.mu.Unlock()
	return r.rows.Columns()
}

// uncomputed refuses a row with a formula whose result nobody has computed:
// the program that wrote the file could not, and an empty cell would be wrong.
func (r *sheetRows) uncomputed() *row.Problem {
	all := r.book.shape.uncomputed
	for r.passed < len(all) && int(all[r.passed].row) < r.number {
		r.passed++
	}
	if r.passed == len(all) || int(all[r.passed].row) > r.number {
		return nil
	}
	cell, _ := excelize.CoordinatesToCellName(int(all[r.passed].column), r.number)
	return &row.Problem{Code: row.SpreadsheetDamage, Message: "cell " + cell +
		" holds a formula without its result; open the workbook in a spreadsheet program and save it again"}
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
