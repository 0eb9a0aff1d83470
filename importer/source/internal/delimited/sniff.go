package delimited

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/raw"
)

const (
	headText    = 256 << 10 // bytes from which the dialect is found
	headRecords = 200       // records from which it is found, at most
)

// delimiters are the ones that are detected, the more likely first.
func delimiters() []rune { return []rune{',', ';', '\t', '|'} }

// A Dialect is how the text of a file is read.
type Dialect struct {
	Delimiter rune
	Quote     byte
	Start     int64   // of the header, after the lines above it
	Line      int     // of the header
	Header    raw.Row // as it is in the file
	Width     int     // of the header, without empty cells at its end that the rows lack
	Ghosts    int     // how many empty cells rows may have beyond it
	Warnings  []string
}

// A reading is what the head of a file looks like with one delimiter.
type reading struct {
	delimiter rune
	quote     byte
	ruler     int // the first line of dashes that is skipped, 0: none
	rows      []raw.Row
	header    int     // its index in rows, -1: no row names an e-mail column
	fits      float64 // the share of rows that are as wide as the header, or as most rows
	width     int     // of the header, or of most rows
}

// NewHead is the head of a text that begins at start of its file. fields counts the
// fields that the cells of a row name.
func NewHead(in io.ReaderAt, start, end int64, fields func([]string) int) *Head {
	return &Head{in: in, start: start, end: end, line: 1, fields: fields}
}

// Sniff finds out how to read the text, after skip lines that do not count. If a
// delimiter is given, it is used.
func (h *Head) Sniff(delimiter rune, skip int) (Dialect, error) {
	if err := h.skipRows(skip); err != nil {
		return Dialect{}, err
	}
	named, err := h.skipSep()
	if err != nil {
		return Dialect{}, err
	}
	candidates := delimiters()
	if delimiter != 0 {
		candidates = []rune{delimiter}
	} else if named != 0 {
		candidates = append([]rune{named}, candidates...)
	}
	best, err := h.best(candidates, skip > 0)
	if err != nil {
		return Dialect{}, err
	}
	if best.header < 0 && skip == 0 {
		if err := h.lookDeeper(candidates); err != nil {
			return Dialect{}, err
		}
	}
	if delimiter == 0 && named != 0 && best.delimiter != named {
		h.warn("The first line says sep=%c, but the columns are separated by a %s, and are read so.", named, Name(best.delimiter))
	}
	return h.dialect(best, delimiter != 0)
}

// BeginAt says on which line of its file the text begins. Before, it is 1.
func (h *Head) BeginAt(line int) { h.line = line }

// A Head is the beginning of a text.
type Head struct {
	Call option.Namer // how messages call the options

	in         io.ReaderAt
	start, end int64
	line       int                // where it begins
	fields     func([]string) int // see fieldsNamed
	warnings   []string
}

func (h *Head) warn(format string, args ...any) {
	h.warnings = append(h.warnings, fmt.Sprintf(format, args...))
}

// text is the head, with the rest of its last record.
func (h *Head) text() io.Reader {
	return io.NewSectionReader(h.in, h.start, min(h.end-h.start, headText+raw.MaxRow+splitBlock))
}

// skipRows begins n physical lines later.
func (h *Head) skipRows(n int) error {
	for range n {
		line, err := h.firstLine()
		if err != nil {
			return err
		}
		if h.start += int64(line); line == 0 {
			return &raw.Refusal{Message: fmt.Sprintf(
				"The file has only %s. Use a smaller number than %s.", cell.Count(h.line-1, "line"), h.Call.Call(option.SkipRows, strconv.Itoa(n)))}
		}
		h.line++
	}
	return nil
}

// firstLine returns how long the first line is, with its line end.
func (h *Head) firstLine() (int, error) {
	in := bufio.NewReader(io.NewSectionReader(h.in, h.start, min(h.end-h.start, raw.MaxRow)))
	for n := 0; ; n++ {
		switch b, err := in.ReadByte(); {
		case err == io.EOF:
			return n, nil
		case err != nil:
			return 0, err
		case b == '\n' || b == '\r':
			_ = in.UnreadByte()
			end, _ := in.Peek(3)
			return n + lineEnd(string(end)), nil
		}
	}
}

// skipSep skips the line that tells Excel the delimiter, and returns that delimiter.
func (h *Head) skipSep() (rune, error) {
	length, err := h.firstLine()
	if err != nil || length > 16 {
		return 0, err
	}
	text := make([]byte, length)
	if _, err := h.in.ReadAt(text, h.start); err != nil && err != io.EOF {
		return 0, err
	}
	line := strings.Trim(strings.TrimRight(string(text), "\r\n"), `"`)
	if len(line) < 5 || !strings.EqualFold(line[:4], "sep=") {
		return 0, nil
	}
	r, size := utf8.DecodeRuneInString(line[4:])
	if size != len(line)-4 || r == utf8.RuneError {
		return 0, nil
	}
	h.start += int64(length)
	h.line++
	return r, nil
}

// best reads the head with every candidate. A candidate with a row that names an
// e-mail column wins, then the one that makes rows of the same width.
func (h *Head) best(candidates []rune, first bool) (reading, error) {
	var best reading
	for i, delimiter := range candidates {
		r, err := h.read(delimiter, '"', first)
		if err != nil {
			return reading{}, err
		}
		if r.header >= 0 && h.isSingleQuoted(r) {
			single, err := h.read(delimiter, '\'', first)
			if err != nil {
				return reading{}, err
			}
			if single.header >= 0 && (single.fits >= r.fits || inApostrophes(r.rows[r.header:])) {
				r = single
			}
		}
		if i == 0 || r.better(best) {
			best = r
		}
	}
	return best, nil
}

// read reads the head with a delimiter and a quote.
func (h *Head) read(delimiter rune, quote byte, first bool) (reading, error) {
	in := NewReader(h.text(), delimiter, h.line)
	in.SetQuote(quote)
	rows, err := splitAll(in, headRecords)
	r := reading{delimiter: delimiter, quote: quote, rows: inHead(rows), ruler: in.ruler}
	r.look(h.fields, first)
	return r, err
}

// isSingleQuoted reports whether all cells of the header are in single quotes.
func (h *Head) isSingleQuoted(r reading) bool {
	return inSingleQuotes(strings.Join(r.rows[r.header].Cells, string(r.delimiter)), r.delimiter)
}

// inHead leaves out rows that begin after the head, and rows without content, which
// say nothing about the width of the others.
func inHead(rows []raw.Row) []raw.Row {
	var kept []raw.Row
	for i, row := range rows {
		if i > 0 && row.Begin > headText {
			break
		}
		if row.Err != nil || !cell.AllEmpty(row.Cells) {
			kept = append(kept, row)
		}
	}
	return kept
}

// look finds the header: the first row that names an e-mail column and is as wide as
// the rows below it, or else the first row that names one. A later row that names
// more fields takes its place if there is no partner between them. Then the row
// above is a heading, such as "E-mail" over several columns.
func (r *reading) look(fields func([]string) int, first bool) {
	r.header = -1
	depth := raw.HeaderDepth
	if first {
		depth = 1
	}
	most, partners := 0, false
	for i, row := range r.rows[:min(depth, len(r.rows))] {
		n := fields(row.Cells) // a row that cannot be split has no cells
		if partners = partners || raw.HoldsAddress(row.Cells); n == 0 {
			continue
		}
		fits := share(r.rows[i+1:], len(row.Cells))
		if r.header < 0 || fits > 0.5 && (r.fits <= 0.5 || n > most && !partners) {
			r.header, r.fits, r.width, most, partners = i, fits, len(row.Cells), n, false
		}
	}
	if r.header < 0 {
		r.width, _ = commonWidth(r.rows)
		r.fits = share(r.rows, r.width)
	}
}

func (r reading) better(than reading) bool {
	if (r.header >= 0) != (than.header >= 0) {
		return r.header >= 0
	}
	if (r.width > 1) != (than.width > 1) {
		return r.width > 1
	}
	return r.fits > than.fits || r.fits == than.fits && r.header < 0 && r.width > than.width
}

// Name is a delimiter as sentences name it.
func Name(delimiter rune) string {
	switch delimiter {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "bar"
	}
	return strconv.Quote(string(delimiter))
}
