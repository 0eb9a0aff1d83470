package letters

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	tongue "golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// This file makes letters.txt. testdata/README.md says of what. The names that the
// tables are tested with are in testdata/people.txt.

const (
	mostLetters = 600 // of a language
	mostPairs   = 560
	maxWeight   = 30
	manyLetters = 10_000
)

// spokenIn lists the languages in the order of the table.
func spokenIn() []string {
	return strings.Fields("cs sk pl hu ro hr sl lt lv et tr el ru uk bg sr mk be he ar fa en de fr es it pt nl da nb sv fi is ca ga sq vi ja zh zh-Hant ko")
}

// fromFile reads a list of names for each language.
func fromFile(t *testing.T, name string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		code, names, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		all[code] = strings.Split(names, ";")
	}
	return all
}

// languageNames are the names of languages in a language.
func languageNames(code string) (all []string) {
	namer := display.Languages(tongue.MustParse(code))
	if namer == nil || code == "en" {
		return nil
	}
	for _, tag := range display.Values.Tags() {
		if name := namer.Name(tag); name != "" && !strings.ContainsAny(name, "()") {
			all = append(all, name)
		}
	}
	return all
}

// inCyrillic writes Serbian in the letters of that alphabet.
func inCyrillic(name string) string {
	return strings.NewReplacer("lj", "љ", "nj", "њ", "dž", "џ", "a", "а", "b", "б", "v", "в", "g", "г", "d", "д", "đ", "ђ", "e", "е", "ž", "ж", "z", "з", "i", "и", "j", "ј",
		"k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т", "ć", "ћ", "u", "у", "f", "ф", "h", "х", "c", "ц", "č", "ч", "š", "ш").Replace(strings.ToLower(name))
}

// spelt is a name in the letters that an encoding of the language has.
func spelt(code, name string) string {
	switch code {
	case "sr":
		return inCyrillic(name)
	case "vi": // tones are behind the letters
		var b strings.Builder
		for _, r := range norm.NFC.String(name) {
			tones := ""
			parts := []rune(norm.NFD.String(string(r)))
			letter := parts[:1]
			for _, part := range parts[1:] {
				if strings.ContainsRune("\u0302\u0306\u031b", part) {
					letter = append(letter, part)
				} else {
					tones += string(part)
				}
			}
			b.WriteString(norm.NFC.String(string(letter)) + tones)
		}
		return b.String()
	}
	return norm.NFC.String(name)
}

// counted are how often letters and pairs are.
type counted struct {
	letters map[rune]int
	pairs   map[[2]rune]int
}

// count takes a name as often as it weighs.
func (c *counted) count(name string, weight int) {
	for _, word := range wordsOf(name) {
		last := edge
		for _, r := range word + string(edge) {
			if r != edge {
				r = lower(r)
			}
			c.letters[r] += weight
			if last|r >= utf8.RuneSelf && !unicode.Is(unicode.Han, last) && !unicode.Is(unicode.Han, r) {
				c.pairs[[2]rune{last, r}] += weight
			}
			last = r
		}
	}
}

// line is the language's line of the table.
func (c *counted) line(code string, pairs bool) string {
	total := 0
	for _, n := range c.letters {
		total += n
	}
	share := func(n int) int { return (n*perTable + total/2) / total }
	var letters, steps []string
	for _, r := range mostCommon(c.letters, mostLetters) {
		letters = append(letters, fmt.Sprintf("%c%d", r, share(c.letters[r])))
	}
	if pairs {
		for _, p := range mostCommon(c.pairs, mostPairs) {
			if c.pairs[p] == 1 && total > manyLetters {
				break // chance
			}
			steps = append(steps, fmt.Sprintf("%c%c%d", p[0], p[1], share(c.pairs[p])))
		}
	}
	return code + "\t" + strings.Join(letters, " ") + "\t" + strings.Join(steps, " ") + "\n"
}

func mostCommon[K rune | [2]rune](counts map[K]int, most int) []K {
	all := make([]K, 0, len(counts))
	for key := range counts {
		all = append(all, key)
	}
	slices.SortFunc(all, func(a, b K) int { return cmp.Or(counts[b]-counts[a], strings.Compare(fmt.Sprint(a), fmt.Sprint(b))) })
	return all[:min(most, len(all))]
}

// wordsOf cuts a name into words. Of Joe’s there is Joe’, as in Evidence.Add.
func wordsOf(name string) (all []string) {
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return kindOf(r) != letter }) {
		if strings.HasSuffix(word, "’s") {
			word = strings.TrimSuffix(word, "s")
		}
		all = append(all, word)
	}
	return all
}

// makeTable makes the table. Only letters beyond ASCII are evidence, and only words
// that have some are in a file where the question comes up. So these count for at
// least half of all.
func makeTable(t *testing.T) string {
	faker, own := fromFile(t, "testdata/faker.txt"), fromFile(t, "testdata/own.txt")
	var table strings.Builder
	for _, code := range spokenIn() {
		var plain, special []string
		for _, names := range [][]string{faker[code], own[code], own[code], languageNames(code)} {
			for _, name := range names {
				for _, word := range wordsOf(spelt(code, name)) {
					if isASCII([]byte(word)) {
						plain = append(plain, word)
					} else {
						special = append(special, word)
					}
				}
			}
		}
		c, weight := counted{map[rune]int{}, map[[2]rune]int{}}, max(1, len(plain)/max(1, len(special)))
		for _, word := range plain {
			c.count(word, 1)
		}
		for _, word := range special {
			c.count(word, min(weight, maxWeight))
		}
		table.WriteString(c.line(code, !strings.Contains("ja zh zh-Hant ko", code)))
	}
	return table.String()
}

// TestTable: the table is what its sources give.
func TestTable(t *testing.T) {
	made := makeTable(t)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("letters.txt", []byte(made), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if made != table {
		t.Error(`letters.txt is not what its sources give. Make it again: UPDATE=1 go test -run TestTable ./importer/source/internal/letters`)
	}
}
