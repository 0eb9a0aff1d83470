package letters

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// people are names in some thirty languages.
func people(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/people.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), "\t")
		all[code] = strings.Split(names, ";")
	}
	return all
}

// A file is some rows in an encoding.
type file struct {
	page  Page
	code  string
	rows  []string
	proof Evidence
}

// draw makes a file of 3 to 50 rows, or nil if the page cannot hold such names.
func draw(rnd *rand.Rand, page Page, code string, names []string) *file {
	f := &file{page: page, code: code}
	rows := 3 + rnd.IntN(6)
	if rnd.IntN(2) == 0 {
		rows = 3 + rnd.IntN(48)
	}
	for range rows * 4 {
		name := names[rnd.IntN(len(names))]
		text, err := page.Encoding.NewEncoder().String(windows1258(page, name))
		if err != nil || len(f.rows) == rows {
			continue
		}
		f.rows = append(f.rows, name)
		if !utf8.ValidString(text) {
			f.proof.Add(len(f.rows)+1, []byte(fmt.Sprintf("p%d@example.com,%s", len(f.rows), text)))
		}
	}
	if len(f.rows) < rows || f.proof.pairs == nil {
		return nil
	}
	return f
}

// windows1258 writes the tones behind the letters, as that page needs it.
func windows1258(page Page, name string) string {
	if page.Name != "windows-1258" {
		return name
	}
	return strings.NewReplacer("ễ", "ê\u0303", "ầ", "â\u0300", "ị", "i\u0323", "ả", "a\u0309", "ố", "ô\u0301", "ạ", "a\u0323", "ề", "ê\u0300",
		"ọ", "o\u0323", "ữ", "ư\u0303", "ĩ", "i\u0303", "ỗ", "ô\u0303", "ồ", "ô\u0300", "ũ", "u\u0303", "ý", "y\u0301", "ỳ", "y\u0300", "ã", "a\u0303", "ị", "i\u0323").Replace(name)
}

// TestLaw: a text is never read as another alphabet. It is read as Windows-1252 if it
// is that, or refused, and then the right encoding is one of two that are proposed.
func TestLaw(t *testing.T) {
	rnd, all := rand.New(rand.NewPCG(13, 1)), people(t)
	pages := slices.Concat([]Page{western1252()}, singles(), multiples())
	rounds := 60
	if testing.Short() {
		rounds = 6
	}
	files, home, doubted, missed := 0, 0, map[string]int{}, map[string]int{}
	for _, page := range pages {
		for _, code := range strings.Fields(page.languages) {
			for range rounds {
				if all[code] == nil {
					continue
				}
				f := draw(rnd, page, code, all[code])
				if f == nil {
					continue
				}
				files++
				v := f.proof.Judge()
				same := !f.proof.differ(page, western1252())
				switch {
				case same && !v.Western:
					home++
					doubted[fmt.Sprintf("%s %s as %s: %q", page.Name, code, v.Likeliest.Name, v.Cell)]++
				case same:
					home++
				case v.Western:
					t.Errorf("%s in %s is read as Windows-1252: %q", code, page.Name, f.rows)
				case f.proof.differ(page, v.Likeliest) && f.proof.differ(page, v.Next):
					missed[fmt.Sprintf("%s %s as %s or %s", page.Name, code, v.Likeliest.Name, v.Next.Name)]++
				}
			}
		}
	}
	if n := total(doubted); n*50 > home {
		t.Errorf("%d of %d files in Windows-1252 are refused: %v", n, home, doubted)
	}
	if n := total(missed); n*50 > files {
		t.Errorf("of %d files, %d get a wrong proposal: %v", files, n, missed)
	}
	t.Logf("%d files, %d in Windows-1252, %d of them refused, %d wrong proposals", files, home, total(doubted), total(missed))
	t.Log(doubted, missed)
	if !testing.Short() && files < 5000 {
		t.Errorf("only %d files", files)
	}
}

func total(counts map[string]int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}

// TestWestern: what people write in Windows-1252 is read without a question.
func TestWestern(t *testing.T) {
	for _, text := range []string{
		"Joe’s Shop", "Women’s Club, Sam’s, King’s Road", "Marketing – Sales", "“VIP”", "café", "Zoë", "José", "O’Neil", "D’Angelo", "Björn", "Müller",
		"JÜRGEN MÜLLER", "Größe", "Acme® Ltd", "Straße 5", "André", "Renée", "Muñoz", "João", "François", "Søren", "Åse", "Håkan",
		"Jón Þór", "Guðrún", "São Paulo, João", "Beyoncé", "Niño", "Zürich; Köln", "«Ami»", "Fußball", "Kjær", "Mäkinen", "Straßburg/Köln",
		"El Niño – España", "Crème brûlée", "Désirée", "Español;Français", "naïve", "Märta", "Ærø", "Citroën", "Łukasz",
	} {
		encoded, err := charmap.Windows1252.NewEncoder().String(text)
		if err != nil {
			continue // not in Windows-1252
		}
		var e Evidence
		e.Add(2, []byte("a@example.com,"+encoded))
		if v := e.Judge(); !v.Western {
			t.Errorf("%s: %s or %s, %q; want Windows-1252", text, v.Likeliest.Name, v.Next.Name, v.Cell)
		}
	}
}

// TestApostrophe: the letter í of a Macintosh is the apostrophe of Windows-1252.
func TestApostrophe(t *testing.T) {
	for _, text := range []string{"Luís", "París", "Solís;Anaís", "Heloísa", "Díaz", "María", "García;Martínez", "Martín", "Valentín", "Sofía"} {
		encoded, err := charmap.Macintosh.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		var e Evidence
		e.Add(2, []byte("a@example.com,"+encoded))
		if v := e.Judge(); v.Western || v.Likeliest.Name != "macintosh" && v.Next.Name != "macintosh" {
			t.Errorf("%s: %t, %s or %s, %q; want a doubt", text, v.Western, v.Likeliest.Name, v.Next.Name, v.Cell)
		}
	}
}

// TestPages: the names of the pages are different.
func TestPages(t *testing.T) {
	seen := map[string]bool{}
	spoken := languages()
	for _, page := range slices.Concat([]Page{western1252()}, singles(), multiples()) {
		if seen[page.Name] {
			t.Errorf("%s is there twice", page.Name)
		}
		seen[page.Name] = true
		for _, code := range strings.Fields(page.languages) {
			if len(spoken[code].letters) == 0 {
				t.Errorf("%s: there is no table for %q", page.Name, code)
			}
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	var e Evidence
	for i, text := range []string{"a@x.y,J\xfcrgen,M\xfcller", "b@x.y,Ren\xe9e,Fran\xe7ois"} {
		e.Add(i+2, []byte(text))
	}
	for b.Loop() {
		e.Judge()
	}
}
