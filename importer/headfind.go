package importer

import (
	"errors"
	"strings"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
)

// readHeader finds out what the file is and what its columns hold.
func (s *Source) readHeader() error {
	if err := s.decode(); err != nil {
		return err
	}
	row, err := s.findHeader()
	if err != nil {
		return err
	}
	if row.err != nil {
		return &InputError{Line: row.line, Message: "the header cannot be read: " + row.err.Message}
	}
	columns := make([]string, len(row.cells))
	for i, cell := range row.cells {
		columns[i] = strings.TrimSpace(strings.Clone(cell))
		if what := unreadableName(columns[i]); what != "" {
			return &InputError{Line: row.line, Message: "the header " + what}
		}
	}
	s.width = len(columns)
	var warnings []string
	s.header, warnings, err = mapHeader(columns, s.options)
	s.warnings = append(s.warnings, warnings...)
	var input *InputError
	if errors.As(err, &input) {
		input.Line = row.line
	}
	return err
}

// unreadableName says what keeps the header from being shown in messages, or
// from being a header at all.
func unreadableName(column string) string {
	switch {
	case !utf8.ValidString(column):
		return `is not valid UTF-8 text; save the file as "CSV UTF-8"`
	case strings.ContainsFunc(column, cell.IsControl):
		return "holds an invisible control character; type its names again"
	}
	return ""
}

// findHeader finds the row that names the columns.
func (s *Source) findHeader() (textRow, error) {
	names := s.options.names()
	if s.book != nil {
		row, err := s.book.findHeader(fieldsNamed(names), s.options.SkipRows)
		s.warnings = s.book.warnings()
		return row, err
	}
	found, err := findDialect(s.file, s.start, s.end, s.options, fieldsNamed(names))
	if err != nil {
		return textRow{}, err
	}
	s.start, s.line, s.delimiter, s.ghosts = found.start, found.line, found.delimiter, found.ghosts
	s.warnings = append(s.warnings, found.warnings...)
	row := found.header
	if row.err == nil {
		row.cells = row.cells[:found.width]
	}
	return row, nil
}

// names are the aliases, and the columns that are mapped by hand.
func (o *SourceOptions) names() map[string]string {
	known := aliases()
	for _, m := range o.Map {
		known[foldName(m.Column)] = m.Field
	}
	return known
}
