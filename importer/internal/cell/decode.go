package cell

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// decode reads what programs write for characters, where it can mean nothing else.
func (c *Cleaner) decode(field string, kind content, s string) string {
	if !mayBeEncoded(s) {
		return s
	}
	if strings.IndexByte(s, '&') >= 0 && strings.IndexByte(s, '<') < 0 { // beside markup, who knows
		if read := decodeEntities(s); read != s {
			c.note(EntitiesRead, field, Quote(s))
			s = read
		}
	}
	if strings.IndexByte(s, '\\') >= 0 && !strings.HasPrefix(s, `"`) {
		if read := decodeBackslashes(kind, s); read != s {
			c.note(EscapesRead, field, Quote(s))
			s = read
		}
	}
	if kind < aCode && strings.Contains(s, returnEscape) {
		if read := decodeReturns(s); read != s {
			c.note(EscapesRead, field, Quote(s))
			s = read
		}
	}
	return s
}

func mayBeEncoded(s string) bool {
	for i := range len(s) {
		if b := s[i]; b == '&' || b == '\\' || b == '_' {
			return true
		}
	}
	return false
}

// decodeEntities reads &amp;, &#39; and &uuml;, but only with the semicolon.
func decodeEntities(s string) string {
	var out strings.Builder
	for {
		at := strings.IndexByte(s, '&')
		if at < 0 {
			break
		}
		out.WriteString(s[:at])
		s = s[at:]
		read, n := entity(s)
		if n == 0 {
			read, n = "&", 1
		}
		out.WriteString(read)
		s = s[n:]
	}
	out.WriteString(s)
	return out.String()
}

// longestEntity is how many bytes are searched for the end of an entity.
const longestEntity = 34

// entity reads the entity at the beginning of s, and says how long it is, 0 if there
// is none.
func entity(s string) (string, int) {
	end := strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if end < 0 || strings.ContainsFunc(s[1:end], func(r rune) bool { return r != '#' && !isWord(r) }) {
		return "", 0
	}
	read := html.UnescapeString(s[:end+1])
	r, n := utf8.DecodeRuneInString(read)
	if read == s[:end+1] || IsControl(r) || r == utf8.RuneError || strings.HasSuffix(read[n:], ";") {
		return "", 0
	}
	return read, end + 1
}

func isWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// decodeBackslashes reads \u00e9 as JavaScript and JSON write it, and in texts \' and
// \" as databases do.
func decodeBackslashes(kind content, s string) string {
	var out strings.Builder
	for {
		at := strings.IndexByte(s, '\\')
		if at < 0 || at+1 == len(s) {
			break
		}
		out.WriteString(s[:at])
		s = s[at:]
		switch read, n := escape(kind, s); {
		case n > 0:
			out.WriteString(read)
			s = s[n:]
		case kind != aCode && s[1] == '\'', kind == aText && (s[1] == '"' || s[1] == '/'):
			out.WriteByte(s[1])
			s = s[2:]
		default:
			out.WriteByte('\\')
			s = s[1:]
		}
	}
	out.WriteString(s)
	return out.String()
}

// escape reads the escape at the beginning of s, and says how long it is, 0 if there
// is none.
func escape(kind content, s string) (string, int) {
	if r, n := unicodeEscape(s); n > 0 {
		return string(r), n
	}
	if kind >= aCode {
		return "", 0
	}
	return byteEscapes(s)
}

// byteEscapes reads \xc3\xbc, and \xfc if the bytes are not UTF-8, as Python and C
// write them. Only letters are certain.
func byteEscapes(s string) (string, int) {
	var read []byte
	n := 0
	for len(s) >= n+4 && s[n:n+2] == `\x` && isHex(s[n+2:n+4]) {
		b, _ := strconv.ParseUint(s[n+2:n+4], 16, 8)
		read = append(read, byte(b))
		n += 4
	}
	text := string(read)
	if !utf8.Valid(read) {
		latin := make([]rune, 0, len(read))
		for _, b := range read {
			latin = append(latin, rune(b))
		}
		text = string(latin)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return s[:n], n // all of them stay, so none is read twice
	}
	return text, n
}

// unicodeEscape reads \u00e9, or two of them for a character beyond the basic plane.
func unicodeEscape(s string) (rune, int) {
	r, n := hexRune(s)
	if n > 0 && utf16.IsSurrogate(r) {
		second, m := hexRune(s[n:])
		r, n = utf16.DecodeRune(r, second), n+m
	}
	if n == 0 || IsControl(r) || r == unicode.ReplacementChar || r == '\\' {
		return 0, 0
	}
	return r, n
}

func hexRune(s string) (rune, int) {
	if len(s) < 6 || s[:2] != `\u` {
		return 0, 0
	}
	code, err := strconv.ParseUint(s[2:6], 16, 16)
	if err != nil {
		return 0, 0
	}
	return rune(code), 6
}

// returnEscape is how Excel writes a carriage return in the XML of a workbook.
const returnEscape = "_x000D_"

// decodeReturns drops the escaped carriage return of a line end.
func decodeReturns(s string) string {
	s = strings.ReplaceAll(s, returnEscape+"\r\n", "\n")
	s = strings.ReplaceAll(s, returnEscape+"\n", "\n")
	return strings.TrimSuffix(s, returnEscape)
}

// HasEscapes recognises what programs write for characters, and decode does not
// read: \xfc, %C3%BC, =C3=BC, <b>, and &eacute without the semicolon.
func HasEscapes(s string) bool {
	for i := range len(s) {
		if classes[s[i]] == 'n' || s[i] >= utf8.RuneSelf {
			continue
		}
		rest := s[i:]
		switch s[i] {
		case '\\':
			if len(rest) > 1 && (strings.IndexByte("nrt", rest[1]) >= 0 || len(rest) > 3 && (rest[1] == 'x' && isHex(rest[2:4]) || isOctal(rest[1:4])) || rest[1] == 'u') {
				return true
			}
		case '%':
			if len(rest) > 2 && isHex(rest[1:3]) && (i == 0 || s[i-1] < '0' || s[i-1] > '9') {
				return true
			}
		case '=':
			if len(rest) > 2 && isHex(rest[1:3]) && rest[1] >= '8' || strings.HasPrefix(rest, "=?") {
				return true
			}
		case '<':
			if isMarkup(rest) {
				return true
			}
		case '&':
			if beginsWithEntity(rest) {
				return true
			}
		case '_':
			if strings.HasPrefix(rest, "_x") && len(rest) > 6 && rest[6] == '_' && isHex(rest[2:6]) {
				return true
			}
		}
	}
	return false
}

// beginsWithEntity also recognises &eacute without the semicolon.
func beginsWithEntity(s string) bool {
	s = s[:min(len(s), longestEntity)]
	return html.UnescapeString(s) != s
}

func isHex(s string) bool   { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }
func isOctal(s string) bool { return strings.Trim(s, "01234567") == "" }

// longestTag is how many bytes are searched for the end of a tag.
const longestTag = 1000

// isMarkup recognises <b>, </b> and <br/>.
func isMarkup(s string) bool {
	end := strings.IndexByte(s[:min(len(s), longestTag)], '>')
	if end < 2 {
		return false
	}
	first := s[1]
	if first == '/' {
		first = s[2]
	}
	return (first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z') && !strings.Contains(s[:end], "@")
}
