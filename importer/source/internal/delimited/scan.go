package delimited

import (
	"strings"

	"partner-import/importer/internal/cell"
)

// A fault is why a record cannot be split into cells.
type fault int

const (
	whole     fault = iota
	unclosed        // a quote never closes, or not within the longest row
	undoubled       // a quote closes, but no delimiter or line end follows
	endless         // the row is too long
	tooFar          // it has more lines than may still be looked at
)

// A scan is what looking at one record found.
type scan struct {
	fault  fault
	at     int // where it ends in the window, before its line end; or where the fault is
	lines  int // line ends inside
	cells  int // including those that are not kept
	quoted int // cells in quotes
	opened int // the quote of the first cell with several lines, or of the faulty cell
}

// scan looks at the record that begins at s.pos, and leaves its cells in s.cells. If
// it reaches the end of the window, the caller reads more and scans again.
func (s *Reader) scan() scan {
	s.cells, s.seen = s.cells[:0], 0
	text, short := s.reach()
	o := scan{opened: -1}
	for i := s.pos; ; i += len(s.delimiter) {
		quote := i
		if i < len(text) && text[i] <= ' ' {
			quote = s.skipBlanks(text, i)
		}
		if quote < len(text) && text[quote] == s.quote {
			i = s.quoted(&o, text, quote)
			o.quoted++
		} else {
			i = s.bare(text, i)
			o.at = i
		}
		o.cells++
		switch {
		case short && i == len(text):
			o.fault = tooFar
			return o
		case o.fault != whole:
			return o
		case i == len(text) && len(text) < len(s.window):
			o.fault = endless
			return o
		case i == len(text) || text[i] == '\n' || text[i] == '\r':
			return o
		}
	}
}

// bare takes an unquoted cell, and returns where it ends. Quotes inside it are plain
// characters: 6".
func (s *Reader) bare(text string, from int) int {
	i, classes, single, seen := from, &s.classes, len(s.delimiter) == 1, class(0)
	for ; i < len(text); i++ {
		c := classes[text[i]]
		if c&ends != 0 && (single || s.ends(text, i)) {
			break
		}
		seen |= c
	}
	s.seen |= seen
	s.keep(text[from:i])
	return i
}

// ends reports whether a delimiter or a line end begins at i.
func (s *Reader) ends(text string, i int) bool {
	return text[i] == '\n' || text[i] == '\r' || len(s.delimiter) == 1 && text[i] == s.delimiter[0] || strings.HasPrefix(text[i:], s.delimiter)
}

// quoted takes a cell with a quote that opens at the given place. It returns where the
// cell ends, after any white space behind the closing quote.
func (s *Reader) quoted(o *scan, text string, quote int) int {
	from, doubled := quote+1, false
	closing := from
	for {
		n := strings.IndexByte(text[closing:], s.quote)
		if n < 0 {
			o.fault, o.at, o.opened = unclosed, len(text), quote
			return len(text)
		}
		closing += n
		if closing+1 >= len(text) || text[closing+1] != s.quote {
			break
		}
		doubled = true
		closing += 2
	}
	i := s.skipBlanks(text, closing+1)
	o.at = i
	if i < len(text) && !s.ends(text, i) {
		o.fault, o.opened = undoubled, quote
		o.lines += countLines(text[from:closing])
		return i
	}
	value := text[from:closing]
	if lines := countLines(value); lines > 0 {
		if o.lines == 0 {
			o.opened = quote
		}
		o.lines += lines
		if !s.Verbatim {
			value = strings.ReplaceAll(strings.ReplaceAll(value, "\r\r\n", "\n"), "\r\n", "\n")
		}
	}
	if doubled {
		quote := string(s.quote)
		value = strings.ReplaceAll(value, quote+quote, quote)
	}
	if !cell.IsPlain(value) {
		s.seen |= odd
	}
	s.keep(value)
	return i
}

// keep keeps a cell. One more than is possible is enough to see that there are too
// many.
func (s *Reader) keep(cell string) {
	if len(s.cells) <= mostCells {
		s.cells = append(s.cells, cell)
	}
}

// skipBlanks skips white space next to a quoted cell.
func (s *Reader) skipBlanks(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') && !strings.HasPrefix(text[i:], s.delimiter) {
		i++
	}
	return i
}

// lineEnd returns the length of the line end at the beginning of text, 0 if there is
// none. A program that writes CR LF for LF turns CR LF into CR CR LF.
func lineEnd(text string) int {
	switch {
	case text == "" || text[0] != '\n' && text[0] != '\r':
		return 0
	case strings.HasPrefix(text, "\r\n"):
		return 2
	case strings.HasPrefix(text, "\r\r\n"):
		return 3
	}
	return 1
}

// countLines counts the line ends in a text.
func countLines(text string) int {
	if strings.IndexByte(text, '\n') < 0 && strings.IndexByte(text, '\r') < 0 {
		return 0
	}
	lines := 0
	for i := 0; i < len(text); i++ {
		if n := lineEnd(text[i:]); n > 0 {
			lines++
			i += n - 1
		}
	}
	return lines
}
