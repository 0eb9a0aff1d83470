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
	headText    = 256 << 10 // what the dialect is found from: so many bytes,
	headRecords = 200       // or so many records
)

// delimiters are those that are detected, the likelier first.
func delimiters() []rune { return []rune{',', ';', '\t', '|'} }

// A Dialect is how the text of a file is read.
type Dialect struct {
	Delimiter rune
	Start     int64   // of the header, behind what stands above it
	Line      int     // of the header
	Header    raw.Row // as it stands there
	Width     int     // of the header without empty cells at its end that no row has
	Ghosts    int     // empty cells beyond it that rows may have
	Warnings  []string
}

// A reading is what the head of a file looks like with one delimiter.
type reading struct {
	delimiter rune
	rows      []raw.Row
	header    int     // its index in rows, -1: none names an email column
	fits      float64 // the share of rows that are as wide as the header, or as most are
	width     int     // of the header, or of most rows
}

// NewHead is the head of a text, which begins at start of its file. The fields
// that the cells of a row name are counted by fields.
func NewHead(in io.ReaderAt, start, end int64, fields func([]string) int) *Head {
	return &Head{in: in, start: start, end: end, line: 1, fields: fields}
}

// Sniff finds out how the text is read, below skip lines that do not
// count. A delimiter that is not 0 is taken as it is.
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
	if delimiter == 0 && named != 0 && best.delimiter != named {
		h.warn("the first line says sep=%c, but the table is separated by %s, and is read so", named, delimiterName(best.delimiter))
	}
	return h.dialect(best, delimiter != 0)
}

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

// text is the head with what may follow of its last record.
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
				"the file has only %s, fewer than %s", cell.Count(h.line-1, "line"), h.Call.Call(option.SkipRows, strconv.Itoa(n)))}
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

// skipSep skips the line by which Excel is told the delimiter, and returns
// what it names.
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

// best reads the head with every candidate. One under which a row names an
// email column wins; then the one that makes rows of the same width.
func (h *Head) best(candidates []rune, first bool) (reading, error) {
	var best reading
	for i, delimiter := range candidates {
		rows, err := splitAll(h.text(), delimiter, h.line, headRecords)
		if err != nil {
			return reading{}, err
		}
		r := reading{delimiter: delimiter, rows: inHead(rows)}
		r.look(h.fields, first)
		if i == 0 || r.better(best) {
			best = r
		}
	}
	return best, nil
}

// inHead leaves out what begins behind the head, and rows without content,
// which say nothing about the width of the others.
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

// look finds the header: the first row that names an email column and has the
// width of the rows below it, or else the first that names one. A row that names
// more fields takes its place if no partner stands between them: then what is
// above it is a heading, such as "E-mail" over several columns.
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

// share is how many of the rows have the width, not counting empty cells
// beyond it.
func share(rows []raw.Row, width int) float64 {
	if len(rows) == 0 {
		return 0
	}
	n := 0
	for _, row := range rows {
		if row.Err == nil && len(row.Cells) >= width && cell.AllEmpty(row.Cells[width:]) {
			n++
		}
	}
	return float64(n) / float64(len(rows))
}

// commonWidth returns the width that most rows have, without empty cells at
// their ends, and how many have it.
func commonWidth(rows []raw.Row) (width, n int) {
	counts := map[int]int{}
	for _, row := range rows {
		if row.Err != nil {
			continue
		}
		w := len(row.Cells)
		counts[w]++
		if counts[w] > n || counts[w] == n && w < width {
			width, n = w, counts[w]
		}
	}
	return width, n
}

func delimiterName(delimiter rune) string {
	switch delimiter {
	case ',':
		return "commas"
	case ';':
		return "semicolons"
	case '\t':
		return "tabs"
	case '|':
		return "bars"
	}
	return fmt.Sprintf("%q", delimiter)
}
