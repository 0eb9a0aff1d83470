package markup

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// isPlain reports whether a text needs no decoding and has allowed characters only.
func isPlain(s []byte) bool {
	for _, b := range s {
		if b < ' ' && b != '\n' && b != '\t' || b >= utf8.RuneSelf || b == '&' || b == ']' {
			return false
		}
	}
	return true
}

// decoded returns a text without entities, with "\n" for every end of a line.
func (l *Lexer) decoded(s []byte) ([]byte, error) {
	if isPlain(s) {
		return s, nil
	}
	if bytes.Contains(s, []byte("]]>")) {
		return nil, errLetter
	}
	var err error
	l.decode, err = appendDecoded(l.decode[:0], s)
	return l.decode, err
}

func appendDecoded(to, s []byte) ([]byte, error) {
	if err := allowed(s); err != nil {
		return nil, err
	}
	for {
		i := bytes.IndexAny(s, "&\r")
		if i < 0 {
			return append(to, s...), nil
		}
		to = append(to, s[:i]...)
		if s[i] == '\r' {
			to = append(to, '\n')
			s = bytes.TrimPrefix(s[i+1:], []byte("\n"))
			continue
		}
		end := bytes.IndexByte(s[i:min(len(s), i+16)], ';')
		if end < 0 {
			return nil, errEntity
		}
		r, ok := entity(string(s[i+1 : i+end]))
		if !ok {
			return nil, errEntity
		}
		to = utf8.AppendRune(to, r)
		s = s[i+end+1:]
	}
}

// entity is the character of an entity, or of a reference to a character.
func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && isAllowed(rune(n))
}

// allowed refuses text that is not UTF-8 or has a character that XML forbids.
func allowed(s []byte) error {
	for i := 0; i < len(s); {
		if b := s[i]; b < utf8.RuneSelf {
			if b < ' ' && !isSpace(b) {
				return errLetter
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && size == 1 || !isAllowed(r) {
			return errLetter
		}
		i += size
	}
	return nil
}

func isAllowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0xd800 || r > 0xdfff && r < 0xfffe || r > 0xffff && r <= utf8.MaxRune
}
