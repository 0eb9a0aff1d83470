package garbled

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// misread is UTF-8 that is read in an encoding.
func misread(page *charmap.Charmap, text string) string {
	var b strings.Builder
	for i := range len(text) {
		r := page.DecodeByte(text[i])
		if r == utf8.RuneError {
			r = rune(text[i]) // as Windows does
		}
		b.WriteRune(r)
	}
	return b.String()
}

func TestUndo(t *testing.T) {
	for _, name := range []string{
		"Jürgen", "Müller", "Lefèvre", "José", "Núñez", "João", "Bjørn", "Åse", "Zoë", "Łukasz", "Dvořák", "Žemaitė", "Ayşe", "Юлия", "Зоя", "Ελένη", "O’Neil", "François Lefèvre",
	} {
		for i, page := range pages() {
			text := misread(page, name)
			if was, ok := Undo(text); ok && was != name || !ok && i < 6 {
				t.Errorf("page %v: %q becomes %q, %t; want %q", page, text, was, ok, name)
			}
			if !Is(text) && i < 6 {
				t.Errorf("page %v: %q does not look garbled", page, text)
			}
		}
		twice := misread(charmap.Windows1252, misread(charmap.Windows1252, name))
		if was, ok := Undo(twice); !ok || was != name {
			t.Errorf("%q becomes %q, %t; want %q", twice, was, ok, name)
		}
	}
}

// TestFewSigns: words that look garbled although they have no strange sign.
func TestFewSigns(t *testing.T) {
	for text, want := range map[string]string{
		"Tuƒüba": "Tuğba", "Ă–berg": "Öberg", "Ĺžahin": "Şahin", "Ăšna": "Úna", "йќ™": "静", "Õêÿ": "刘", "ÚØÖ": "静", "тнР": "⭐", "ćž—": "林", "ејє": "强", "дјџ": "伟", "Mar\u00c3\u00ada": "María",
	} {
		if was, ok := Undo(text); !ok || was != want || !Is(text) {
			t.Errorf("Undo(%q) = %q, %t; want %q", text, was, ok, want)
		}
	}
	for _, text := range []string{"Ş\u00adahin", "Å\u00adsa", "Јелена", "Њивић", "Їжак", "Майя", "дії", "мій", "ляля", "Ășta", "Łęcki", "Élan", "Ößä", "Smith–Jones", "ÉÈÊ"} {
		if Is(text) {
			t.Errorf("%q looks garbled", text)
		}
	}
}

// TestLostToo: a cell with a lost letter looks garbled, and cannot be undone.
func TestLostToo(t *testing.T) {
	for _, text := range []string{"Ð®Ð»Ð¸Ñ\ufffd", "Ð—Ð¾Ñ\ufffd"} {
		if was, ok := Undo(text); ok || !Is(text) {
			t.Errorf("%q: %t, undone to %q", text, Is(text), was)
		}
	}
}

// TestNames: names as people write them are never undone.
func TestNames(t *testing.T) {
	data, err := os.ReadFile("../../source/internal/letters/testdata/people.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		_, names, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for _, name := range strings.FieldsFunc(names, func(r rune) bool { return r == ';' || r == ' ' }) {
			for _, text := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
				if was, ok := Undo(text); ok || Is(text) {
					t.Errorf("%q looks garbled, as if it were %q", text, was)
				}
			}
		}
	}
	for _, text := range []string{"Тёма", "Её", "«Ñandú»", "100 €“", "Größe", "ÅÄÖ", "Ã", "Nº 5", "“VIP”", "Dvořák–Němec", "Ó Súilleabháin", "Éé", "¿Qué?", "½ price", "São", "ÅŸ"} {
		if was, ok := Undo(text); ok && text != "ÅŸ" {
			t.Errorf("%q becomes %q", text, was)
		}
	}
}

func FuzzUndo(f *testing.F) {
	f.Add("JÃ¼rgen")
	f.Fuzz(func(t *testing.T, text string) {
		was, ok := Undo(text)
		if !ok && was != text {
			t.Errorf("%q was changed to %q", text, was)
		}
		if ok && !utf8.ValidString(was) && utf8.ValidString(text) {
			t.Errorf("%q becomes %q, which is not UTF-8", text, was)
		}
	})
}

func BenchmarkIs(b *testing.B) {
	for b.Loop() {
		Is("Jürgen")
		Is("Дмитрий")
	}
}
