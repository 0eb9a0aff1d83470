package letters

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

const (
	mostSample = 64 << 10 // bytes that are read as encodings with several bytes for a character
	mostCells  = 256      // cells that may be shown
	mostShown  = 40       // bytes of a cell that is shown

	apostrophe = 0x92 // in Windows-1252

	// doubt is how much likelier Windows-1252 must be than every other encoding, and
	// alone how much more if there is only one letter beyond ASCII.
	doubt, alone = 3, 1
	// poor is the mean logarithm of a step below which a text is not in the
	// languages of Windows-1252.
	poor = -7
)

// Evidence is the part of a text that is not UTF-8. The zero value is empty.
type Evidence struct {
	pairs  [][256]uint32 // how often a byte comes after another, if one is beyond ASCII
	sample []byte
	cells  []seen
}

// A seen cell is one with bytes beyond ASCII.
type seen struct {
	line int
	text []byte
}

// Add takes a line, without its line end.
func (e *Evidence) Add(number int, line []byte) {
	if e.pairs == nil {
		e.pairs = make([][256]uint32, 256)
	}
	last := byte(' ')
	for i, b := range line {
		if last == apostrophe && b == 's' && (i+1 == len(line) || !isASCIILetter(line[i+1])) {
			b = ' ' // Joe’s, which is Joeís in another encoding
		}
		if last|b >= utf8.RuneSelf {
			e.pairs[last][b]++
		}
		last = b
	}
	if last >= utf8.RuneSelf {
		e.pairs[last][' ']++
	}
	if len(e.sample)+len(line) < mostSample {
		e.sample = append(append(e.sample, line...), '\n')
	}
	if len(e.cells) < mostCells {
		e.addCells(number, line)
	}
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= utf8.RuneSelf }

func (e *Evidence) addCells(number int, line []byte) {
	for cell := range bytes.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(",;\t|\"", r) }) {
		if cell = bytes.TrimSpace(cell); len(cell) <= mostShown && !isASCII(cell) {
			e.cells = append(e.cells, seen{number, bytes.Clone(cell)})
		}
	}
}

func isASCII(text []byte) bool {
	return !slices.ContainsFunc(text, func(b byte) bool { return b >= utf8.RuneSelf })
}

// A Verdict says what the evidence is likely to be.
type Verdict struct {
	Western   bool // Windows-1252, without a doubt
	Likeliest Page
	Next      Page // the likeliest that reads it in another way
	Line      int  // of the cell that shows the difference, 0: there is none
	Cell      [2]string
}

// A reading is a page and how likely it is.
type reading struct {
	Page
	score float64
}

// Judge weighs the evidence.
func (e *Evidence) Judge() Verdict {
	spoken := languages()
	home := e.single(western1252(), spoken)
	readings, west := []reading{home}, home.score
	for _, page := range singles() {
		r := e.single(page, spoken)
		if readings = append(readings, r); !e.differ(page, home.Page) {
			home.score = max(home.score, r.score)
		}
	}
	readings[0] = home
	sample := Evidence{}
	for line := range bytes.SplitSeq(e.sample, []byte("\n")) {
		sample.Add(0, line)
	}
	behind := west - sample.single(western1252(), spoken).score
	for _, page := range multiples() {
		if score, ok := e.multiple(page, spoken[page.languages]); ok {
			readings = append(readings, reading{page, score + behind})
		}
	}
	slices.SortStableFunc(readings, func(a, b reading) int { return -cmp.Compare(a.score, b.score) })
	return e.verdict(home, readings)
}

func (e *Evidence) verdict(home reading, readings []reading) Verdict {
	v := Verdict{Likeliest: readings[0].Page}
	for _, r := range readings[1:] {
		if e.differ(v.Likeliest, r.Page) {
			v.Next = r.Page
			break
		}
	}
	steps := e.steps()
	v.Western = home.score > poor*steps
	least := doubt + 2*alone/max(steps, 2)
	for _, r := range readings {
		if r.score > home.score-least && e.differ(home.Page, r.Page) {
			v.Western = false
		}
	}
	v.Line, v.Cell = e.show(v.Likeliest, v.Next)
	return v
}

// steps is how much evidence there is. A letter among others has two.
func (e *Evidence) steps() float64 {
	sum := 0.0
	for a := range e.pairs {
		for _, n := range e.pairs[a] {
			if n > 0 {
				sum += weight(n)
			}
		}
	}
	return sum
}

// single is how likely a page is that has one byte for each character.
func (e *Evidence) single(page Page, spoken map[string]language) reading {
	var steps []step
	var weights []float64
	decode := decoder(page)
	for a := range e.pairs {
		for b, n := range e.pairs[a] {
			if n > 0 {
				steps = append(steps, stepOf(decode(byte(a)), decode(byte(b))))
				weights = append(weights, weight(n))
			}
		}
	}
	return reading{page, score(steps, weights, named(page, spoken)) + page.before}
}

// weight counts what is said again for less: a word may be in every row.
func weight(n uint32) float64 { return 1 + math.Log(float64(n)) }

func decoder(page Page) func(byte) rune {
	if m, ok := page.Encoding.(*charmap.Charmap); ok {
		return m.DecodeByte
	}
	return func(byte) rune { return utf8.RuneError }
}

func named(page Page, spoken map[string]language) []language {
	var list []language
	for _, code := range strings.Fields(page.languages) {
		list = append(list, spoken[code])
	}
	return list
}

// multiple is how likely a page is that has several bytes for some characters.
// Windows-1252 is measured against it on the same sample.
func (e *Evidence) multiple(page Page, l language) (float64, bool) {
	text, err := page.Encoding.NewDecoder().Bytes(e.sample)
	if err != nil {
		return 0, false
	}
	counts, last := map[rune]uint32{}, ' '
	sum := page.before
	for _, r := range string(text) {
		switch {
		case r == utf8.RuneError:
			return 0, false
		case r >= utf8.RuneSelf:
			counts[r]++
		}
		if r >= utf8.RuneSelf && isLatin(last) || last >= utf8.RuneSelf && isLatin(r) {
			sum += math.Log(0.03)
		}
		last = r
	}
	for r, n := range counts {
		sum += weight(n) * math.Log(max(l.letters[r]/perTable*0.7, rare(r)))
	}
	return sum, true
}

// rare is how likely a character is that the names of the table do not have.
func rare(r rune) float64 {
	switch {
	case r >= 0x3040 && r <= 0x30ff:
		return 1e-3 // kana
	case r >= 0xac00 && r <= 0xd7a3:
		return 3e-5
	case r >= 0x4e00 && r <= 0x9fff:
		return 1e-5
	}
	return 1e-7
}

// differ reports whether two pages read the evidence in different ways.
func (e *Evidence) differ(a, b Page) bool {
	one, isSingle := a.Encoding.(*charmap.Charmap)
	two, areSingle := b.Encoding.(*charmap.Charmap)
	if !isSingle || !areSingle {
		return a.Name != b.Name
	}
	for first := range e.pairs {
		for second, n := range e.pairs[first] {
			if n > 0 && (one.DecodeByte(byte(first)) != two.DecodeByte(byte(first)) || one.DecodeByte(byte(second)) != two.DecodeByte(byte(second))) {
				return true
			}
		}
	}
	return false
}

// show returns a cell that the pages read in different ways, with its line.
func (e *Evidence) show(a, b Page) (line int, cell [2]string) {
	for _, c := range e.cells {
		if one, two := Read(a.Encoding, c.text), Read(b.Encoding, c.text); one != two {
			return c.line, [2]string{one, two}
		}
	}
	return 0, cell
}

// Read returns the text in the encoding.
func Read(e encoding.Encoding, text []byte) string {
	if e == nil {
		return string(text)
	}
	out, _ := e.NewDecoder().Bytes(text)
	return string(out)
}
