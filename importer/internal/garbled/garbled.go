// Package garbled recognises text in UTF-8 that a program read in another encoding
// and wrote again, as in "JÃ¼rgen" for "Jürgen", and undoes it.
package garbled

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// pages are the encodings in which programs misread UTF-8. Only few have the letters
// of Cyrillic.
func pages() []*charmap.Charmap {
	return append([]*charmap.Charmap{
		charmap.Windows1252, charmap.ISO8859_1, charmap.Macintosh, charmap.CodePage850, charmap.CodePage437, charmap.Windows1250,
		charmap.CodePage852, charmap.Windows1254, charmap.Windows1257, charmap.Windows1253,
	}, cyrillic()...)
}

func cyrillic() []*charmap.Charmap {
	return []*charmap.Charmap{charmap.Windows1251, charmap.CodePage866, charmap.KOI8R}
}

// pagesOf are those that may have the characters of a word.
func pagesOf(word string) []*charmap.Charmap {
	for _, r := range word {
		if r >= utf8.RuneSelf {
			if r >= 0x250 && unicode.Is(unicode.Cyrillic, r) {
				return cyrillic()
			}
			break
		}
	}
	return pages()
}

// mostTimes is how often a text may have been misread.
const mostTimes = 3

// Undo returns the text as it was before programs misread it, and whether that is
// beyond doubt for all its words.
func Undo(text string) (string, bool) {
	if !mayBe(text) {
		return text, false
	}
	words := strings.FieldsFunc(text, unicode.IsSpace)
	var out strings.Builder
	undone, rest := false, text
	for _, word := range words {
		was, ok := undoWord(word)
		if !ok && mayBe(word) && !isText(word) {
			return text, false
		}
		space, after, _ := strings.Cut(rest, word)
		out.WriteString(space)
		if ok {
			undone, word = true, was
		}
		out.WriteString(word)
		rest = after
	}
	if undone {
		return out.String() + rest, true
	}
	if was, ok := undoWord(text); ok {
		return was, true // a letter had become a space that does not break
	}
	return text, false
}

// Is reports whether a word of the text looks misread. A letter of it may be lost.
func Is(text string) bool {
	if !mayBe(text) {
		return false
	}
	if _, ok := undoWord(text); ok {
		return true
	}
	lost := strings.ContainsRune(text, utf8.RuneError)
	isBreak := func(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) && r != '\u00a0' }
	for _, word := range strings.FieldsFunc(text, isBreak) {
		if _, ok := undoWord(word); ok {
			return true
		}
		if _, n := utf8.DecodeLastRuneInString(word); n > 1 && lost {
			if _, ok := undoWord(word[:len(word)-n]); ok { // the rest of the last letter is lost
				return true
			}
		}
	}
	return false
}

// mayBe is false, at a glance, for most texts: no two characters beyond ASCII are
// side by side.
func mayBe(text string) bool {
	last := false // beyond ASCII
	for _, r := range text {
		if r >= utf8.RuneSelf && last {
			return true
		}
		last = r >= utf8.RuneSelf
	}
	return false
}

// undoWord undoes a word, as often as it was misread.
func undoWord(word string) (string, bool) { return undo(word, mostTimes) }

func undo(word string, times int) (string, bool) {
	if times == 0 || !mayBe(word) {
		return "", false
	}
	var buffer [128]byte
	for _, page := range pagesOf(word) {
		raw, ok := encode(buffer[:0], page, word)
		if !ok || !utf8.Valid(raw) {
			continue
		}
		was := string(raw)
		if strings.ContainsRune(word, '\u00ad') && strings.ContainsAny(was, "ŭĭ") {
			continue // rather a soft hyphen than a letter of few names
		}
		if !isOdd(word, page) && !(isEastAsian(was) && isFew(word, page)) {
			continue
		}
		if earlier, ok := undo(was, times-1); ok {
			return earlier, true
		}
		if isText(was) {
			return was, true
		}
	}
	return "", false
}

// encode writes a word in the encoding. It ends at the first character that cannot
// be a byte of UTF-8 there.
func encode(raw []byte, page *charmap.Charmap, word string) ([]byte, bool) {
	follow := 0 // bytes that the character needs
	for _, r := range word {
		b, ok := page.EncodeRune(r)
		if !ok && r < 0xa0 && r >= 0x80 {
			b, ok = byte(r), true // Windows passes on bytes without a meaning
		}
		if !ok {
			return nil, false
		}
		switch {
		case b < utf8.RuneSelf && follow > 0, b >= 0x80 && b < 0xc0 && follow == 0, b >= 0xc0 && follow > 0, b > 0xf4:
			return nil, false
		case b >= 0xf0:
			follow = 3
		case b >= 0xe0:
			follow = 2
		case b >= 0xc2:
			follow = 1
		case b >= 0x80:
			follow--
		}
		raw = append(raw, b)
	}
	return raw, follow == 0
}

// isText reports whether a word has only letters and signs that are in names.
func isText(word string) bool {
	for _, r := range word {
		switch {
		case r < utf8.RuneSelf, strings.ContainsRune("’‘“”„–—…€·«»®™©°ªº\u00a0", r), r >= 0x300 && r <= 0x36f, r >= 0x2600 && r <= 0x2bff:
		case r >= 0x1f000, !unicode.IsLetter(r):
			if r < 0x1f000 {
				return false
			}
		case !isUsual(r):
			return false
		}
	}
	return true
}

// isUsual: the letters of alphabets that people write their names in.
func isUsual(r rune) bool {
	return r >= 0xc0 && r <= 0x17f || r >= 0x218 && r <= 0x21b || r >= 0x386 && r <= 0x3ce || r >= 0x400 && r <= 0x4ff ||
		r >= 0x5d0 && r <= 0x5ea || r >= 0x620 && r <= 0x6d3 || r >= 0xe01 && r <= 0xe4e || r >= 0x1e00 && r <= 0x1eff ||
		r >= 0x3040 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3
}

// isEastAsian recognises names without letters. Few words become one by chance: Latin
// ones would have accents on every letter, others would end with a sign.
func isEastAsian(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < 0x3040 })
}

// isFew reports whether no more than a few words are like this one. In Windows-1251,
// each third letter is a small one of Russian, with two between that only Serbian,
// Macedonian, Ukrainian or Belarusian have: "дјџ".
func isFew(word string, page *charmap.Charmap) bool {
	return isLatin(word) || page == charmap.Windows1251 || strings.ContainsAny(word, "“”‘’„…»™®°–—")
}

func isLatin(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(unicode.Latin, r) })
}

// isOdd reports whether nobody would write the word so: it has a sign between letters,
// a capital letter inside, letters of two alphabets, or many characters that only by
// chance are UTF-8.
func isOdd(word string, page *charmap.Charmap) bool {
	beyond, last := 0, ' '
	if strings.ContainsAny(strings.Trim(word, "“”„…«»™"), "“”„…«»™") {
		return true
	}
	lower := hasLower(word)
	for _, r := range word {
		if r >= utf8.RuneSelf {
			beyond++
		}
		switch {
		case r >= utf8.RuneSelf && !unicode.IsLetter(r) && !strings.ContainsRune("’‘“”„–—…»«™®°\u00a0", r), r == 'º' || r == 'ª' || r == 'ƒ':
			return true
		case unicode.IsLower(r) && strings.ContainsRune("–—‘“”„…", last), (last == 'Ă' || last == 'Ĺ') && strings.ContainsRune("šťžźłąľżş", r):
			return true
		case unicode.IsUpper(r) && unicode.IsLower(last), r >= utf8.RuneSelf && unicode.IsUpper(last) && unicode.IsUpper(r) && lower:
			return true
		case unicode.IsLetter(r) && unicode.IsLetter(last) && unicode.Is(unicode.Latin, r) != unicode.Is(unicode.Latin, last):
			return true
		}
		last = r
	}
	return beyond >= 6 || ofTwoLanguages(word) || strings.ContainsAny(word, "ÃÂ") && page == charmap.Windows1252 || strings.Contains(word, "â€")
}

// ofTwoLanguages finds Cyrillic letters of the south beside those of the east, which no
// language has together.
func ofTwoLanguages(word string) bool {
	return strings.ContainsAny(word, "јљњћђџќѓѕЈЉЊЋЂЏЌЃЅ") && strings.ContainsAny(word, "єіїґўыэъщйёюяЄІЇҐЎЫЭЪЩЙЁЮЯ")
}

func hasLower(word string) bool { return strings.ContainsFunc(word, unicode.IsLower) }
