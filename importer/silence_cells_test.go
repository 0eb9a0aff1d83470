package importer

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

// nothingSaid matches no text: such a damage is undone in silence.
const nothingSaid = "$^"

// A spelling is how a damaged cell is written, and what was meant by it.
type spelling struct {
	cell  meantCell
	truth string
	says  string // in place of that of the damage
	loud  bool
}

// inCell is a damage of one cell. Spell returns false for a value that it cannot damage.
func inCell(name, says string, spell func(t *rapid.T, field, value string) (spelling, bool), fields ...string) happening {
	return happening{name: name, happen: func(t *rapid.T, m *meantTable) {
		among := fieldsOf(m, fields...)
		if len(among) == 0 {
			return
		}
		field := rapid.SampledFrom(among).Draw(t, "field")
		r := &m.rows[rapid.IntRange(0, len(m.rows)-1).Draw(t, "row")]
		if r.want == nil || !r.isClean(field) {
			return
		}
		cell := m.cell(r, field)
		s, ok := spell(t, field, cell.text)
		if !ok {
			return
		}
		*cell = s.cell
		set(r.want, field, s.truth)
		d := damage{name: fmt.Sprintf("%s in %s", name, field), fields: []string{field}, says: says, loud: s.loud}
		if s.says != "" {
			d.says = s.says
		}
		if field == "name" && strings.ContainsAny(s.cell.text, " ,\u00a0\u2028\u2029\u3000\u202f\u2007") {
			d.says += "|full name"
		}
		if field == "id" || field == "key" {
			d.says += "|(?i)Same (id|key)" // as that of another row
		}
		r.damages = append(r.damages, d)
	}}
}

func written(text, truth string) spelling { return spelling{cell: meantCell{text: text}, truth: truth} }

// told is a spelling that is always told.
func told(text, truth string) spelling {
	s := written(text, truth)
	s.loud = true
	return s
}

// cellDamages are what happens to single cells.
func cellDamages(workbook bool) []happening {
	all := slices.Concat(nothingDamages(), spreadsheetDamages(), letterDamages(workbook), escapeDamages(), addressDamages(), markDamages(workbook), tagDamages())
	if workbook {
		all = append(all, formatDamages()...)
	}
	return all
}

func names() []string { return []string{"name", "surname"} }
func codes() []string { return []string{"id", "key"} }

func one(t *rapid.T, of ...string) string { return rapid.SampledFrom(of).Draw(t, "which") }

func nothingDamages() []happening {
	words := func(t *rapid.T) string {
		return one(t, "NULL", "null", `\N`, "N/A", "n/a", "None", "nan", "NaN", "-", "--", "undefined", "(null)", "<NA>", "nil", "[NULL]", "#N/A")
	}
	return []happening{
		inCell("a word for nothing", "nothing|is sent as a name|spreadsheet error", func(t *rapid.T, field, _ string) (spelling, bool) {
			return told(words(t), ""), true
		}, "id", "key", "name", "surname", "tags", "referring_partner_email"),
		inCell("a word for nothing", "there is no address|is empty|spreadsheet error|is not an e-mail address", func(t *rapid.T, _, value string) (spelling, bool) {
			return told(words(t), value), true
		}, "email"),
		inCell("a word for nothing among tags", "nothing", func(t *rapid.T, _, value string) (spelling, bool) {
			return told(value+","+one(t, "NULL", "None", "N/A", "-"), value), value != ""
		}, "tags"),
	}
}

func spreadsheetDamages() []happening {
	from := func(texts ...string) func(*rapid.T, string, string) (spelling, bool) {
		return func(t *rapid.T, _, value string) (spelling, bool) { return told(one(t, texts...), value), true }
	}
	return []happening{
		inCell("a date", "date", from("10-Mar", "Mar-10", "2026-03-10", "01/02/2026", "31.01.2026", "3. Mrz", "12:30", "10-mars-26", "2026-03-10 00:00:00"), "id", "key", "name", "surname"),
		inCell("an amount", "number as a spreadsheet|would break|a link may change", from("12,345", "1.234.567", "12%", "$12", "12.00 €", "1,234.50", "€ 5", "1'234", "1 234"), "id", "key"),
		inCell("a rounded number", "rounded|number that a spreadsheet", from("1.23457E+11", "5.00E-03", "1E+12", "1,23457E+11", "4.892E+092"), "id", "key", "name", "surname"),
		inCell("an error", "spreadsheet error", from("#REF!", "#NAME?", "#VALUE!", "########", "#GETTING_DATA", "#DIV/0!"), "id", "key", "name", "surname", "email", "tags"),
		inCell("a condition", "condition", from("TRUE", "FALSE", "True"), "id", "key"),
		inCell("a formula", "formula|escapes", from("=A2", `=T("x")`, `=HYPERLINK("mailto:x@example.com","x")`, "=B1&C1"), "id", "key", "name", "surname", "email", "tags"),
		inCell("a decimal number", "decimal", func(t *rapid.T, _, value string) (spelling, bool) {
			return told(value+one(t, ".0", ",0", ".00"), value), strings.Trim(value, "0123456789") == ""
		}, "id"),
	}
}

// letterDamages lose or garble letters.
func letterDamages(workbook bool) []happening {
	garbled := func(t *rapid.T, _, value string) (spelling, bool) {
		page := rapid.SampledFrom([]*charmap.Charmap{charmap.Windows1252, charmap.ISO8859_1, charmap.Windows1250, charmap.Windows1251, charmap.Windows1254,
			charmap.Windows1257, charmap.Macintosh, charmap.CodePage850, charmap.CodePage437, charmap.CodePage866}).Draw(t, "page")
		text, err := page.NewDecoder().String(value)
		bad := func(r rune) bool {
			return r == utf8.RuneError || workbook && unicode.IsControl(r) || unicode.IsSpace(r)
		}
		return written(text, value), err == nil && !isPlainText(value) && !strings.ContainsFunc(text, bad)
	}
	lost := func(value, mark string) string {
		return strings.Map(func(r rune) rune {
			if r >= utf8.RuneSelf {
				return []rune(mark)[0]
			}
			return r
		}, value)
	}
	return []happening{
		inCell("garbled letters", "[Gg]arbled|is not allowed|control character|invisible", garbled, "name", "surname", "tags"),
		inCell("lost letters", "question mark|nothing", func(_ *rapid.T, _, value string) (spelling, bool) {
			text := lost(value, "?")
			return told(text, value), !isPlainText(value) && regexp.MustCompile(`\?[a-z]|^\?\?+$`).MatchString(text)
		}, names()...),
		inCell("a lost letter", "question mark", func(_ *rapid.T, _, value string) (spelling, bool) {
			return told(strings.Replace(value, "a", "?", 1), value), strings.Contains(value, "a")
		}, "email", "referring_partner_email"),
		inCell("replaced letters", "lost a letter|not a character", func(_ *rapid.T, _, value string) (spelling, bool) {
			return told(lost(value, "\ufffd"), value), !isPlainText(value)
		}, "name", "surname", "tags"),
	}
}

func isPlainText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// escapeDamages write letters as programs do.
func escapeDamages() []happening {
	each := func(value string, write func(rune) string) string {
		var b strings.Builder
		for _, r := range value {
			if r < utf8.RuneSelf && r != '\'' {
				b.WriteRune(r)
			} else {
				b.WriteString(write(r))
			}
		}
		return b.String()
	}
	escaped := func(loud bool, write func(rune) string) func(*rapid.T, string, string) (spelling, bool) {
		return func(_ *rapid.T, _, value string) (spelling, bool) {
			text := each(value, write)
			s := written(text, value)
			s.loud = loud
			return s, text != value && !strings.ContainsFunc(value, func(r rune) bool { return r > 0xffff })
		}
	}
	entities := func(t *rapid.T, _, value string) (spelling, bool) {
		text := each(value, func(r rune) string {
			return one(t, fmt.Sprintf("&#%d;", r), fmt.Sprintf("&#x%x;", r), html.EscapeString(fmt.Sprintf("&#%d;", r)))
		})
		return told(text, value), text != value
	}
	bytes := func(format string) func(rune) string {
		return func(r rune) string {
			text := ""
			if r < utf8.RuneSelf {
				return string(r)
			}
			for _, b := range []byte(string(r)) {
				text += fmt.Sprintf(format, b)
			}
			return text
		}
	}
	return []happening{
		inCell("entities", "entit", entities, "name", "surname", "tags"),
		inCell("an ampersand", "entit", func(_ *rapid.T, _, value string) (spelling, bool) {
			return told(value+" &amp; Co", value+" & Co"), true
		}, names()...),
		inCell("an entity", "entit", func(_ *rapid.T, _, value string) (spelling, bool) {
			return told(strings.Replace(value, "@", "&#64;", 1), value), strings.Contains(value, "@")
		}, "email", "referring_partner_email"),
		inCell("escapes of JavaScript", "escapes", escaped(true, func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }), "name", "surname", "tags"),
		inCell("escapes of Python", "escapes", escaped(true, bytes(`\x%02x`)), names()...),
		inCell("percent signs", "escapes", escaped(true, bytes("%%%02X")), names()...),
		inCell("quoted-printable", "escapes|formula", escaped(true, bytes("=%02X")), names()...),
		inCell("octal escapes", "escapes", escaped(true, bytes(`\%03o`)), names()...),
		inCell("HTML", "HTML", func(t *rapid.T, _, value string) (spelling, bool) {
			return told(fmt.Sprintf(one(t, "<b>%s</b>", "%s<br>", "<p>%s</p>"), value), value), true
		}, names()...),
		inCell("_x000D_", "escapes", func(_ *rapid.T, _, value string) (spelling, bool) { return written(value+"_x000D_", value), true }, "name", "surname", "tags"),
	}
}

func addressDamages() []happening {
	both := []string{"email", "referring_partner_email"}
	around := func(formats ...string) func(*rapid.T, string, string) (spelling, bool) {
		return func(t *rapid.T, _, value string) (spelling, bool) {
			return told(fmt.Sprintf(one(t, formats...), value), value), value != ""
		}
	}
	const taken = "everything but the address|Keep only|only the address|with @ and dots|holds two|[Rr]emoved the quotes|has a space in it"
	return []happening{
		inCell("something around the address", taken, around("mailto:%s", "MAILTO:%s?subject=Hello", "[%[1]s](mailto:%[1]s)", "Ada King <%s>", "<%s>", "E-mail: %s",
			"`%s`", "%s;", "%s,", "• %s", "(%s)", "%s.", "[%[1]s](%[1]s)", "%s (work)", "work %s", "mailto:%s (work)", "http://%s", "'%s'", "“%s”", "**%s**"), both...),
		inCell("a link with escapes", taken, func(_ *rapid.T, _, value string) (spelling, bool) {
			return told("mailto:"+url.QueryEscape(value), value), strings.Contains(value, "+")
		}, both...),
		inCell("two addresses", "two addresses|more than one|space|Keep one|line break", around("%s, x@example.com", "%s; x@example.com", "%s x@example.com", "%s/x@example.com", "%s\nx@example.com"), both...),
		inCell("words for @ and dot", "@|address", func(t *rapid.T, _, value string) (spelling, bool) {
			local, domain, ok := strings.Cut(value, "@")
			return told(local+one(t, " [at] ", " (at) ", " at ", "(at)", " AT ", "[at]")+domain, value), ok
		}, both...),
		inCell("full-width letters", "full-width", func(t *rapid.T, _, value string) (spelling, bool) {
			wide := func(r rune) rune {
				if r > ' ' && r <= '~' {
					return r + 0xff01 - '!'
				}
				return r
			}
			if rapid.Bool().Draw(t, "only the @") {
				return told(strings.Replace(value, "@", "＠", 1), value), value != ""
			}
			return told(strings.Map(wide, value), value), value != ""
		}, both...),
		inCell("two alphabets", "alphabet", func(t *rapid.T, _, value string) (spelling, bool) {
			pair := one(t, "aа", "oо", "eе", "eε", "oο", "cс", "pр", "xх")
			first, n := utf8.DecodeRuneInString(pair)
			return told(strings.Replace(value, string(first), pair[n:], 1), value), strings.ContainsRune(value, first)
		}, both...),
		inCell("a domain without a dot", "dot|domain|complete|no such", func(_ *rapid.T, _, value string) (spelling, bool) {
			local, _, ok := strings.Cut(value, "@")
			return told(local+"@gmail", value), ok
		}, "email"),
		inCell("typographic marks", `character|apostrophe|not allowed|ASCII|look|damaged|usual`, func(t *rapid.T, _, value string) (spelling, bool) {
			return told(one(t, "o’", "a–", "“b")+value, value), value != ""
		}, both...),
	}
}

func markDamages(workbook bool) []happening {
	everywhere := []string{"email", "name", "surname", "id", "key", "tags", "referring_partner_email"}
	inside := func(marks ...string) func(*rapid.T, string, string) (spelling, bool) {
		return func(t *rapid.T, _, value string) (spelling, bool) {
			runes := []rune(value)
			if len(runes) < 2 {
				return spelling{}, false
			}
			at := rapid.IntRange(1, len(runes)-1).Draw(t, "at")
			return written(string(runes[:at])+one(t, marks...)+string(runes[at:]), value), true
		}
	}
	all := []happening{
		inCell("blanks around", nothingSaid, func(t *rapid.T, _, value string) (spelling, bool) {
			return written(one(t, " ", "\u00a0", "\u3000", "\t", "\u2003", "\u202f")+value+one(t, " ", "\u00a0\u00a0", ""), value), value != ""
		}, everywhere...),
		inCell("invisible characters around", "invisible", func(t *rapid.T, _, value string) (spelling, bool) {
			return written(one(t, "\ufeff", "\u200b", "\u200e", "\u2060", "\u202a", "\u00ad")+value+one(t, "", "\u200b", "\u202c", "\u200f"), value), value != ""
		}, everywhere...),
		inCell("invisible characters inside", "invisible", inside("\u200b", "\ufeff", "\u2060", "\u00ad", "\u200e", "\u202d"), everywhere...),
		inCell("a no-break space inside", nothingSaid, func(t *rapid.T, _, value string) (spelling, bool) {
			text := value + one(t, "\u00a0", "\u202f", "\u2007", "\u3000") + "Maria" // which people see as a space
			return written(text, text), value != ""
		}, "name", "surname", "tags"),
		inCell("a line separator inside", "line|control|invisible|U\\+|space", func(t *rapid.T, _, value string) (spelling, bool) {
			return written(value+one(t, "\u2028", "\u2029", "\u0085")+"Maria", value+" Maria"), true
		}, "name", "surname"),
		inCell("a line separator in tags", "line|control|invisible|U\\+|space", func(t *rapid.T, _, value string) (spelling, bool) {
			return written(value+one(t, "\u2028", "\u2029", "\u0085")+"late", value+",late"), value != ""
		}, "tags"),
		inCell("a line separator in a code", "line|control|invisible|U\\+|space", inside("\u2028", "\u2029", "\u0085", "\n"), "email", "id", "key", "referring_partner_email"),
		inCell("quotes around", "quotes", func(t *rapid.T, _, value string) (spelling, bool) {
			pair := strings.Fields(one(t, "' '", "“ ”", "„ “", "« »", "‘ ’"))
			return told(pair[0]+value+pair[1], value), value != "" && !strings.Contains(value, "'")
		}, "name", "surname", "id", "key", "email"),
		inCell("doubled apostrophes", "quotes", func(_ *rapid.T, _, value string) (spelling, bool) {
			return told("'"+strings.ReplaceAll(value, "'", "''")+"'", value), strings.Contains(value, "'")
		}, names()...),
		inCell("the mark of a text", "quotes", func(_ *rapid.T, _, value string) (spelling, bool) { return told("'"+value, value), value != "" }, codes()...),
		inCell("an equals sign", nothingSaid, func(_ *rapid.T, _, value string) (spelling, bool) { return written(`="`+value+`"`, value), value != "" }, everywhere...),
	}
	if !workbook { // no XML has them
		all = append(all, inCell("a control character", "control|character", inside("\x0b", "\x01", "\x1b", "\x7f", "\u0090"), everywhere...))
	}
	return all
}
