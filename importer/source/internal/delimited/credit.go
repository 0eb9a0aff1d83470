package delimited

import (
	"strings"

	"partner-import/importer/source/internal/raw"
)

// When a record of several lines is given up, all lines but the first are looked at
// again. Where every line has a wrong quote, that would take the square of the file's
// length. So a reader has a credit of bytes that it may look at in vain. It grows with
// what is read. Without credit, a record ends where the credit does.
const (
	firstCredit   = 2 * raw.MaxRow
	creditPerByte = 4
)

// reach returns the window up to where the record that begins at s.pos may end, and
// whether it is short for want of credit. The first line is looked at in any case.
func (s *Reader) reach() (text string, short bool) {
	text = s.window
	if limit := s.pos + raw.MaxRow; len(text) > limit+lookAhead {
		text = text[:limit]
	}
	if s.credit >= raw.MaxRow {
		return text, false
	}
	line := strings.IndexAny(text[s.pos:], "\r\n")
	if line < 0 {
		return text, false
	}
	if limit := s.pos + line + lookAhead + int(max(0, s.credit)); limit < len(text) {
		return text[:limit], true
	}
	return text, false
}
