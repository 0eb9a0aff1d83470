package cell

import (
	"strings"
	"unicode/utf8"
)

// MaxBytes is how many bytes a cell may have.
const MaxBytes = 64 << 10

// IsPlain recognises a short text in ASCII as nearly all cells are: without control
// characters, and without the marks that the escapes of programs have.
func IsPlain(cell string) bool {
	if len(cell) > MaxBytes {
		return false
	}
	for i := range len(cell) {
		if class := classes[cell[i]]; class != 'n' && (class != '_' || strings.HasPrefix(cell[i:], "_x")) {
			return false
		}
	}
	return true
}

// classes has a letter for each byte: n for a plain one, _ for the beginning of
// _x000D_, and x for the others.
const classes = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" +
	"nnnnnxxnnnnnnnnnnnnnnnnnnnnnxxnx" + // not % & < = ?
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnxxnn_" + // not [ \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnxnnnx" + // not { and delete
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" +
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

// IsControl recognises control characters. Some decoders turn letters that they do
// not know into control characters beyond ASCII.
func IsControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0
}

// HasControl reports whether a text has a control character.
func HasControl(s string) bool {
	for i := range len(s) {
		b := s[i]
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f || b == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0 {
			return true
		}
	}
	return false
}

// AllEmpty reports whether all cells are empty or white space.
func AllEmpty(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && cell[0] > ' ' && cell[0] < utf8.RuneSelf || strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}
