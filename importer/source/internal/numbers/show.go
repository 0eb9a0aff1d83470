package numbers

import (
	"strconv"
	"strings"
)

// A Shown is a number as it is and as it is displayed.
type Shown struct {
	Plain     string // without its format
	Displayed string
	Kind      Kind
}

// Show shows a stored number. Its dates count from 1904 or 1900. A text that is no
// number stays what it is.
func (f *Format) Show(stored string, from1904 bool) Shown {
	plain, ok := Plain(stored)
	if !ok || f == nil {
		return Shown{plain, plain, Number}
	}
	n, _ := strconv.ParseFloat(plain, 64)
	s, abs := f.choose(n)
	if s == nil || s.general || s.has('@') || strings.Contains(plain, "E") && s.kind != Date {
		return Shown{plain, plain, Number}
	}
	shown := Shown{Plain: plain, Kind: s.kind}
	switch s.kind {
	case Date:
		shown.Displayed = s.date(n, plain, from1904)
		return shown
	case Fraction:
		shown.Displayed = plain
		return shown
	}
	digits := strings.TrimPrefix(plain, "-")
	shown.Displayed = s.number(digits)
	if n < 0 && !abs {
		shown.Displayed = "-" + shown.Displayed
	}
	return s.judge(shown, digits)
}

// judge says what the difference between a number and its display means.
func (s *section) judge(shown Shown, digits string) Shown {
	trimmed := strings.TrimSpace(shown.Displayed)
	_, behind, _ := strings.Cut(digits, ".")
	switch {
	case trimmed == "":
		trimmed, shown.Kind = shown.Plain, Unit
	case shown.Kind != Number && shown.Kind != Unit && shown.Kind != Money:
	case s.scale > 0 || len(behind) > s.decimals:
		shown.Kind = Rounded
	case shown.Kind == Money || s.grouped || s.decimals > 0:
	case strings.ContainsAny(trimmed, " \u00a0()"):
	case strings.ContainsAny(trimmed, "0123456789"):
		shown.Kind = Code
	}
	if shown.Kind == Code && trimmed == shown.Plain {
		shown.Kind = Number
	}
	shown.Displayed = trimmed
	return shown
}

// choose finds the section for a number, and whether it shows its sign itself.
func (f *Format) choose(n float64) (s *section, signed bool) {
	all := f.sections
	for i := range all {
		if c := all[i].condition; c != "" && holds(c, n) {
			return &all[i], strings.HasPrefix(c, "<") && !strings.HasPrefix(c, "<>")
		}
	}
	switch {
	case len(all) == 0:
		return nil, false
	case all[0].condition != "":
		return &all[len(all)-1], false
	case n < 0 && len(all) > 1 && all[1].condition == "":
		return &all[1], true
	case n == 0 && len(all) > 2:
		return &all[2], false
	}
	return &all[0], false
}

// holds reports whether a condition like ">=1000" holds.
func holds(condition string, n float64) bool {
	number := strings.TrimLeft(condition, "<>=")
	limit, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	switch condition[:len(condition)-len(number)] {
	case "<":
		return n < limit
	case "<=":
		return n <= limit
	case ">":
		return n > limit
	case ">=":
		return n >= limit
	case "=":
		return n == limit
	case "<>":
		return n != limit
	}
	return false
}

// ShowText shows a text. Only a format like "P-"@ changes it.
func (f *Format) ShowText(text string) string {
	if f == nil || f.text == nil || !f.text.words || !f.text.has('@') {
		return text
	}
	var b strings.Builder
	for _, t := range f.text.tokens {
		switch t.kind {
		case '@':
			b.WriteString(text)
		case 'l':
			b.WriteString(t.text)
		}
	}
	return strings.TrimSpace(b.String())
}

// number fills the digits of a number without a sign into the placeholders.
func (s *section) number(digits string) string {
	if s.kind == Scientific {
		n, _ := strconv.ParseFloat(digits, 64)
		return strconv.FormatFloat(n, 'E', s.decimals, 64)
	}
	whole, behind, _ := strings.Cut(digits, ".")
	if s.percents > 0 || s.scale > 0 || len(behind) > s.decimals {
		n, _ := strconv.ParseFloat(digits, 64)
		for range min(s.percents, 8) {
			n *= 100
		}
		for range min(s.scale, 8) {
			n /= 1000
		}
		whole, behind, _ = strings.Cut(strconv.FormatFloat(n, 'f', min(s.decimals, 30), 64), ".")
	}
	if whole == "0" {
		whole = ""
	}
	return s.fill(s.layout(whole), strings.TrimRight(behind, "0"))
}

// layout gives each placeholder before the point its digits. The first one gets all
// that are left.
func (s *section) layout(whole string) []string {
	cells := make([]string, s.whole)
	left := s.whole
	for i := len(s.tokens) - 1; i >= 0; i-- {
		switch t := s.tokens[i]; {
		case t.kind != '0' && t.kind != '#' && t.kind != '?' || i > s.point:
		default:
			left--
			n := min(1, len(whole))
			if left == 0 {
				n = len(whole)
			}
			cells[left], whole = whole[len(whole)-n:], whole[:len(whole)-n]
			if n == 0 {
				cells[left] = map[byte]string{'0': "0", '#': "", '?': " "}[t.kind]
			}
		}
	}
	if s.grouped {
		group(cells)
	}
	return cells
}

// group separates thousands.
func group(cells []string) {
	n := 0
	for i := len(cells) - 1; i >= 0; i-- {
		var b []byte
		for k := len(cells[i]) - 1; k >= 0; k-- {
			if d := cells[i][k]; d >= '0' && d <= '9' {
				if n > 0 && n%3 == 0 {
					b = append(b, ',')
				}
				n++
			}
			b = append(b, cells[i][k])
		}
		for l, r := 0, len(b)-1; l < r; l, r = l+1, r-1 {
			b[l], b[r] = b[r], b[l]
		}
		cells[i] = string(b)
	}
}

// fill writes the digits and all that is between them.
func (s *section) fill(whole []string, behind string) string {
	var b strings.Builder
	point := false
	for _, t := range s.tokens {
		switch t.kind {
		case '.':
			point = true
			b.WriteByte('.')
		case '0', '#', '?':
			switch {
			case !point:
				b.WriteString(whole[0])
				whole = whole[1:]
			case behind != "":
				b.WriteByte(behind[0])
				behind = behind[1:]
			case t.kind == '0':
				b.WriteByte('0')
			}
		case 'l', '%':
			b.WriteString(t.text)
		}
	}
	return b.String()
}
