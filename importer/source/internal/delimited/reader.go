// Package delimited reads text with delimiters. It finds the delimiter and the header
// (sniff), and splits the text into rows of cells. Wrong quotes in a row do not harm
// other rows.
package delimited

import (
	"io"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/raw"
)

const (
	splitBlock = 64 << 10
	// lookAhead is how many bytes must follow before the meaning of a byte is
	// certain: a line end has up to 3, a delimiter up to 4.
	lookAhead = 4
	// mostCells is how many cells a row may have, with the empty ones.
	mostCells = 4096
)

// A Reader splits text into records of cells. It differs from encoding/csv in its way
// with bad quotes. If the quotes of a record are wrong, only its first physical line
// is refused, and the next line is read as usual. It also knows every kind of line
// end, and never keeps more of the text than the longest allowed record.
//
// Every byte of the text belongs to one record, or to a blank line between records.
type Reader struct {
	in        io.Reader
	delimiter string
	quote     byte
	classes   [256]class
	Width     int  // of the header, 0: not known yet
	Email     int  // its column
	Verbatim  bool // line ends in cells are left as they are

	window string // what is being looked at
	pos    int    // the next record in the window
	base   int64  // where the window begins in the text
	line   int    // of pos
	ruler  int    // the first line of dashes that was skipped, 0: none
	ended  bool   // nothing follows the window
	credit int64  // bytes that may be looked at in vain, see resync.go
	block  []byte
	cells  []string
	seen   class // in the cells
}

// A class is what a byte of an unquoted cell may mean.
type class uint8

const (
	ends class = 1 << iota // a cell may end here
	odd                    // not in a plain cell
)

// NewReader reads from in. Its first line has the given number.
func NewReader(in io.Reader, delimiter rune, line int) *Reader {
	s := &Reader{in: in, delimiter: string(delimiter), quote: '"', line: line, credit: firstCredit}
	for b := range s.classes {
		if !cell.IsPlain(string([]byte{byte(b)})) {
			s.classes[b] = odd
		}
	}
	s.classes['\r'], s.classes['\n'] = ends, ends
	s.classes[s.delimiter[0]] |= ends
	return s
}

// SetQuote makes another character than " the quote.
func (s *Reader) SetQuote(quote byte) { s.quote = quote }

// Next returns the next record. It appends the cells to the given ones: an empty slice
// that is used again, or nil. The error is io.EOF or that of reading.
func (s *Reader) Next(cells []string) (raw.Row, error) {
	s.cells = cells
	if err := s.skipBlank(); err != nil {
		return raw.Row{}, err
	}
	for {
		o := s.scan()
		if s.ended || o.at+lookAhead <= len(s.window) {
			return s.row(o)
		}
		if err := s.fill(s.pos); err != nil {
			return raw.Row{}, err
		}
	}
}

// skipBlank moves to the first line that is not empty. Where bars separate the cells,
// a line of dashes is empty too.
func (s *Reader) skipBlank() error {
	for {
		for !s.ended && s.pos+lookAhead > len(s.window) {
			if err := s.fill(s.pos); err != nil {
				return err
			}
		}
		if s.pos == len(s.window) {
			return io.EOF
		}
		n := lineEnd(s.window[s.pos:])
		if n == 0 && s.delimiter == "|" {
			if err := s.fillLine(); err != nil {
				return err
			}
			if n = rulerLength(s.window[s.pos:]); n > 0 && s.ruler == 0 {
				s.ruler = s.line
			}
		}
		if n == 0 {
			return nil
		}
		s.pos += n
		s.line++
	}
}

// fill reads more text after the window, and drops the text before from. The longer a
// record is, the more is read in one go. So all scans of a record together take no
// more than twice its length.
func (s *Reader) fill(from int) error {
	kept := s.window[from:]
	size := max(splitBlock, len(kept))
	if len(s.block) < size {
		s.block = make([]byte, size)
	}
	n, err := io.ReadFull(s.in, s.block[:size])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	s.ended = err != nil
	var window strings.Builder // in one allocation
	window.Grow(len(kept) + n)
	window.WriteString(kept)
	window.Write(s.block[:n])
	s.window = window.String()
	s.base += int64(from)
	s.pos -= from
	return nil
}
