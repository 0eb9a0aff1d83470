// Package letters tells in which encoding the letters of a text make sense. It
// compares pairs of letters with those in the names of some forty languages.
package letters

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The table has a line for each language: its code, how often each letter is among
// 100,000, and how often each pair with a letter beyond ASCII is. "#" is the edge of
// a word. TestTable counts them in first names, last names and towns: in those of
// faker-js (MIT), in the names of languages of the Unicode CLDR, and in lists of our
// own. testdata/README.md says how.
//
//go:embed letters.txt
var table string

const edge = '#'

// A language is how often its letters and their pairs are.
type language struct {
	letters map[rune]float64
	pairs   map[[2]rune]float64
	rare    float64 // the logarithm of how much fewer people write in it than in others
}

// rareness of Icelandic: 400,000 people write ð and þ, and 85 million Turks write ğ and ş
// with the same bytes. A few letters must not turn Turkish names into Icelandic ones.
func rareness(code string) float64 {
	if code == "is" {
		return 2
	}
	return 0
}

// languages reads the table.
func languages() map[string]language {
	all := map[string]language{}
	for line := range strings.Lines(table) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		l := language{map[rune]float64{}, map[[2]rune]float64{}, rareness(parts[0])}
		for _, entry := range strings.Fields(parts[1]) {
			r, n := utf8.DecodeRuneInString(entry)
			l.letters[r] = count(entry[n:])
		}
		for _, entry := range strings.Fields(parts[2]) {
			a, n := utf8.DecodeRuneInString(entry)
			b, m := utf8.DecodeRuneInString(entry[n:])
			l.pairs[[2]rune{a, b}] = count(entry[n+m:])
		}
		all[parts[0]] = l
	}
	return all
}

func count(text string) float64 {
	n, _ := strconv.Atoi(text)
	return float64(n)
}

const (
	perTable = 100000
	unknown  = 2e-6 // the share of a letter that the language does not have
	smooth   = 50   // how much the letters count beside the pairs
)

// share is how often the letter is.
func (l language) share(r rune) float64 { return max(l.letters[r]/perTable, unknown) }

// after is how likely b is after a.
func (l language) after(a, b rune) float64 {
	return (l.pairs[[2]rune{a, b}] + smooth*l.share(b)) / (l.letters[a] + smooth)
}

// A kind of character.
type kind int

const (
	letter   kind = iota
	outside       // white space, digits, and what separates words in ASCII
	opening       // quotes and dashes before a word
	closing       // quotes and signs behind a word
	symbol        // what is not in names: fractions, lines of frames
	noLetter      // control characters, and bytes without a meaning
)

func kindOf(r rune) kind {
	switch {
	case r == '’' || r == '·':
		return letter // O’Neil, Gal·la
	case strings.ContainsRune("“„‘‚–—«©€£§\u00a0", r):
		return opening
	case strings.ContainsRune("ªº”»™®°…", r):
		return closing
	case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
		return letter
	case r == utf8.RuneError, unicode.IsControl(r) && r >= utf8.RuneSelf:
		return noLetter
	case r < utf8.RuneSelf:
		return outside
	}
	return symbol
}

// lower folds a letter as the table has it.
func lower(r rune) rune {
	switch r {
	case 'İ':
		return r // another letter than i
	case 'ș', 'Ș':
		return 'ş'
	case 'ț', 'Ț':
		return 'ţ'
	}
	return unicode.ToLower(r)
}

// A step is from one character to the next.
type step struct {
	a, b   rune    // folded; edge for what is not a letter
	chance float64 // apart from the language
	fixed  bool    // the language does not matter
}

func stepOf(a, b rune) step {
	from, to := kindOf(a), kindOf(b)
	s := step{a: edge, b: edge, chance: 1}
	if from == letter {
		s.a = lower(a)
	}
	if to == letter {
		s.b = lower(b)
	}
	if chance := typeset(from, to, a); chance > 0 {
		return step{chance: chance, fixed: true}
	}
	if from != letter && from != outside && from != opening {
		s.chance = 1e-3 // a sign in the middle of a word
	}
	if to == letter && strings.ContainsRune("€£§", a) {
		s.chance = 1e-3 // they are before numbers
	}
	if from == letter && to == letter {
		s.chance *= together(a, b)
	} else if to == letter && unicode.IsLower(b) {
		s.chance *= 0.3
	}
	return s
}

// typeset is the chance of a step to or from what is not a letter, 0 if the language
// decides.
func typeset(from, to kind, a rune) float64 {
	switch {
	case to == noLetter:
		return 1e-10
	case to == symbol:
		return 1e-7
	case to == outside && from != letter && from != outside:
		return 0.7
	case to == closing && from == letter && unicode.IsLower(a) && a >= utf8.RuneSelf:
		return 1e-4
	case to == closing && from == letter:
		return 2e-3
	case to == opening && from == letter:
		return 1e-5
	case to == opening, to == closing:
		return 0.05
	}
	return 0
}

// together is how much less likely two letters are because of their case or script.
func together(a, b rune) float64 {
	switch {
	case b == '’' && unicode.IsLower(a):
		return 0.08
	case a == '’' && unicode.IsLower(b):
		return 0.1
	case a == '’' || b == '’' || a == '·' || b == '·':
		return 1
	case isLatin(a) != isLatin(b):
		return 1e-4
	case unicode.IsUpper(b) && unicode.IsLower(a):
		return 1e-3
	case unicode.IsUpper(b) && unicode.IsUpper(a):
		return 0.3
	}
	return 1
}

func isLatin(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Mn) }

// score is the logarithm of how likely the steps are in a text that is mostly in one
// of the languages. The others are for foreign names.
func score(steps []step, weights []float64, spoken []language) float64 {
	sums := make([]float64, len(spoken))
	chances := make([]float64, len(spoken))
	for i, s := range steps {
		if s.fixed {
			for j := range sums {
				sums[j] += weights[i] * math.Log(s.chance)
			}
			continue
		}
		mean := 0.0
		for j, l := range spoken {
			chances[j] = l.after(s.a, s.b)
			mean += chances[j] / float64(len(spoken))
		}
		for j, chance := range chances {
			sums[j] += weights[i] * math.Log(s.chance*(0.8*chance+0.2*mean))
		}
	}
	best := math.Inf(-1)
	for i, sum := range sums {
		best = max(best, sum-spoken[i].rare)
	}
	return best
}
