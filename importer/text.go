package importer

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A textRow is a row as cells of text. The cells are valid until the next
// call of next.
type textRow struct {
	line  int
	cells []string
	err   *Problem // the row cannot be split into cells

	begin, end int64 // where it stands behind Source.start
}

// A textReader splits the text into rows of cells.
type textReader struct {
	csv    *csv.Reader
	source *Source
	offset int64
}

func (s *Source) text() *textReader {
	r := csv.NewReader(bufio.NewReaderSize(io.NewSectionReader(s.file, s.start, s.size-s.start), 64<<10))
	r.Comma = s.Delimiter()
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	return &textReader{csv: r, source: s}
}

// next returns the next row; the error is io.EOF or that of reading.
func (t *textReader) next() (textRow, error) {
	cells, err := t.csv.Read()
	row := textRow{cells: cells, begin: t.offset, end: t.csv.InputOffset()}
	t.offset = row.end
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		row.line, row.err = parse.StartLine, t.quoteProblem(parse, row)
		return row, nil
	case err != nil:
		return textRow{}, err
	}
	row.line, _ = t.csv.FieldPos(0)
	if textLength(cells) > maxRow {
		row.err = &Problem{Code: TooLong, Message: "the row is longer than 1 MiB; look for a quote that is never closed"}
	}
	return row, nil
}

// textLength is about how long a row is in the file, without the blank lines
// before it.
func textLength(cells []string) int {
	n := len(cells)
	for _, cell := range cells {
		n += len(cell)
	}
	return n
}

func (t *textReader) quoteProblem(e *csv.ParseError, row textRow) *Problem {
	if e.Line != e.StartLine {
		return &Problem{Code: RowMalformed, Message: "a quote opens here and is closed wrongly or never; close it or remove it"}
	}
	// csv counts bytes, a person counts characters.
	line := t.source.raw(row.begin, row.end)
	character := utf8.RuneCountInString(line[:min(e.Column-1, len(line))]) + 1
	return &Problem{Code: RowMalformed, Message: fmt.Sprintf(
		"a quote inside a cell is not doubled (line %d, character %d); write \"\" for each quote inside a quoted cell", e.Line, character)}
}

// raw returns bytes of the text as they stand in the file, at most a row's
// worth.
func (s *Source) raw(begin, end int64) string {
	text := make([]byte, min(end-begin, maxRow))
	n, _ := s.file.ReadAt(text, s.start+begin)
	return strings.Trim(string(text[:n]), "\r\n")
}
