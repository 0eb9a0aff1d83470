// Package numbers shows numbers of workbooks as spreadsheets do, and says what a
// number format proves about a value.
package numbers

import (
	"strings"
	"unicode"
)

// A Kind says what a format proves about a number.
type Kind uint8

// The kinds of numbers.
const (
	Number     Kind = iota // as it is, perhaps with thousands and zeros behind the point
	Code                   // with zeros or letters that belong to it, as in P-0042
	Date                   // a date, a time or both
	Percent                // with "%"
	Scientific             // as in 1.20E+05
	Fraction               // as in 1 1/2
	Rounded                // it has more digits than are shown
	Money                  // with a currency
	Unit                   // with words around it, as in 25 pts
)

const maxFormat = 512 // bytes

// A Format is a number format.
type Format struct {
	sections []section
	text     *section // for texts
}

// A section is one of the formats that are separated by ";" in a format.
type section struct {
	tokens    []token
	kind      Kind
	general   bool
	condition string // as in ">=1000"
	whole     int    // placeholders before the point
	decimals  int    // placeholders behind it
	point     int    // the token that is the point
	percents  int
	scale     int  // commas behind the last placeholder
	grouped   bool // thousands are separated
	words     bool // it has literal text
}

// A token is a piece of a section.
type token struct {
	kind byte // '0', '#', '?', '.', '%', 'E', '/', '@', 'd' for dates, 'l' for literal text
	text string
}

// Parse never fails: what it does not understand is shown like a plain number.
func Parse(code string) *Format {
	f := &Format{}
	if code == "" || len(code) > maxFormat {
		code = "General"
	}
	for i, text := range split(code) {
		s := parseSection(text)
		if s.has('@') || i == 3 {
			f.text = &s
		}
		if i < 3 && (!s.has('@') || i == 0) {
			f.sections = append(f.sections, s)
		}
	}
	return f
}

// split separates the sections.
func split(code string) (all []string) {
	from, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch b := code[i]; {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\\' || b == '_' || b == '*':
			i++
		case b == ';':
			all = append(all, code[from:i])
			from = i + 1
		}
	}
	return append(all, code[from:])
}

func (s *section) has(kind byte) bool {
	for _, t := range s.tokens {
		if t.kind == kind {
			return true
		}
	}
	return false
}

// parseSection reads one section.
func parseSection(text string) section {
	p := parser{rest: text}
	for p.rest != "" {
		p.next()
	}
	s := p.section
	s.count()
	switch {
	case s.has('d'):
		s.kind = Date
	case s.has('%'):
		s.kind = Percent
	case s.has('E'):
		s.kind = Scientific
	case s.has('/'):
		s.kind = Fraction
	case s.kind == Money:
	case s.words:
		s.kind = Unit
	}
	return s
}

// count counts the placeholders.
func (s *section) count() {
	last := -1
	for i, t := range s.tokens {
		if t.kind == '0' || t.kind == '#' || t.kind == '?' {
			last = i
		}
	}
	point, isDate, tokens := false, s.has('d'), s.tokens[:0]
	s.point = len(s.tokens)
	for i, t := range s.tokens {
		switch t.kind {
		case '.':
			if !point {
				s.point = len(tokens)
			}
			point = true
		case '%':
			s.percents++
		case ',':
			if isDate {
				break
			}
			if i > last {
				s.scale++
			} else if s.whole > 0 && !point {
				s.grouped = true
			}
			continue
		case '0', '#', '?':
			if point {
				s.decimals++
			} else {
				s.whole++
			}
		}
		tokens = append(tokens, t)
	}
	s.tokens = tokens
}

// A parser reads the tokens of a section.
type parser struct {
	section
	rest string
}

func (p *parser) add(kind byte, text string) { p.tokens = append(p.tokens, token{kind, text}) }

// take takes so many bytes.
func (p *parser) take(n int) string {
	n = min(n, len(p.rest))
	text := p.rest[:n]
	p.rest = p.rest[n:]
	return text
}

// letter takes one character.
func (p *parser) letter() string {
	for i := range p.rest {
		if i > 0 {
			return p.take(i)
		}
	}
	return p.take(len(p.rest))
}

func (p *parser) next() {
	switch b := p.rest[0]; {
	case len(p.rest) >= 7 && strings.EqualFold(p.rest[:7], "general"):
		p.take(7)
		p.general = true
	case b == '"':
		text, _, _ := strings.Cut(p.rest[1:], `"`)
		p.take(len(text) + 2)
		p.literal(text)
	case b == '\\':
		p.take(1)
		p.literal(p.letter())
	case b == '_':
		p.take(1)
		p.letter()
		p.add('l', " ")
	case b == '*':
		p.take(1)
		p.letter()
	case b == '[':
		inner, _, _ := strings.Cut(p.rest[1:], "]")
		p.take(len(inner) + 2)
		p.bracket(inner)
	case strings.IndexByte("0#?.,%/@", b) >= 0:
		p.add(b, p.take(1))
	case b == 'E' && len(p.rest) > 1 && (p.rest[1] == '+' || p.rest[1] == '-'):
		p.add('E', p.take(2))
		p.rest = strings.TrimLeft(p.rest, "0#?")
	case len(p.rest) >= 5 && strings.EqualFold(p.rest[:5], "am/pm"), len(p.rest) >= 3 && strings.EqualFold(p.rest[:3], "a/p"):
		n := 3
		if p.rest[1] != '/' {
			n = 5
		}
		p.add('d', strings.ToLower(p.take(n)))
	case strings.IndexByte("yYmMdDhHsSeEgGbB", b) >= 0:
		n := 1
		for n < len(p.rest) && p.rest[n]|0x20 == b|0x20 {
			n++
		}
		p.add('d', strings.ToLower(p.take(n)))
	default:
		p.literal(p.letter())
	}
}

// literal adds text that is shown as it is.
func (p *parser) literal(text string) {
	p.add('l', text)
	for _, r := range text {
		if unicode.Is(unicode.Sc, r) {
			p.kind = Money
		}
		if r != ' ' && r != '\u00a0' && r != '-' {
			p.words = true
		}
	}
}

// bracket reads what is in brackets: a time that passes, a currency, a condition, a
// colour or a language.
func (p *parser) bracket(inner string) {
	switch lower := strings.ToLower(inner); {
	case lower != "" && (strings.Trim(lower, "h") == "" || strings.Trim(lower, "m") == "" || strings.Trim(lower, "s") == ""):
		p.add('d', "["+lower+"]")
	case inner != "" && strings.IndexByte("<>=", inner[0]) >= 0:
		p.condition = inner
	case strings.HasPrefix(inner, "$"):
		symbol, _, _ := strings.Cut(inner[1:], "-")
		if symbol != "" {
			p.add('l', symbol)
			p.kind, p.words = Money, true
		}
	}
}
