package source

import (
	"strings"

	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/ods"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/xlsx"
)

// A bookFormat is one sheet of a workbook.
type bookFormat struct {
	book *xlsx.Workbook
	kind string // "xlsx" or "ods"
}

// openBook opens a workbook, and returns nil if the file is none.
func (s *Source) openBook() (format, error) {
	o := xlsx.Options{
		Sheet: s.options.Sheet, SkipRows: s.options.SkipRows, Fields: header.FieldsNamed(s.options.names()), Call: s.options.Call,
	}
	if book, err := xlsx.Open(s.given, s.size, o); book != nil || err != nil {
		return bookFormat{book, "xlsx"}, err
	}
	if book, err := ods.Open(s.given, s.size, o); book != nil || err != nil {
		return bookFormat{book, "ods"}, err
	}
	return nil, nil
}

func (f bookFormat) findHeader(o *Options, fields func([]string) int) (raw.Row, int, error) {
	header, err := f.book.FindHeader(fields, o.SkipRows)
	return header, 0, err
}

func (f bookFormat) rows(s *Source) raw.Reader {
	columns := make([]xlsx.Column, len(s.header.Columns)) // none while the header is looked for
	for i := range columns {
		columns[i] = xlsx.Column{Name: s.header.Columns[i], Use: use(s.header.Field(i))}
	}
	return f.book.Rows(columns)
}

// use is what a field means for a cell.
func use(field string) xlsx.Use {
	switch field {
	case "":
		return xlsx.Unread
	case "name", "surname":
		return xlsx.Name
	case "tags":
		return xlsx.Tags
	case "password":
		return xlsx.Secret
	}
	if strings.HasSuffix(field, "email") {
		return xlsx.Address
	}
	return xlsx.Code
}

// original returns the cells, even if one of them is damaged.
func (f bookFormat) original(row raw.Row) ([]string, bool) { return row.Cells, true }

func (f bookFormat) piece(raw.Row) string { return "" }

func (f bookFormat) estimateRows() int { return 0 }

func (f bookFormat) describe() Description {
	return Description{Encoding: f.kind, Sheet: f.book.Sheet, warnings: f.book.Notes(), hint: f.book.Hint}
}

func (f bookFormat) close() { f.book.Close() }
