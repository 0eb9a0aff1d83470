package words

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/text/language"
)

func book(t *testing.T) *Book {
	t.Helper()
	b, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSpeakerIsChosen: the browser asks for languages in its order, and whoever asks for
// none of ours reads English.
func TestSpeakerIsChosen(t *testing.T) {
	b := book(t)
	for accept, want := range map[string]language.Tag{
		"": language.English, "*": language.English, "nonsense;;q=": language.English, "ja, zh-CN;q=0.9": language.English,
		"de": language.German, "de-AT, en;q=0.5": language.German, "en-US,en;q=0.9,de;q=0.8": language.English, "ja, lt;q=0.4": language.Lithuanian,
		"fr-CH, fr;q=0.9": language.French, "fr-CA": language.French, "es-419": language.Spanish, "es-MX": language.Spanish,
		"pt-BR": language.Portuguese, "pt-PT, pt;q=0.9": language.Portuguese, "de;q=0.3, lt-LT;q=0.7": language.Lithuanian,
	} {
		if got := b.Speaker(accept).Tag; got != want {
			t.Errorf("Accept-Language %q = %s; want %s", accept, got, want)
		}
	}
	if got := b.In(language.Japanese).Tag; got != language.English {
		t.Errorf("a language that the page does not speak is %s; want English", got)
	}
}

// TestNumbersChooseForms: every number has the form that a reader of the language
// expects, with its digits grouped as usual there.
func TestNumbersChooseForms(t *testing.T) {
	const name = "%d rows"
	b := book(t)
	for tag, want := range map[language.Tag]map[int]string{
		language.English:    {0: "0 rows", 1: "1 row", 2: "2 rows", 12345: "12,345 rows", 1_000_000: "1,000,000 rows"},
		language.German:     {0: "0 Zeilen", 1: "1 Zeile", 2: "2 Zeilen", 12345: "12.345 Zeilen"},
		language.French:     {0: "0 ligne", 1: "1 ligne", 2: "2 lignes", 12345: "12\u00a0345 lignes", 1_000_000: "1\u00a0000\u00a0000 de lignes", 1_000_001: "1\u00a0000\u00a0001 lignes"},
		language.Spanish:    {0: "0 filas", 1: "1 fila", 21: "21 filas", 12345: "12.345 filas", 2_000_000: "2.000.000 de filas"},
		language.Portuguese: {0: "0 linhas", 1: "1 linha", 2: "2 linhas", 12345: "12.345 linhas", 3_000_000: "3.000.000 de linhas"},
		language.Lithuanian: {
			0: "0 eilučių", 1: "1 eilutė", 2: "2 eilutės", 9: "9 eilutės", 10: "10 eilučių", 11: "11 eilučių", 12: "12 eilučių", 19: "19 eilučių", 21: "21 eilutė",
			22: "22 eilutės", 101: "101 eilutė", 111: "111 eilučių", 1000: "1\u00a0000 eilučių", 12345: "12\u00a0345 eilutės", 1_000_000: "1\u00a0000\u00a0000 eilučių",
			20_000_001: "20\u00a0000\u00a0001 eilutė", 30_000_011: "30\u00a0000\u00a0011 eilučių",
		},
	} {
		for n, text := range want {
			if got := b.In(tag).Say(name, n); got != text {
				t.Errorf("%s: %d = %q; want %q", tag, n, got, text)
			}
		}
	}
	if got := b.In(language.Lithuanian).Say("%d bytes", int64(21)); got != "21 baitas" {
		t.Errorf("a long number = %q", got)
	}
}

// TestEveryCategoryIsOurs: a number never asks for a form that translators do not write.
func TestEveryCategoryIsOurs(t *testing.T) {
	for _, tag := range Languages() {
		for _, n := range []int{0, 1, 2, 3, 5, 9, 10, 11, 12, 20, 21, 22, 100, 101, 111, 112, 999, 1000, 1_000_000, 1_000_001, 10_000_000, 50_000_021, 1 << 40} {
			if got := categoryOf(tag, n); !slices.Contains(Categories(tag), got) {
				t.Errorf("%s: %d is %q; want one of %q", tag, n, got, Categories(tag))
			}
		}
	}
}

// TestTheUnknownIsSaid: a sentence that no language has is said as it is, and decimals
// are written as usual.
func TestTheUnknownIsSaid(t *testing.T) {
	de := book(t).In(language.German)
	if got := de.Say("Brand new: %d of %.1f", 1234, 2.5); got != "Brand new: 1.234 of 2,5" {
		t.Errorf("got %q", got)
	}
	marked := book(t).Marked(func(text string) string { return "[" + text + "]" }).In(language.German)
	if got := marked.Say("Back"); got != "[Zurück]" {
		t.Errorf("a marked book says %q", got)
	}
}

// TestMoments: a date is written as usual, and for everybody else so that nobody takes the
// month for the day.
func TestMoments(t *testing.T) {
	at := time.Date(2026, 11, 7, 9, 5, 0, 0, time.UTC)
	for tag, want := range map[language.Tag]string{
		language.English: "2026-11-07 09:05", language.Lithuanian: "2026-11-07 09:05", language.German: "07.11.2026, 09:05",
		language.French: "07/11/2026, 09:05", language.Spanish: "07/11/2026, 09:05", language.Portuguese: "07/11/2026, 09:05",
	} {
		if got := book(t).In(tag).Moment(at); got != want {
			t.Errorf("%s: %q; want %q", tag, got, want)
		}
	}
}

// TestLanguagesHaveNames: each can be chosen by its own name.
func TestLanguagesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, tag := range Languages() {
		name := NameOf(tag)
		if name == "" || seen[name] {
			t.Errorf("%s is called %q", tag, name)
		}
		seen[name] = true
	}
}
