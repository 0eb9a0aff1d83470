package fold

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// words are what a text may be made of: wide, combining and long ones, colours.
func words() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-z]{1,12}`), rapid.StringMatching(`[東京都]{1,6}`), rapid.Just("e\u0301te\u0301"),
		rapid.StringMatching(`[a-z./-]{20,90}`), rapid.Just("\x1b[1mbold\x1b[0m"), rapid.Just("\x1b[2mopen"), rapid.Just("\x1b[0m"),
		rapid.Just("\x1b]8;;file:///a\x1b\\link\x1b]8;;\x1b\\"),
	)
}

func strip(text string) string {
	var b strings.Builder
	for text != "" {
		if n := escape(text); n > 0 {
			text = text[n:]
			continue
		}
		b.WriteByte(text[0])
		text = text[1:]
	}
	return b.String()
}

// TestLines: no line is wider than it may be, no word is broken that fits a line,
// no word is lost, and no colour reaches into the next line's indent.
func TestLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(words(), 0, 20).Draw(t, "words")
		width := rapid.IntRange(12, 120).Draw(t, "width")
		first := strings.Repeat("-", rapid.IntRange(0, 10).Draw(t, "first"))
		rest := strings.Repeat(" ", rapid.IntRange(0, 10).Draw(t, "rest"))
		lines := Lines(strings.Join(list, " "), first, rest, width)
		var plain []string
		for i, line := range lines {
			if Width(line) > width {
				t.Fatalf("%q takes %d columns; want at most %d", line, Width(line), width)
			}
			if open := strings.LastIndex(line, "\x1b["); open >= 0 && !strings.HasPrefix(line[open:], "\x1b[0m") {
				t.Fatalf("%q leaves a colour open", line)
			}
			if text := strip(line); i == 0 {
				plain = append(plain, strings.TrimPrefix(text, first))
			} else {
				plain = append(plain, strings.TrimLeft(text, " "))
			}
		}
		var shown []string
		for _, line := range plain {
			shown = append(shown, strings.Fields(line)...)
		}
		for _, word := range list {
			if word = strip(word); word != "" && Width(word) <= width && !slices.Contains(shown, word) {
				t.Fatalf("%q is broken in %q", word, plain)
			}
		}
		joined := strings.Join(shown, "")
		if want := strings.ReplaceAll(strip(strings.Join(list, "")), " ", ""); joined != want {
			t.Fatalf("%q became %q", want, joined)
		}
	})
}

func TestLinesInAPipe(t *testing.T) {
	text := strings.Repeat("word ", 100)
	if got := Lines(text, "! ", "  ", 0); len(got) != 1 || got[0] != "! "+strings.TrimSpace(text) {
		t.Errorf("without a width it is %q", got)
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"waiting 20 s: the limit", 15, "waiting 20 s:…"},
		{"abcdefghijklmnop", 8, "abcdefg…"},
		{"東京都東京都", 5, "東京…"},
		{"word", 1, "…"},
		{"word", 0, ""},
	} {
		got := Cut(tt.text, tt.width, "…")
		if got != tt.want || Width(got) > tt.width {
			t.Errorf("Cut(%q, %d) = %q; want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

// TestPrintable: what a terminal acts upon is shown as an escape, also what turns
// the direction of the text around.
func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"Zoë 東京":               "Zoë 東京",
		"\x1b]0;title\x07":     `\x1b]0;title\a`,
		"a\u202egnp.exe":       `a\u202egnp.exe`,
		"\u2066a\u2069\u200fb": `\u2066a\u2069\u200fb`,
		"a\r\nb\u0085":         `a\r\nb\u0085`,
		"\u2028\u061c\ufeff":   `\u2028\u061c\ufeff`,
		"\xff":                 "\ufffd",
	} {
		if got := Printable(text); got != want {
			t.Errorf("Printable(%q) = %s; want %s", text, got, want)
		}
	}
}

func TestPad(t *testing.T) {
	if got := Pad("東", 4) + "|" + Pad("long", 2); got != "東  |long" {
		t.Errorf("it is %q", got)
	}
}
