package importer

// A bookFormat is one sheet of a workbook.
type bookFormat struct{ book *workbook }

func (f bookFormat) findHeader(o *SourceOptions, fields func([]string) int) (textRow, int, error) {
	header, err := f.book.findHeader(fields, o.SkipRows)
	return header, 0, err
}

func (f bookFormat) rows(*Source) rowReader { return f.book.rows() }

// original returns the cells also of a row with a formula that was not
// calculated.
func (f bookFormat) original(row textRow) ([]string, bool) { return row.cells, true }

func (f bookFormat) piece(textRow) string { return "" }

func (f bookFormat) estimateRows() int { return 0 }

func (f bookFormat) describe() Description {
	return Description{Encoding: "xlsx", Sheet: f.book.sheet, warnings: f.book.notes, hint: f.book.hint}
}

func (f bookFormat) close() { f.book.close() }
