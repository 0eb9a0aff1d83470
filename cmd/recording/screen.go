package recording

import (
	"strings"
	"unicode/utf8"
)

// A screen is a terminal of any height, as far as this program uses one: lines that
// grow, a cursor that goes up and back, colours, and links, which are left out.
type screen struct {
	lines       [][]cell
	row, column int
	look        string // of what is written next: the classes of the SVG
	rest        string // the beginning of what the next write ends
}

// A cell is a character and how it looks.
type cell struct {
	char rune
	look string
}

func newScreen() *screen { return &screen{lines: [][]cell{nil}} }

func (s *screen) write(text string) {
	text = s.rest + text
	for text != "" {
		n := s.one(text)
		if n == 0 {
			break
		}
		text = text[n:]
	}
	s.rest = text
}

// one does what the text begins with, and returns how many bytes that took: 0 if
// more bytes are needed to know.
func (s *screen) one(text string) int {
	switch text[0] {
	case '\n':
		s.row++
		if s.row == len(s.lines) {
			s.lines = append(s.lines, nil)
		}
		return 1
	case '\r':
		s.column = 0
		return 1
	case 0x1b:
		return s.escape(text)
	}
	if !utf8.FullRuneInString(text) {
		return 0
	}
	char, n := utf8.DecodeRuneInString(text)
	line := s.lines[s.row]
	for len(line) <= s.column {
		line = append(line, cell{char: ' '})
	}
	line[s.column] = cell{char, s.look}
	s.lines[s.row], s.column = line, s.column+1
	return n
}

// escape does what an escape sequence says.
func (s *screen) escape(text string) int {
	if strings.HasPrefix(text, "\x1b]") { // a link
		if link, _, whole := strings.Cut(text, "\x1b\\"); whole {
			return len(link) + len("\x1b\\")
		}
		return 0
	}
	end := strings.IndexFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
	if end < 0 {
		return 0
	}
	switch text[end] {
	case 'K':
		line := s.lines[s.row]
		s.lines[s.row] = line[:min(s.column, len(line))]
	case 'A':
		s.row = max(s.row-1, 0)
	case 'm':
		s.look = look(text[2:end])
	}
	return end + 1
}

// look is the class of a colour, "" for the usual one.
func look(code string) string {
	return map[string]string{"1": "b", "2": "d", "31": "r", "32": "g", "33": "y"}[code]
}

// text is a line without its looks.
func plain(line []cell) string {
	var b strings.Builder
	for _, c := range line {
		b.WriteRune(c.char)
	}
	return strings.TrimRight(b.String(), " ")
}
