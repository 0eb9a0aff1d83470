package charset

import (
	"unicode"
	"unicode/utf8"
)

// Text in another encoding can be UTF-8 by chance, if it is short: 伟 in GB18030 is "ΰ"
// in UTF-8. This file tells whether valid UTF-8 is what people write.

// isWritten reports whether a line in UTF-8 has a word that people write beyond ASCII:
// Latin letters next to others or of western Europe, several letters of one alphabet, or a character of
// three bytes, which is rarely valid by chance.
func isWritten(line []byte) bool {
	for i := 0; i < len(line); {
		if line[i] < utf8.RuneSelf {
			i++
			continue
		}
		end := i
		for end < len(line) && line[end] >= utf8.RuneSelf {
			end++
		}
		if isWrittenRun(string(line[i:end]), isASCIILetterAt(line, i-1) || isASCIILetterAt(line, end)) {
			return true
		}
		i = end
	}
	return false
}

func isASCIILetterAt(line []byte, i int) bool {
	letter := byteAt(line, i) | 0x20
	return letter >= 'a' && letter <= 'z'
}

// isWrittenRun is about the characters beyond ASCII that follow one another.
func isWrittenRun(run string, besideLetter bool) bool {
	latin, other, n := true, true, 0
	var script *unicode.RangeTable
	for _, r := range run {
		if r > 0x7ff {
			return true
		}
		n++
		latin = latin && isEuropean(r)
		if script == nil {
			script = scriptOf(r)
		}
		other = other && script != nil && unicode.Is(script, r)
	}
	if r, _ := utf8.DecodeRuneInString(run); n == 1 && r >= 0xc0 && r <= 0xff && unicode.IsLetter(r) {
		return true
	}
	return latin && (besideLetter || n > 2) || other && n > 2
}

// isEuropean recognises the letters and signs of Latin text, and the usual accents that
// follow their letter.
func isEuropean(r rune) bool {
	return r >= 0xa0 && r <= 0x17f || r >= 0x218 && r <= 0x21b || r >= 0x300 && r <= 0x30c || r >= 0x326 && r <= 0x328
}

// scriptOf is the alphabet of a letter of two bytes.
func scriptOf(r rune) *unicode.RangeTable {
	for _, script := range [...]*unicode.RangeTable{unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic, unicode.Armenian} {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}
