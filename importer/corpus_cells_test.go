package importer

import (
	"fmt"
	"strings"

	"partner-import/importer/row"
)

// textFields are the columns of the clean table that are read.
func textFields() []string {
	return []string{"email", "name", "surname", "id", "key", "tags", "referring_partner_email"}
}

func around(left, right string) func(string) string {
	return func(s string) string { return left + s + right }
}

func spaceEntries() []corpusEntry {
	const kind = "space around cells"
	var entries []corpusEntry
	spaces := []struct{ name, left, right string }{
		{"blanks", "  ", " "}, {"nbsp", "\u00a0", "\u00a0"}, {"tabs", "\t", "\t\t"}, {"ideographic", "\u3000", "\u3000"},
		{"narrow-nbsp", "\u202f", "\u2009"}, {"newline", "", "\n"},
	}
	for _, space := range spaces {
		doc := plainDoc()
		for _, field := range textFields() {
			doc.cell(1, field, around(space.left, space.right)).cell(13, field, around("", space.right))
		}
		entries = append(entries, doc.entry(kind, "space-"+space.name).noted())
	}
	all := cleanTable().doc(corpusDialect{delimiter: ";", quoteAll: true})
	for i := range all.table.rows {
		for _, field := range textFields() {
			all.cell(i, field, around(" ", "\u00a0"))
		}
	}
	return append(entries, all.entry(kind, "space-everywhere-semicolon").noted(),
		plainDoc().holds(1, "name", "Jürgen\u00a0K.").entry(kind, "nbsp-inside-name").noted(),
		plainDoc().put(1, "email", "juergen mueller@example.de").invalid(1, row.EmailInvalid).entry(kind, "blank-inside-email"))
}

func invisibleEntries() []corpusEntry {
	const kind, warned = "invisible characters", "(?i)invisible|zero|U\\+"
	var entries []corpusEntry
	for _, c := range []struct{ name, text string }{
		{"zero-width-space", "\u200b"}, {"bidi-mark", "\u200e"}, {"soft-hyphen", "\u00ad"}, {"word-joiner", "\u2060"}, {"bom", "\ufeff"}, {"bidi-embedding", "\u202a"},
	} {
		middle := func(s string) string { return s[:3] + c.text + s[3:] }
		entries = append(entries,
			plainDoc().cell(1, "email", middle).entry(kind, c.name+"-inside-email").warned(warned),
			plainDoc().cell(1, "email", around(c.text, c.text)).entry(kind, c.name+"-around-email").warned(warned),
		)
		for _, field := range []string{"id", "key", "referring_partner_email"} {
			entries = append(entries, plainDoc().cell(1, field, around("", c.text)).entry(kind, c.name+"-behind-"+strings.ReplaceAll(field, "_", "-")).warned(warned))
		}
	}
	for _, field := range []string{"name", "surname", "tags"} {
		entries = append(entries, plainDoc().cell(1, field, around("\u200b", "\u200b")).entry(kind, "zero-width-space-around-"+field).warned(warned))
	}
	only := plainDoc().put(17, "name", "\u200b").put(18, "surname", "Key\u200e")
	joined := plainDoc().holds(2, "name", "نی\u200cما").holds(3, "name", "👩\u200d💻 Zoë 🎉").holds(4, "surname", "क\u200dष")
	return append(entries, only.entry(kind, "cell-of-nothing-visible").warned(warned),
		joined.entry("emoji and joiners", "joiners-in-names"),
		plainDoc().holds(2, "name", "🎉").holds(0, "tags", "⭐, gold").entry("emoji and joiners", "emoji"),
		plainDoc().holds(2, "name", "𝒜da").holds(3, "surname", "𠮷野").entry("emoji and joiners", "beyond-the-basic-plane"),
	)
}

func damageEntries() []corpusEntry {
	const nothing, rounded, kept, equals, errors, formula, mail = "words for nothing", "rounded ids", "leading zeros and words", `="00123"`, "formulas and errors", "formula text", "mailto and names in email"
	bad := func(field, cell string, code row.Code) *corpusDoc {
		return plainDoc().put(4, field, cell).invalid(4, code)
	}
	said := func(field, cell string) *corpusDoc {
		doc := plainDoc().put(4, field, cell)
		doc.line(4).want.record = doc.table.record(doc.line(4).cells)
		return doc
	}
	put := func(field, cell, want string) *corpusDoc {
		doc := plainDoc().put(4, field, cell)
		doc.table = doc.table.with(4, field, want)
		doc.line(4).want.record = doc.table.record(doc.table.rows[4])
		return doc
	}
	truth := func(field, cell string) *corpusDoc { return plainDoc().holds(4, field, cell) }
	written := func(field string, change func(string) string) *corpusDoc { return plainDoc().cell(4, field, change) }
	var entries []corpusEntry
	for _, field := range textFields()[:5] {
		entries = append(entries, written(field, around(`="`, `"`)).entry(equals, "equals-"+field).noted())
	}
	raw := plainDoc().raw(0, `ada.king@example.com,Ada,King,="00123",="ada",gold,,`)
	semicolon := cleanTable().doc(corpusDialect{delimiter: ";"}).raw(0, `="ada.king@example.com";="Ada";="King";="00123";="ada";="gold";="";`)
	lost := cleanTable().doc(corpusDialect{})
	for i := range 3 {
		lost.put(i, "id", fmt.Sprint(123+i)).line(i).want.record.ID = fmt.Sprint(123 + i)
	}
	for _, text := range []string{"=SUM(A1:A9)", "@SUM(1)", "+44 20 7946", "-1+2", "=cmd|' /C calc'!A0"} {
		name := strings.Trim(strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '-'
		}, text), "-")
		entries = append(entries, said("name", text).entry(formula, "formula-name-"+name).warned("(?i)formula"))
	}
	return append(entries,
		bad("id", "1.23457E+11", row.SpreadsheetDamage).entry(rounded, "rounded-id"), bad("key", "1.23E+05", row.SpreadsheetDamage).entry(rounded, "rounded-key"),
		bad("key", "1E+12", row.SpreadsheetDamage).entry(rounded, "rounded-key-short"), bad("id", "1,23457E+11", row.SpreadsheetDamage).entry(rounded, "rounded-id-comma"),
		bad("id", "9.99999E+19", row.SpreadsheetDamage).entry(rounded, "rounded-id-large"),
		truth("key", "1E12").entry(rounded, "not-rounded").noted(), truth("name", "3.0E+00 Ltd").entry(rounded, "rounded-only-looks-like").noted(),
		truth("key", "00000000000000000042").entry(kept, "twenty-digits"), put("name", "NULL", "").entry(nothing, "null").warned("NULL"), truth("surname", "TRUE").entry(kept, "true"),
		put("name", "N/A", "").entry(nothing, "n-a").warned("N/A"), put("surname", "nan", "").entry(nothing, "nan").warned("nan"),
		truth("surname", "Null").entry(nothing, "null-as-a-surname").warned("Null"), truth("name", "Nan").entry(nothing, "nan-as-a-name"),
		put("id", "NULL", "").entry(nothing, "null-id").warned("NULL"), put("key", "-", "").entry(nothing, "dash-key").warned("-"), put("tags", "{}", "").entry(nothing, "empty-array").warned("{}"), put("referring_partner_email", `\N`, "").entry(nothing, "null-referrer").warned("N"),
		truth("tags", "007").entry(kept, "tag-zeros"),
		lost.entry(kept, "leading-zeros-lost").warned("(?i)zero"),
		raw.entry(equals, "equals-unquoted").noted(), semicolon.entry(equals, "equals-every-cell-semicolon").noted(),
		bad("email", `=HYPERLINK("mailto:rene@example.fr","rene")`, row.EmailInvalid).entry(errors, "hyperlink-email"),
		bad("email", "#N/A", anyCode).entry(errors, "na-email").noted(), bad("email", "#REF!", anyCode).entry(errors, "ref-email").noted(),
		bad("id", "#N/A", row.SpreadsheetDamage).entry(errors, "na-id"), bad("key", "#REF!", row.SpreadsheetDamage).entry(errors, "ref-key"), bad("key", "#NAME?", row.SpreadsheetDamage).entry(errors, "name-key"),
		bad("id", "#BEZUG!", row.SpreadsheetDamage).entry(errors, "ref-id-german").anyWord(),
		put("name", "#N/A", "").entry(errors, "na-name").warned("#N/A"), said("surname", "#VALUE!").entry(errors, "value-surname").warned("#VALUE!"),
		bad("email", "=A2", anyCode).entry(errors, "formula-email"), bad("email", "########", anyCode).entry(errors, "hashes-email"),
		written("email", around("mailto:", "")).entry(mail, "mailto").noted(), written("email", around("MAILTO:", "?subject=x")).entry(mail, "mailto-subject").anyWord(),
		written("email", around("René Lefèvre <", ">")).entry(mail, "name-and-address").noted(), written("email", around("<", ">")).entry(mail, "address-in-brackets").noted(),
		written("email", around(`"Lefèvre, René" <`, ">")).entry(mail, "quoted-name-and-address").noted(),
		written("referring_partner_email", around("mailto:", "")).put(4, "referring_partner_email", "mailto:ada.king@example.com").refers(4).entry(mail, "mailto-referrer").noted(),
		bad("email", "rene@example.fr, rene@example.com", row.EmailInvalid).entry(mail, "two-addresses"), bad("email", "rene@example.fr; r@example.com", row.EmailInvalid).entry(mail, "two-addresses-semicolon"),
		bad("email", "rene", row.EmailInvalid).entry(mail, "no-at"), bad("email", "", row.EmailMissing).entry(mail, "empty-email"), bad("email", "rene@@example.fr", row.EmailInvalid).entry(mail, "two-ats"),
		bad("email", "ADA.king@example.COM", row.DuplicateEmail).entry(mail, "duplicate-email"),
		truth("email", "rené@exämple.fr").entry(mail, "international-address").noted(), truth("email", "o'hara+x_y-z@sub.example.museum").entry(mail, "odd-but-right"),
	)
}

// refers makes the first partner the truth of who referred the row.
func (d *corpusDoc) refers(row int) *corpusDoc {
	d.table = d.table.with(row, "referring_partner_email", "ada.king@example.com")
	d.line(row).want.record = d.table.record(d.table.rows[row])
	return d
}

func controlEntries() []corpusEntry {
	const kind, end = "control characters", "NUL padding or Ctrl-Z"
	var entries []corpusEntry
	for _, c := range []struct{ name, text string }{{"nul", "\x00"}, {"escape", "\x1b"}, {"bell", "\a"}, {"delete", "\x7f"}, {"c1", "\u0085"}} {
		for _, field := range []string{"name", "email", "key"} {
			doc := plainDoc().cell(6, field, func(s string) string { return s[:len(s)-2] + c.text + s[len(s)-2:] }).invalid(6, anyCode)
			entry := doc.entry(kind, c.name+"-in-"+field)
			if c.name == "c1" { // not named; may be taken for white space
				entry = entry.anyWord()
			}
			entries = append(entries, entry)
		}
	}
	tail := func(text string) func([]byte) []byte {
		return func(data []byte) []byte { return append(data, text...) }
	}
	return append(entries,
		plainDoc().entry(end, "nul-padding").as(tail(strings.Repeat("\x00", 512))).warned("NUL"),
		cleanTable().doc(corpusDialect{eol: "\r\n", delimiter: ";", cut: true}).entry(end, "nul-padding-no-newline").as(tail(strings.Repeat("\x00", 9))).warned("NUL"),
		cleanTable().doc(corpusDialect{eol: "\r\n"}).entry(end, "ctrl-z").as(tail("\x1a")).noted(),
		cleanTable().doc(corpusDialect{eol: "\r\n"}).entry(end, "ctrl-z-line").as(tail("\x1a\r\n")).noted(),
	)
}
