// Package address reads cells with e-mail addresses: what people and programs put
// around an address, how they spell it, and which address was probably meant.
package address

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxText   = 1000 // bytes of a text that is searched for an address
	maxLabel  = 63   // bytes of a part of a domain, in ASCII form
	maxDomain = 253  // bytes of a domain
)

// IsPlain recognises, without allocation, the addresses that nearly all rows have.
// An address that it does not recognise may still be right.
func IsPlain(s string) bool {
	at, begun := -1, 0 // where the @ is, and where the part between dots began
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '@':
			if at >= 0 || i == begun {
				return false
			}
			at, begun = i, i+1
		case c == '.':
			if i == begun || at >= 0 && (s[i-1] == '-' || i-begun > maxLabel) {
				return false
			}
			begun = i + 1
		case c == '-' && at >= 0:
			if i == at+1 {
				return false
			}
		default:
			if at >= 0 || !isUsualMark(c) {
				return false
			}
		}
	}
	return at > 0 && begun < len(s) && s[len(s)-1] != '-' && len(s)-begun <= maxLabel && len(s)-at-1 <= maxDomain
}

// IsMark recognises what RFC 5322 calls atext, apart from letters and digits.
func IsMark(c byte) bool { return strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0 }

// isUsualMark recognises the marks that are in addresses on purpose. Others are
// allowed too, but more often a program left them there.
func isUsualMark(c byte) bool { return c == '_' || c == '-' || c == '+' || c == '\'' }

// isRight recognises an address that may be taken out of a text: a plain one, or one
// with letters beyond ASCII.
func isRight(s string) bool {
	return IsPlain(strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)) {
			return 'a'
		}
		return r
	}, s)) && strings.LastIndexByte(s, '.') > strings.IndexByte(s, '@')
}

// A Step says what [Read] did.
type Step int

// The steps.
const (
	Nothing Step = iota // there is nothing to do
	Taken               // dropped what is around the address
	Spelt               // read another spelling: "(at)", or %2B in a link
	Widened             // read full-width characters as the usual ones
)

// Read takes one step towards the address that a cell holds for certain. Repeat it
// until it does nothing.
func Read(s string) (string, Step) {
	if len(s) > maxText || IsPlain(s) {
		return s, Nothing
	}
	if narrow := narrowed(s); narrow != s {
		return narrow, Widened
	}
	if hasMailto(s) {
		return fromLink(s)
	}
	if !strings.ContainsAny(s, "@([{<") {
		return s, Nothing
	}
	for _, take := range [...]func(string) string{fromAngles, fromMarkdown, withoutLabel, withoutMarks} {
		if address := take(s); address != "" && address != s {
			return address, Taken
		}
	}
	if address := fromWords(s, true); address != s && isRight(address) {
		return address, Spelt
	}
	return s, Nothing
}

// narrowed writes full-width characters and the dots of East Asia in ASCII. Input
// methods produce them.
func narrowed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xff01 + '!'
		case r == '。', r == '｡', r == '﹒':
			return '.'
		case r == '﹫':
			return '@'
		}
		return r
	}, s)
}

func hasMailto(s string) bool {
	return len(s) > 7 && s[6] == ':' && strings.EqualFold(s[:7], "mailto:")
}

// fromLink reads mailto:a%2Bb@c.d?subject=x. A link to several addresses stays.
func fromLink(s string) (string, Step) {
	written, _, _ := strings.Cut(s[len("mailto:"):], "?")
	address, err := url.PathUnescape(written)
	switch {
	case err != nil || !utf8.ValidString(address):
		address = written
	case strings.Count(address, "@") > 1 && strings.Count(written, "@") < 2:
		return s, Nothing
	}
	if strings.TrimSpace(address) == "" {
		return s, Nothing
	}
	return address, Taken
}

// fromAngles takes an address out of "Name <a@b.c>".
func fromAngles(s string) string {
	at := strings.IndexByte(s, '<')
	if at < 0 || s[len(s)-1] != '>' {
		return ""
	}
	name, inner := s[:at], strings.TrimSpace(s[at+1:len(s)-1])
	if !strings.Contains(inner, "@") || strings.ContainsAny(inner, "<>") || strings.Contains(name, "@") && !isSame(name, inner) {
		return ""
	}
	return inner
}

// isSame: some programs repeat an address as its own name.
func isSame(name, address string) bool {
	return strings.EqualFold(strings.Trim(name, ` "'`), address)
}

// fromMarkdown takes an address out of [a@b.c](mailto:a@b.c) and [a@b.c](a@b.c).
func fromMarkdown(s string) string {
	text, target, ok := strings.Cut(s, "](")
	if !ok || text == "" || text[0] != '[' || s[len(s)-1] != ')' {
		return ""
	}
	name, link := text[1:], target[:len(target)-1]
	if isSame(name, link) && isRight(link) {
		return link
	}
	if !hasMailto(link) {
		return ""
	}
	address, _ := fromLink(link)
	if strings.Contains(name, "@") && !isSame(name, address) || !isRight(address) {
		return ""
	}
	return address
}

// withoutLabel drops a word for "e-mail" in front, as in "E-mail: a@b.c".
func withoutLabel(s string) string {
	label, address, ok := strings.Cut(s, ":")
	if !ok {
		label, address, ok = strings.Cut(s, "：")
	}
	address = strings.TrimSpace(address)
	if !ok || !isLabel(label) || !isRight(address) {
		return ""
	}
	return address
}

// isLabel recognises what people write in front of an address.
func isLabel(s string) bool {
	switch strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s) {
	case "email", "mail", "emailaddress", "mailaddress", "address", "emailid", "emailadresse", "mailadresse",
		"emailadress", "correo", "correoelectrónico", "correoelectronico", "courriel", "adressemail", "adresseemail",
		"adresseélectronique", "eposta", "epost", "elpaštas", "elpastas", "posta", "indirizzoemail", "endereçodeemail",
		"эпочта", "почта", "электроннаяпочта", "メール", "邮箱", "电子邮件":
		return true
	}
	return false
}

// withoutMarks drops marks that are around an address but never in it: a bullet in
// front, quotes or backticks around it, punctuation behind it.
func withoutMarks(s string) string {
	address := strings.TrimSpace(strings.TrimRight(s, ",;:. \t\n"))
	address = strings.TrimSpace(strings.TrimLeft(address, "•·‣◦▪●○→»※ \u00a0"))
	if bullet, rest, ok := strings.Cut(address, " "); ok && (bullet == "-" || bullet == "*" || bullet == "–" || bullet == "—") {
		address = strings.TrimSpace(rest)
	}
	for _, pair := range [...]string{"**", "__", "``", `""`, "''", "()", "[]", "{}", "||"} {
		for len(address) > 2 && address[0] == pair[0] && address[len(address)-1] == pair[1] {
			address = address[1 : len(address)-1]
		}
	}
	if !isRight(address) {
		return ""
	}
	return address
}

// fromWords reads "(at)" and "[dot]" as @ and dot: written so to keep machines from
// finding the address. Without brackets it is a guess.
func fromWords(s string, bracketed bool) string {
	for _, word := range [...]struct{ name, mark string }{{"at", "@"}, {"dot", "."}, {"punkt", "."}} {
		if word.mark == "@" && strings.Contains(s, "@") {
			continue
		}
		if !bracketed {
			s = replaced(s, " "+word.name+" ", word.mark)
			continue
		}
		for _, pair := range [...]string{"[]", "()", "{}", "<>"} {
			s = replaced(s, pair[:1]+word.name+pair[1:], word.mark)
			s = replaced(s, pair[:1]+word.mark+pair[1:], word.mark)
		}
	}
	return s
}

// replaced replaces a word in any case, and the spaces around it.
func replaced(s, word, mark string) string {
	lower := asciiLower(s)
	at := strings.Index(lower, word)
	if at < 0 {
		return s
	}
	var out strings.Builder
	for at >= 0 {
		out.WriteString(strings.TrimRight(s[:at], " "))
		out.WriteString(mark)
		s = strings.TrimLeft(s[at+len(word):], " ")
		lower = lower[len(lower)-len(s):]
		at = strings.Index(lower, word)
	}
	out.WriteString(s)
	return out.String()
}

// asciiLower keeps the length of a text, which strings.ToLower does not always.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
