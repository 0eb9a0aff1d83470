package cell

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/importer/row"
)

// TestClean: what is fixed in a cell of each kind, and what is noted.
func TestClean(t *testing.T) {
	for _, tt := range []struct {
		name, cell          string
		text, code, address string // "=": unchanged
		notes               string // the kinds, for an address
	}{
		{"plain", "a@b.c", "=", "=", "=", ""},
		{"white space", " \t\u00a0\u3000a\n ", "a", "a", "a", ""},
		{"white space within", "a\u00a0b", "=", "=", "=", ""},
		{"zero-width space within", "a\u200bb", "ab", "ab", "ab", "invisible U+200B"},
		{"zero-width space around", "\u200ba\u200b", "a", "a", "a", "invisible U+200B"},
		{"zero-width space and white space around", " \u200b a \u200b ", "a", "a", "a", "invisible U+200B"},
		{"nothing but zero-width", "\u200b", "", "", "", "invisible U+200B"},
		{"byte order mark within", "a\ufeffb", "ab", "ab", "ab", "invisible U+FEFF"},
		{"soft hyphen, marks of direction", "\u202aa\u00adb\u202c", "ab", "ab", "ab", "invisible U+202A"},
		{"joiner in an emoji", "👩\u200d💻", "=", "👩💻", "👩💻", "invisible U+200D"},
		{"line separator within", "a\u2028b\u2029c", "a b c", "=", "=", ""},
		{"joiner within", "a\u200db", "=", "ab", "ab", "invisible U+200D"},
		{"curly quotes", "“a b”", "a b", "a b", "a b", "quotes"},
		{"low quotes", "„a“", "a", "a", "a", "quotes"},
		{"guillemets", "« a »", "a", "a", "a", "quotes"},
		{"single curly quotes", "‘a’", "a", "a", "a", "quotes"},
		{"apostrophe at the end", "The Smiths’", "=", "=", "=", ""},
		{"quotes around parts", "“a” and “b”", "=", "=", "=", ""},
		{"quote alone", "“", "=", "=", "=", ""},
		{"straight quotes", `"a"`, "=", "=", "=", ""},
		{"formula of text", `="00123"`, "00123", "00123", "00123", ""},
		{"formula of text with quotes", `="a ""b"""`, `a "b"`, `a "b"`, `a "b"`, ""},
		{"formula of two texts", `="a"&"b"`, "=", "=", "=", ""},
		{"other formula", "=A1", "=", "=", "=", ""},
		{"mailto", "mailto:a@b.c", "=", "=", "a@b.c", "address"},
		{"mailto in capitals, with a subject", "MAILTO:a@b.c?subject=x", "=", "=", "a@b.c", "address"},
		{"name and address", "Anna B <a@b.c>", "=", "=", "a@b.c", "address"},
		{"quoted name and address", `"B, Anna" <a@b.c>`, "=", "=", "a@b.c", "address"},
		{"angle brackets", "<a@b.c>", "=", "=", "a@b.c", "address"},
		{"angle brackets and mailto", "<mailto:a@b.c>", "=", "=", "a@b.c", "address; address"},
		{"the address as its name", "a@b.c <A@B.C>", "=", "=", "A@B.C", "address"},
		{"two addresses in one", "d@e.f <a@b.c>", "=", "=", "=", ""},
		{"two addresses", "A <a@b.c>, D <d@e.f>", "=", "=", "=", ""},
		{"no address in angle brackets", "a <b>", "=", "=", "=", ""},
		{"mark of text", "'00123", "=", "00123", "00123", "quotes"},
		{"apostrophes around", "'a@b.c'", "a@b.c", "a@b.c", "a@b.c", "quotes"},
		{"apostrophe in front of a name", "'t Hooft", "=", "t Hooft", "t Hooft", "quotes"},
		{"apostrophe within", "o'hara@b.c", "=", "=", "=", ""},
		{"apostrophe alone", "'", "=", "=", "=", ""},
		{"selector of a variant", "a\ufe0fb", "=", "ab", "ab", "invisible U+FE0F"},
		{"blank letter", "\u3164a\u115f", "=", "a", "a", "invisible U+3164"},
		{"decomposed", "e\u0301", "=", "=", "=", ""},
	} {
		for _, kind := range []struct {
			kind content
			want string
		}{{aText, tt.text}, {aCode, tt.code}, {anAddress, tt.address}} {
			want := kind.want
			if want == "=" {
				want = tt.cell
			}
			var c Cleaner
			if got := c.value("x", kind.kind, tt.cell); got != want {
				t.Errorf("%s: clean(%d, %q) = %q; want %q", tt.name, kind.kind, tt.cell, got, want)
			}
			if got := notes(c.Found); kind.kind == anAddress && got != tt.notes {
				t.Errorf("%s: notes of %q = %s; want %s", tt.name, tt.cell, got, tt.notes)
			}
		}
	}
}

func notes(found []Finding) string {
	var all []string
	for _, f := range found {
		switch f.Kind {
		case InvisibleRemoved:
			all = append(all, "invisible "+f.Text)
		case QuotesRemoved:
			all = append(all, "quotes")
		case AddressTaken:
			all = append(all, "address")
		}
	}
	return strings.Join(all, "; ")
}

// dirtyCell is made of things that are cleaned away.
func dirtyCell() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{`"`, `""`, `\.`, "\n", ",", "#", "null", "a\"b,c\nd"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("a@.<>=\"“”„«»‘’ \u00a0\u200b\ufeff\u00ad\u200d:?")), 0, 12, -1),
		rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{`="`, "mailto:", "A <", " “", "\u200b", ""}).Draw(t, "before") +
				rapid.StringMatching(`[ab@.]{0,5}`).Draw(t, "cell") + rapid.SampledFrom([]string{`"`, ">", "” ", "\ufeff", ""}).Draw(t, "behind")
		}),
	)
}

// TestCleanIsDone: a clean cell stays unchanged, plain text is clean, and only changes
// are noted.
func TestCleanIsDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]content{aText, aCode, anAddress}).Draw(t, "kind")
		cell := dirtyCell().Draw(t, "cell")
		var first, second Cleaner
		once := first.value("x", kind, cell)
		if again := second.value("x", kind, once); again != once || len(second.Found) > 0 {
			t.Fatalf("clean(%q) = %q, and of that %q with %v", cell, once, again, second.Found)
		}
		if once == cell && len(first.Found) > 0 {
			t.Fatalf("clean(%q) changed nothing, and notes %v", cell, first.Found)
		}
		if kind == anAddress {
			return
		}
		plain := rapid.StringMatching(`[!-&(-;?-~]([ -~]{0,10}[!-=?-~])?`).Draw(t, "plain")
		if got := (&Cleaner{}).value("x", kind, plain); got != plain && IsPlain(plain) {
			t.Fatalf("clean(%q) = %q; want it untouched", plain, got)
		}
	})
}

// TestPasswordIsUntouched: cleaning never changes or notes a password, except for a
// word for "nothing".
func TestPasswordIsUntouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := dirtyCell().Filter(func(s string) bool { return !IsNothing(s) }).Draw(t, "password")
		r := row.Record{Email: "a@b.c", Password: password}
		var c Cleaner
		c.Clean(&r)
		if r.Password != password || len(c.Found) > 0 {
			t.Fatalf("password %q became %q, with %v", password, r.Password, c.Found)
		}
	})
}

func TestIsEncodedTwice(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"JÃ¼rgen", true},
		{"GroÃŸe", true},
		{"Ã‰cole", true},
		{"voilÃ\u00a0la", true},
		{"Oâ€™Neil", true},
		{"â€œquotedâ€\u009d", true},
		{"10 â‚¬", true},
		{"Å\u00a0imon", true},
		{"PavardÄ—", true},
		{"Ä®monÄ—", true},
		{"Å imkus", false}, // a space has taken the place of the proof
		{"Ð\u0098Ð²Ð°Ð½", true},
		{"æ—¥æœ¬", true},
		{"ðŸ˜€", true},
		{"Â©", true},

		{"", false},
		{"Jürgen Große", false},
		{"O’Neil", false},
		{"“CAFÉ”", false},
		{"VOILÀ…", false},
		{"Ä–", false},
		{"é”…", false},
		{"São Paulo", false},
		{"IRMÃ", false},
		{"ÃO", false},
		{"Ñandú", false},
		{"10 €", false},
		{"日本", false},
		{"Ольга", false},
		{"Νίκος", false},
		{"Nguyễn Thị", false},
		{"😀", false},
		{"Ð", false},
	} {
		if got := IsEncodedTwice(tt.text); got != tt.want {
			t.Errorf("isEncodedTwice(%q) = %t; want %t", tt.text, got, tt.want)
		}
	}
}
