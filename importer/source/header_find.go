package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/garbled"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/charset"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/table"
)

// readHeader finds out what the file is and what its columns are.
func (s *Source) readHeader() error {
	if err := s.open(); err != nil {
		return err
	}
	row, ghosts, err := s.format.findHeader(&s.options, header.FieldsNamed(s.options.names()))
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
	lines, err := s.joinHeader(columns)
	if err != nil {
		return err
	}
	s.header.Columns = columns
	if err := s.checkProfile(row.Line); err != nil {
		return err
	}
	s.header, s.warnings, err = header.Map(columns, s.headerOptions(columns))
	s.header.Line = row.Line
	s.repairs = &garbled.Repairs{Undo: s.options.Repair == garbled.Mojibake}
	var refused *raw.Refusal
	if errors.As(err, &refused) {
		refused.Line = row.Line
		if late := s.lateHeader(); late != nil {
			return late
		}
	}
	if err == nil {
		err = cmp.Or(s.readChoices(), s.readCarried())
	}
	if err != nil {
		return err
	}
	s.readProfile()
	s.readTable(lines)
	return s.relate()
}

const linesToSearch = 5000 // for a header that is too far down

// lateHeader refuses a file with a header that is too far down, nil without one.
func (s *Source) lateHeader() error {
	rows, fields := s.format.rows(s), header.FieldsNamed(s.options.names())
	for n := range linesToSearch {
		row, err := rows.Next(nil)
		if err != nil || n == 0 && fields(row.Cells) > 0 {
			return nil
		}
		cells := row.Cells
		if len(cells) == 1 {
			cells = strings.FieldsFunc(cells[0], func(r rune) bool { return strings.ContainsRune(",;\t|", r) })
		}
		if n > 0 && fields(cells) > 1 {
			return &raw.Refusal{Line: row.Line, Message: fmt.Sprintf("This line seems to be the header, but only the first %d are searched for it. Use %s.",
				raw.HeaderDepth, s.options.Call.Call(option.SkipRows, strconv.Itoa(row.Line-1)))}
		}
	}
	return nil
}

// joinHeader takes the row below the header into it, if both name columns, and returns
// how many rows the header has.
func (s *Source) joinHeader(columns []string) (int, error) {
	rows := s.format.rows(s)
	if _, err := rows.Next(nil); err != nil {
		return 0, err
	}
	second, err := rows.Next(nil)
	if errors.Is(err, io.EOF) {
		return 1, nil
	}
	joined := header.Join(columns, s.withoutGhosts(second.Cells), s.options.names())
	if err != nil || joined == nil {
		return 1, err
	}
	for i, name := range joined {
		columns[i] = strings.TrimSpace(strings.Clone(name))
	}
	return 2, nil
}

// readTable looks at the first rows below the header.
func (s *Source) readTable(lines int) {
	s.table = table.Table{
		Header: s.header, Lines: lines, Names: s.headerCells(lines), Known: s.options.names,
		Notes: table.NewNotes(s.header, func() [][]string { return nil }),
	}
	rows := sync.OnceValue(s.firstRows)
	s.table.Notes = table.NewNotes(s.header, rows)
	if s.header.Index("name") >= 0 || s.header.Index("surname") >= 0 {
		s.often = s.oftenNothing(rows())
	}
	for _, text := range []string{
		header.TellJoined(s.header.Line, lines), s.header.FullNames(rows), s.header.NotImported(rows),
	} {
		if text != "" {
			s.warnings = append(s.warnings, text)
		}
	}
	s.warnings = slices.Concat(s.firstWarnings(rows), s.warnings)
}

// headerCells returns the rows of the header as every reading must find them.
func (s *Source) headerCells(lines int) (all [][]string) {
	rows := s.format.rows(s)
	for range lines {
		row, err := rows.Next(nil)
		if err != nil {
			break
		}
		cells := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			cells[i] = strings.Clone(cell)
		}
		all = append(all, cells)
	}
	return all
}

// rowsToGuess are the rows that a proposal is based on.
const rowsToGuess = 200

// firstRows returns the cells of the first rows that can be read.
func (s *Source) firstRows() (all [][]string) {
	rows := s.Rows()
	for range rowsToGuess {
		if !rows.Next() {
			break
		}
		if rows.Row().Problem == nil {
			all = append(all, rows.row.text.Cells)
		}
	}
	return all
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
	book, err := s.openBook()
	switch {
	case err != nil:
		return err
	case book != nil:
		s.format = book
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

// notWorkbook refuses a sheet's name if there are no sheets.
func (o *Options) notWorkbook() error {
	return &raw.Refusal{Message: "This is not an .xlsx workbook, so it has no sheets. Leave out " + o.Call.Call(option.Sheet, "") + "."}
}
