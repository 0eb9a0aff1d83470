package source

import (
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/xlsx"
)

// A bookFormat is one sheet of a workbook.
type bookFormat struct{ book *xlsx.Workbook }

func (f bookFormat) findHeader(o *Options, fields func([]string) int) (raw.Row, int, error) {
	header, err := f.book.FindHeader(fields, o.SkipRows)
	return header, 0, err
}

func (f bookFormat) rows(*Source) raw.Reader { return f.book.Rows() }

func (f bookFormat) merges() []raw.Merge { return f.book.Merges() }

// original returns the cells, even if a formula in the row was not calculated.
func (f bookFormat) original(row raw.Row) ([]string, bool) { return row.Cells, true }

func (f bookFormat) piece(raw.Row) string { return "" }

func (f bookFormat) estimateRows() int { return 0 }

func (f bookFormat) describe() Description {
	return Description{Encoding: "xlsx", Sheet: f.book.Sheet, warnings: f.book.Notes, hint: f.book.Hint}
}

func (f bookFormat) close() { f.book.Close() }
