package address

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anAddress is an address as people have it.
func anAddress() *rapid.Generator[string] {
	words := func(s string) bool { return !strings.Contains(s, "at") && !strings.Contains(s, "dot") }
	return rapid.StringMatching(`[a-z0-9]([a-z0-9_+-]{0,6}[a-z0-9])?(\.[a-z]{1,4})?@[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?\.(com|de|co\.uk)`).Filter(words)
}

// TestUndone: what is put around an address, or how it is spelt, is undone.
func TestUndone(t *testing.T) {
	around := map[string]func(string) string{
		"mailto":                  func(s string) string { return "mailto:" + s },
		"encoded mailto and @":    func(s string) string { return "mailto:" + url.QueryEscape(s) },
		"markdown without a link": func(s string) string { return "[" + s + "](" + s + ")" },
		"encoded mailto": func(s string) string {
			return "MAILTO:" + strings.ReplaceAll(url.QueryEscape(s), "%40", "@") + "?cc=x@y.z"
		},
		"name":            func(s string) string { return "Ada King <" + s + ">" },
		"markdown":        func(s string) string { return "[" + s + "](mailto:" + s + ")" },
		"markdown, name":  func(s string) string { return "[Ada](mailto:" + s + ")" },
		"label":           func(s string) string { return "E-mail: " + s },
		"label in German": func(s string) string { return "E-Mail-Adresse:" + s },
		"bullet":          func(s string) string { return "• " + s },
		"dash in front":   func(s string) string { return "- " + s },
		"backticks":       func(s string) string { return "`" + s + "`" },
		"quotes":          func(s string) string { return `"` + s + `"` },
		"bold":            func(s string) string { return "**" + s + "**" },
		"semicolon":       func(s string) string { return s + ";" },
		"dot":             func(s string) string { return s + "." },
		"words":           strings.NewReplacer("@", " (at) ", ".", " [dot] ").Replace,
		"full width":      widened,
		"ideographic dot": func(s string) string { return strings.ReplaceAll(s, ".", "。") },
	}
	rapid.Check(t, func(t *rapid.T) {
		address := anAddress().Draw(t, "address")
		if got, step := Read(address); got != address || step != Nothing {
			t.Fatalf("Read(%q) = %q, %d; want it untouched", address, got, step)
		}
		for name, put := range around {
			if got := readAll(put(address)); got != address {
				t.Fatalf("%s: %q is read as %q; want %q", name, put(address), got, address)
			}
		}
	})
}

func readAll(s string) string {
	for {
		read, step := Read(strings.TrimSpace(s))
		if step == Nothing {
			return read
		}
		s = read
	}
}

func widened(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + 0xff01 }, s)
}

// TestLeftAlone: what may mean something else is not read.
func TestLeftAlone(t *testing.T) {
	for _, s := range []string{
		"mailto:a@x.com,b@x.com", "mailto:a@x.com%2Cb@y.com", "[a@x.com](mailto:b@x.com)", "a@x.com (work)", "old: a@x.com",
		"a@x.com b@x.com", "Ada King@x.com", "bo%2Bx@x.com", "ada at x dot com", "http://a@x.com", "o’hara@x.com", "ref-123", "Ada", "", "@",
		"<>", "mailto:", "[](mailto:)", "a!b@x.com", "äda@x.com",
	} {
		if got, step := Read(s); step != Nothing && strings.Count(got, "@") < 2 {
			t.Errorf("Read(%q) = %q, %d; want it untouched", s, got, step)
		}
	}
}

// TestMeant: a proposal is part of the text, or the text in other letters. It is
// never a piece of a name.
func TestMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		address := anAddress().Draw(t, "address")
		for _, text := range []string{
			address + " (work)", address + " - old", address + " old", "old: " + address, "http://" + address, "(" + address + ") Ada",
			strings.Replace(address, "@", " @ ", 1), strings.Replace(address, "@", "%40", 1), strings.NewReplacer("@", " at ", ".", " dot ").Replace(address),
			address + "’", "“" + address, "«" + address + "»", "Work address: <" + address + "> (old)",
		} {
			if got := Meant(text); got != address {
				t.Fatalf("Meant(%q) = %q; want %q", text, got, address)
			}
		}
		for _, text := range []string{"Ada " + address, "ada king" + address + " x@y.z", "Ada, Bo " + address, `a\` + address} {
			if got := Meant(text); got != "" {
				t.Fatalf("Meant(%q) = %q; want no guess", text, got)
			}
		}
	})
}

// TestOdd: words of two alphabets, and words that only look Latin.
func TestOdd(t *testing.T) {
	for _, tt := range []struct {
		address, alphabet string
		alone             bool
	}{
		{"ada@example.com", "", false}, {"jürgen@exämple.de", "", false}, {"почта@пример.рф", "", false}, {"用户@例子.com", "", false},
		{"аda@example.com", "Cyrillic", false}, {"ada@ex\u03b1mple.com", "Greek", false}, {"сосо@example.com", "Cyrillic", true},
		{"иван@example.com", "", false}, {"иван1@example.com", "", false}, {"иванd@example.com", "Latin", false},
	} {
		odd, found := Odd(tt.address)
		if found != (tt.alphabet != "") || odd.Alphabet != tt.alphabet || odd.Alone != tt.alone {
			t.Errorf("Odd(%q) = %+v, %t; want %s", tt.address, odd, found, tt.alphabet)
		}
	}
}

// FuzzRead: reading ends, and what it takes out of a text was in it.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"mailto:a%2Bb@c.de", "[a@b.c](mailto:a@b.c)", "E-mail: a@b.c", "ａ＠b。c", "a (at) b [dot] c", "• a@b.c;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for range 100 {
			read, step := Read(s)
			if step == Nothing {
				Meant(s)
				Odd(s)
				return
			}
			s = read
		}
		t.Fatalf("Read does not end: %q", s)
	})
}
