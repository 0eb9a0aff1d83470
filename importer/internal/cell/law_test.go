package cell

import (
	"fmt"
	"html"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"partner-import/importer/row"
)

// aName is a name in one of many scripts.
func aName() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[A-Z][a-z]{1,8}( [A-Z][a-z]{1,6})?`),
		rapid.StringMatching(`(O|D|L)'[A-Z][a-z]{2,6}`),
		rapid.SampledFrom([]string{
			"Jürgen", "Søren", "Łukasz", "Dvořák", "Ayşe", "Nguyễn", "Иван", "Ελένη", "美玲", "はると", "민준", "علی", "דנה", "ज्योति", "สมชาย", "Յան",
			"St. John", "Anne-Marie", "de la Cruz", "Müller & Söhne", "AT&T", "R&D", "O’Brien", "50% Club", "Why?", "Who? Me", "<3", "a < b", "1 = 1",
			"6\" Pipe", "[VIP]", "C:", "A/B", "Mary_Jane", "x_x", "Nanette", "Nullmann", "Non", "Nina", "N", "No", "Noël", "Undine", "July", "May", "August 7",
		}),
	)
}

// aCodeWord is an id or a key as platforms have it.
func aCodeWord() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[0-9]{1,18}`), rapid.StringMatching(`[a-z]{2,8}[-_.]?[0-9]{1,6}`), rapid.StringMatching(`[A-Z]{2,5}-?[0-9]{1,5}`),
		rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`),
		rapid.SampledFrom([]string{"nadia", "none-such", "NULL-1", "nil2", "MAR10", "JAN2026", "12E5", "1E5", "aff-2001", "a.b", "2024-0001", "3-5", "TRUE-1", "Ada"}),
	).Filter(func(s string) bool { return !IsNothing(s) && !isMonth(strings.TrimRight(s, "-._0123456789")) })
}

// TestCleanIsUntouched: a clean row is not changed, and nothing is found in it.
func TestCleanIsUntouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tags := rapid.SliceOfNDistinct(aName().Filter(func(s string) bool { return s[0] != '[' && !strings.Contains(s, `"`) }), 0, 3, rapid.ID[string]).Draw(t, "tags")
		before := row.Record{
			Email: rapid.StringMatching(`[a-z]{1,8}([.+_][a-z0-9]{1,4})?@[a-z]{1,8}\.(com|de)`).Draw(t, "email"),
			Name:  aName().Draw(t, "name"), Surname: aName().Draw(t, "surname"),
			ID: aCodeWord().Draw(t, "id"), Key: aCodeWord().Draw(t, "key"),
			Tags: strings.Join(tags, rapid.SampledFrom([]string{",", "; ", "|", ", "}).Draw(t, "between")),
		}
		after := before
		c := Cleaner{Plain: rapid.Bool().Draw(t, "plain") && allPlain(&before)}
		c.Clean(&after)
		if after != before || len(c.Found) > 0 {
			t.Fatalf("%+v became %+v, with %v", before, after, c.Found)
		}
		for _, text := range []string{before.Name, before.Surname, before.Tags} {
			if HasEscapes(text) {
				t.Fatalf("HasEscapes(%q)", text)
			}
		}
		for _, code := range []string{before.ID, before.Key} {
			if IsDateOfCode(code) || IsAmount(code) || IsLogical(code) || IsRounded(code) {
				t.Fatalf("%q looks damaged", code)
			}
		}
	})
}

func allPlain(r *row.Record) bool {
	for _, field := range row.Fields() {
		if !IsPlain(*r.Field(field)) {
			return false
		}
	}
	return true
}

// TestDecoded: for each way to write characters that is undone, what was written is
// read, with one note.
func TestDecoded(t *testing.T) {
	for name, encode := range map[string]func(string) string{
		"entities":   html.EscapeString,
		"numbers":    func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&#%d;", r) }) },
		"hex":        func(s string) string { return each(s, func(r rune) string { return fmt.Sprintf("&#x%X;", r) }) },
		"twice":      func(s string) string { return html.EscapeString(html.EscapeString(s)) },
		"JavaScript": func(s string) string { return each(s, javaScript) },
		"slashes":    func(s string) string { return strings.NewReplacer("'", `\'`, `"`, `\"`).Replace(s) },
		"return":     func(s string) string { return s + "_x000D_" },
		"lines":      func(s string) string { return s + "_x000D_\n" + s },
	} {
		rapid.Check(t, func(t *rapid.T) {
			text := aName().Draw(t, "name")
			want := text
			if name == "lines" {
				want = text + "\n" + text
			}
			var c Cleaner
			if got := c.value("name", aText, encode(text)); got != want {
				t.Fatalf("%s: %q is read as %q; want %q", name, encode(text), got, want)
			}
			if len(c.Found) == 0 && encode(text) != want {
				t.Fatalf("%s: nothing is noted of %q", name, encode(text))
			}
		})
	}
}

func each(s string, write func(rune) string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(write(r))
	}
	return b.String()
}

func javaScript(r rune) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune{r}) {
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}

// TestLists: the lists of tags that programs write are read.
func TestLists(t *testing.T) {
	for _, tt := range []struct{ cell, want string }{
		{`"partner","gold, eu"`, `partner,"gold, eu"`},
		{`["partner","gold, eu"]`, `partner,"gold, eu"`},
		{`['partner', 'gold']`, "partner,gold"},
		{`["it's"]`, "it's"}, {`["say \"hi\""]`, `say "hi"`}, {`["caf\u00e9"]`, "café"},
		{"{gold}", "gold"}, {`{gold,"gold, eu",NULL}`, `gold,"gold, eu"`}, {"{}", ""}, {"[]", ""}, {`[""]`, ""}, {"{NULL}", ""}, {"[null]", ""}, {"NULL", ""},
		{"gold,NULL", "gold"}, {"N/A; gold", "gold"}, {"“gold”, “eu”", "gold,eu"}, {"'gold','eu'", "gold,eu"},
		{"R&amp;D", "R&D"}, {"[vip]", "[vip]"}, {`"",""`, ""}, {"'t Hooft, gold", "'t Hooft, gold"}, {"gold, eu", "gold, eu"}, {"gold\nsilver", "gold\nsilver"},
		{`[{"name":"gold"}]`, `[{"name":"gold"}]`}, {"⭐, gold", "⭐, gold"}, {`"gold`, `"gold`},
	} {
		var c Cleaner
		if got := c.tags(tt.cell); got != tt.want {
			t.Errorf("tags(%q) = %q; want %q", tt.cell, got, tt.want)
		}
		if changed := tt.cell != tt.want || strings.Contains(tt.cell, ":"); (len(c.Found) > 0) != changed {
			t.Errorf("tags(%q) found %v", tt.cell, c.Found)
		}
	}
}

// TestNothing: the words, and which names are sent.
func TestNothing(t *testing.T) {
	for _, s := range strings.Fields(`NULL null Null \N (null) <null> [NULL] {NULL} <NA> NA N/A n/a n.a. None nan NaN undefined nil <nil> - -- — . ... ? [] {} () "" (none) (blank) NaT`) {
		if !IsNothing(s) {
			t.Errorf("IsNothing(%q) = false", s)
		}
	}
	for _, s := range []string{"", "0", "na", "Na", "nat", "nullable", "N-1", "nan2", "no", "none such", "-a", ".a", "(a)", "[vip]", "'t", "Natalie", "#1", "–1"} {
		if IsNothing(s) {
			t.Errorf("IsNothing(%q) = true", s)
		}
	}
	for _, tt := range []struct{ name, surname, key, wantName, wantSurname string }{
		{"Jenny", "Null", "jenny-null", "Jenny", "Null"}, {"Nan", "Goldman", "nan", "Nan", "Goldman"}, {"JENNY", "NULL", "", "JENNY", "NULL"},
		{"Bo", "NULL", "", "Bo", ""}, {"NULL", "Marsh", "", "", "Marsh"}, {"None", "None", "", "", ""}, {"nan", "<NA>", "", "", ""},
		{"N/A", "-", "", "", ""}, {"Bo", "null", "", "Bo", ""}, {"null", "", "", "", ""}, {"#N/A", "Lind", "", "", "Lind"}, {"Bo", "NULL", "NULL", "Bo", ""},
		{"JENNY", "NULL", "NULL", "JENNY", ""},
	} {
		r := row.Record{Email: "a@b.cd", Name: tt.name, Surname: tt.surname, Key: tt.key}
		var c Cleaner
		c.Clean(&r)
		if r.Name != tt.wantName || r.Surname != tt.wantSurname {
			t.Errorf("%q, %q became %q, %q; want %q, %q", tt.name, tt.surname, r.Name, r.Surname, tt.wantName, tt.wantSurname)
		}
		if len(c.Found) == 0 {
			t.Errorf("%q, %q: nothing is said", tt.name, tt.surname)
		}
	}
}

// TestNanIsAName: Nan and Nil are first names, and no program writes its word so.
func TestNanIsAName(t *testing.T) {
	for _, name := range []string{"Nan", "Nil", "Na", "No"} {
		r := row.Record{Email: "a@b.cd", Name: name, Surname: "Goldman"}
		var c Cleaner
		if c.Clean(&r); r.Name != name || len(c.Found) > 0 {
			t.Errorf("%s became %q, with %v", name, r.Name, c.Found)
		}
	}
}

// TestDamagedCodes: what a spreadsheet makes of a code.
func TestDamagedCodes(t *testing.T) {
	for _, s := range []string{"10-Mar", "Mar-10", "3-May", "Jan-26", "10. Mrz", "10-mars-26", "01/02/2026", "2026-01-31", "12:30", "12:30:00", "1:05 PM", "31.01.2026"} {
		if !MayBeDate(s) || !IsDateOfCode(s) {
			t.Errorf("IsDateOfCode(%q) = false", s)
		}
	}
	for _, s := range []string{"12,345", "1.234.567", "1 234", "12%", "12 %", "$12", "12.00 €", "1,234.50", "1'234", "€5"} {
		if !IsAmount(s) {
			t.Errorf("IsAmount(%q) = false", s)
		}
	}
	for _, s := range []string{"12345", "12.5", "1,2", "12,34", "aff-1", "1234,567", "", "%", "A 234", "1-234"} {
		if IsAmount(s) {
			t.Errorf("IsAmount(%q) = true", s)
		}
	}
	for _, s := range []string{`M\xfcller`, "Ada%20King", "M%C3%BCller", "<b>Di</b>", "Marsh<br>", "Zo=C3=AB", `a\nb`, "Zo&euml", `\303\251`, "=?utf-8?Q?a?="} {
		if !HasEscapes(s) {
			t.Errorf("HasEscapes(%q) = false", s)
		}
	}
}

// TestGlances: what looks at bytes agrees with what looks at characters.
func TestGlances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("aé\u0085\u009f\u00a0\u00ad\u200b\ufeff\U000e0001\x7f\x01\tĂ¼Ãâ€")), 0, 6, -1)).Draw(t, "text")
		if got, want := HasControl(s), strings.ContainsFunc(s, IsControl); got != want {
			t.Fatalf("HasControl(%q) = %t", s, got)
		}
		if strings.ContainsFunc(s, IsInvisible) && !mayBeInvisible(s) {
			t.Fatalf("mayBeInvisible(%q) = false", s)
		}
		if IsNothing(s) && !mayBeNothing(s[0]) {
			t.Fatalf("mayBeNothing(%q) = false", s)
		}
	})
}
