package address

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Meant is the address that a person probably meant with a text that is none, ""
// if it takes a guess between several.
func Meant(s string) string {
	if len(s) > maxText {
		return ""
	}
	for _, read := range [...]func(string) string{alone, typed, unescaped, joined, spoken} {
		if address := read(s); address != s && isRight(address) {
			return address
		}
	}
	return ""
}

// alone is the only address in a text, if it is clear where it begins. A space in
// front is not clear enough: "Ada King@example.com" may be one word or two.
func alone(s string) string {
	if strings.Count(s, "@") != 1 {
		return ""
	}
	from, to := around(s)
	address := s[from:to]
	before := strings.TrimRightFunc(s[:from], unicode.IsSpace)
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case strings.Trim(before, "‘’´`'") == "" || strings.HasSuffix(before, "//") || strings.ContainsRune(":([{<)•·→", last):
	case len(before) < from || !strings.ContainsRune(",;|\"*`“„«", last):
		return ""
	}
	if to < len(s) && s[to] != '@' && !strings.ContainsAny(s[to:to+1], " \t\n()<>[]{}/|;,\"'`:?&") {
		return ""
	}
	return address
}

// around is where the text around the @ begins and ends that can be an address.
func around(s string) (from, to int) {
	at := strings.IndexByte(s, '@')
	from, to = at, at+1
	for from > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:from])
		if !isWordRune(r) && !strings.ContainsRune(".+-_'", r) {
			break
		}
		from -= n
	}
	for to < len(s) {
		r, n := utf8.DecodeRuneInString(s[to:])
		if !isWordRune(r) && r != '.' && r != '-' {
			break
		}
		to += n
	}
	for from < at && strings.IndexByte(".'-", s[from]) >= 0 {
		from++
	}
	return from, at + len(strings.TrimRight(s[at:to], ".-"))
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// typed is the address with the punctuation of a keyboard. Word processors and
// phones replace it.
func typed(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', '´', '‛', 'ʼ', '′':
			return '\''
		case '–', '—', '‐', '‑', '‒', '−', '―':
			return '-'
		case '“', '”', '„', '«', '»', '‹', '›', '…', '•':
			return -1
		case '․':
			return '.'
		case '＿':
			return '_'
		}
		return r
	}, strings.Trim(s, "’‘´`"))
}

// unescaped reads cy%40example.com.
func unescaped(s string) string {
	address, err := url.PathUnescape(s)
	if err != nil {
		return ""
	}
	return address
}

// joined is the address without spaces next to its @ and its dots, and with a dot
// for a comma in the domain.
func joined(s string) string {
	for _, mark := range [...]string{"@", "."} {
		parts := strings.Split(s, mark)
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		s = strings.Join(parts, mark)
	}
	local, domain, _ := strings.Cut(s, "@")
	return local + "@" + strings.Replace(domain, ",", ".", 1)
}

// spoken reads "ada at example dot com".
func spoken(s string) string { return fromWords(fromWords(s, true), false) }

// An Oddity is a letter that another alphabet has too.
type Oddity struct {
	Letter   rune
	Alphabet string // of the letter
	Alone    bool   // the whole word is in that alphabet
}

// Odd finds a word with letters of two alphabets, as an а of Cyrillic in a Latin
// word. If there is none, it finds a word between Latin ones whose letters all look
// like Latin ones.
func Odd(s string) (Oddity, bool) {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	latin := 0
	for _, word := range words {
		if odd, found := mixed(word); found {
			return odd, true
		}
		if first, _ := utf8.DecodeRuneInString(word); alphabet(first) == "Latin" {
			latin++
		}
	}
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if latin > 0 && latin == len(words)-1 && alphabet(first) != "Latin" && strings.Trim(word, lookalikes) == "" {
			return Oddity{first, alphabet(first), true}, true
		}
	}
	return Oddity{}, false
}

// lookalikes are letters of Cyrillic and Greek that look like Latin ones.
const lookalikes = "асеорхуіјѕһԁԛԝАВЕКМНОРСТУХІЈЅοανρτυικχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"

// mixed finds the letter of the rarer alphabet in a word.
func mixed(word string) (Oddity, bool) {
	count, first := map[string]int{}, map[string]rune{}
	for _, r := range word {
		if name := alphabet(r); name != "" {
			count[name]++
			if count[name] == 1 {
				first[name] = r
			}
		}
	}
	if len(count) < 2 {
		return Oddity{}, false
	}
	rare := "Latin"
	for _, name := range [...]string{"Armenian", "Greek", "Cyrillic"} {
		if n := count[name]; n > 0 && n <= count[rare] {
			rare = name
		}
	}
	return Oddity{Letter: first[rare], Alphabet: rare}, true
}

// alphabet is the name of an alphabet with letters that others have too.
func alphabet(r rune) string {
	switch {
	case unicode.Is(unicode.Latin, r):
		return "Latin"
	case unicode.Is(unicode.Cyrillic, r):
		return "Cyrillic"
	case unicode.Is(unicode.Greek, r):
		return "Greek"
	case unicode.Is(unicode.Armenian, r):
		return "Armenian"
	}
	return ""
}
