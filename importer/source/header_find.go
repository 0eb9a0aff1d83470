package source

import (
	"errors"
	"strings"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/garbled"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/charset"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/xlsx"
)

// readHeader finds out what the file is and what its columns are.
func (s *Source) readHeader() error {
	if err := s.open(); err != nil {
		return err
	}
	row, ghosts, err := s.format.findHeader(&s.options, fieldsNamed(s.options.names()))
	if err != nil {
		return err
	}
	if row.Err != nil {
		return &raw.Refusal{Line: row.Line, Message: "The header cannot be read. " + row.Err.Message}
	}
	columns := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		columns[i] = strings.TrimSpace(strings.Clone(cell))
		if what := unreadableName(columns[i]); what != "" {
			return &raw.Refusal{Line: row.Line, Message: "The header " + what}
		}
	}
	s.width, s.ghosts = len(columns), ghosts
	s.header, s.warnings, err = mapHeader(columns, s.options)
	s.header.Line, s.header.repairs = row.Line, &garbled.Repairs{Undo: s.options.Repair == garbled.Mojibake}
	var refused *raw.Refusal
	if errors.As(err, &refused) {
		refused.Line = row.Line
	}
	if err == nil {
		if text := s.notImported(); text != "" {
			s.warnings = append(s.warnings, text)
		}
	}
	return err
}

// unreadableName says why the header cannot be shown in messages, or is not a header
// at all.
func unreadableName(column string) string {
	switch {
	case !utf8.ValidString(column):
		return `is not valid UTF-8 text. Save the file as "CSV UTF-8".`
	case strings.ContainsFunc(column, cell.IsControl):
		return "has an invisible control character. Type its names again."
	}
	return ""
}

// open finds out what kind of file it is.
func (s *Source) open() error {
	info, err := s.given.Stat()
	if err != nil {
		return err
	}
	s.size = info.Size()
	book, err := xlsx.Open(s.given, s.size, xlsx.Options{
		Sheet: s.options.Sheet, SkipRows: s.options.SkipRows, Fields: fieldsNamed(s.options.names()), Call: s.options.Call,
	})
	switch {
	case err != nil:
		return err
	case book != nil:
		s.format = bookFormat{book}
		return nil
	case s.options.Sheet != "":
		return s.options.notWorkbook()
	}
	text, err := detectText(s.given, s.size, charset.Options{Encoding: s.options.Encoding, Call: s.options.Call})
	if err != nil {
		return err
	}
	s.format = text
	return nil
}

// names are the aliases, and the columns that are mapped by hand.
func (o *Options) names() map[string]string {
	known := names.Aliases()
	for _, m := range o.Map {
		known[names.Fold(m.Column)] = m.Field
	}
	return known
}

// notWorkbook refuses a sheet's name if there are no sheets.
func (o *Options) notWorkbook() error {
	return &raw.Refusal{Message: "This is not an .xlsx workbook, so it has no sheets. Leave out " + o.Call.Call(option.Sheet, "") + "."}
}
