package importer

import (
	"fmt"
	"strings"

	"partner-import/importer/row"
)

// dialectEntries are all ways of writing the clean table: every delimiter,
// line end, quoting and byte order mark with each other.
func dialectEntries() []corpusEntry {
	var entries []corpusEntry
	for _, delimiter := range []struct{ name, text string }{{"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"pipe", "|"}} {
		for _, eol := range []struct{ name, text string }{{"lf", "\n"}, {"crlf", "\r\n"}, {"cr", "\r"}, {"crcrlf", "\r\r\n"}} {
			for _, quoteAll := range []bool{false, true} {
				for _, bom := range []bool{false, true} {
					d := corpusDialect{delimiter: delimiter.text, eol: eol.text, quoteAll: quoteAll, bom: bom}
					name := delimiter.name + "-" + eol.name
					kind := map[string]string{"lf": "semicolon, tab, pipe", "crlf": "CRLF, LF, mixed", "cr": "CR only", "crcrlf": "CR CR LF"}[eol.name]
					if quoteAll {
						name += "-quoted"
					}
					if bom {
						name, kind = name+"-bom", "UTF-8 BOM"
					}
					if bom && quoteAll {
						kind = "BOM and quoted header"
					}
					entries = append(entries, cleanTable().doc(d).entry(kind, name))
				}
			}
		}
	}
	return entries
}

func separatorEntries() []corpusEntry {
	semicolon := corpusDialect{delimiter: ";"}
	var entries []corpusEntry
	for _, d := range []struct {
		name    string
		Dialect corpusDialect
	}{
		{"semicolon", semicolon}, {"tab", corpusDialect{delimiter: "\t"}}, {"comma", corpusDialect{}}, {"pipe", corpusDialect{delimiter: "|"}},
		{"semicolon-crlf-bom", corpusDialect{delimiter: ";", eol: "\r\n", bom: true}},
		{"semicolon-crlf-quoted", corpusDialect{delimiter: ";", eol: "\r\n", quoteAll: true}},
	} {
		doc := cleanTable().doc(d.Dialect).above("sep=" + d.Dialect.comma())
		entries = append(entries, doc.entry("sep= line", "sep-line-"+d.name))
	}
	notes := cleanTable().doc(semicolon)
	for i := range notes.table.rows {
		notes.put(i, "", strings.Repeat("one, two, three, ", i%5+1)+"end")
	}
	commas := cleanTable().doc(corpusDialect{})
	for i := range commas.table.rows {
		commas.holds(i, "tags", "a;b;c;d;e;f")
	}
	spaced := cleanTable().doc(corpusDialect{delimiter: ", "})
	column := cleanTable().pick("email=email")
	return append(entries,
		cleanTable().doc(semicolon).above(`"sep=;"`).entry("sep= line", "sep-line-quoted"),
		cleanTable().doc(corpusDialect{}).above("sep=;").entry("sep= that contradicts", "sep-line-says-semicolon").warned("sep="),
		cleanTable().doc(semicolon).above("sep=,").entry("sep= that contradicts", "sep-line-says-comma").warned("sep="),
		notes.entry("semicolon, tab, pipe", "semicolon-comma-rich-notes"),
		commas.entry("semicolon, tab, pipe", "comma-semicolon-rich-tags"),
		cleanTable().pick("email=email;name=name").doc(semicolon).entry("semicolon, tab, pipe", "semicolon-two-columns"),
		column.doc(corpusDialect{}).entry("semicolon, tab, pipe", "single-column"),
		column.doc(corpusDialect{quoteAll: true, eol: "\r\n", bom: true}).entry("semicolon, tab, pipe", "single-column-quoted-crlf-bom"),
		cleanTable().doc(corpusDialect{delimiter: ";", cut: true}).entry("semicolon, tab, pipe", "semicolon-no-final-newline"),
		cleanTable().doc(semicolon).entry("semicolon, tab, pipe", "semicolon-named").delimiter(';'),
		spaced.entry("comma and space", "comma-space").noted(),
		cleanTable().doc(corpusDialect{delimiter: ", ", quoteAll: true}).entry("comma and space", "comma-space-quoted").noted(),
		cleanTable().doc(corpusDialect{delimiter: " , ", quoteAll: true}).entry("comma and space", "space-comma-space-quoted").noted(),
		cleanTable().doc(corpusDialect{delimiter: "; ", quoteAll: true, eol: "\r\n"}).entry("comma and space", "semicolon-space-quoted").noted(),
		cleanTable().bare().only(func(s string) bool { return !strings.Contains(s, " ") }).doc(corpusDialect{delimiter: " "}).
			entry("space, caret, two bars", "space-delimited").refused("(?i)delimiter"),
		cleanTable().bare().doc(corpusDialect{delimiter: "^"}).entry("space, caret, two bars", "caret-delimited").refused("(?i)delimiter"),
		cleanTable().bare().doc(corpusDialect{delimiter: "^"}).entry("space, caret, two bars", "caret-named").delimiter('^'),
		cleanTable().bare().doc(corpusDialect{delimiter: "||"}).entry("space, caret, two bars", "two-bars-delimited").refused("(?i)delimiter|column"),
		mixedEnds(func(i int) string { return []string{"\r\n", "\n"}[min(1, i/10)] }).entry("CRLF, LF, mixed", "mixed-crlf-then-lf"),
		mixedEnds(func(i int) string { return []string{"\r\n", "\n"}[i%2] }).entry("CRLF, LF, mixed", "mixed-alternating"),
		mixedEnds(func(i int) string { return []string{"\n", "\r\n"}[min(1, i)] }).entry("CRLF, LF, mixed", "mixed-lf-header"),
		cleanTable().doc(corpusDialect{eol: "\r\n", cut: true}).entry("CRLF, LF, mixed", "crlf-no-final-newline"),
		cleanTable().doc(corpusDialect{eol: "\r", cut: true}).entry("CR only", "cr-no-final-newline"),
	)
}

// mixedEnds writes the lines with changing ends.
func mixedEnds(end func(int) string) *corpusDoc {
	doc := plainDoc()
	for i := range doc.lines {
		doc.lines[i].end = end(i)
	}
	return doc
}

// mixedEntries are the product of what real exports combine.
func mixedEntries() []corpusEntry {
	windows := corpusDialect{delimiter: ";", eol: "\r\n", bom: true}
	title := cleanTable().western().doc(corpusDialect{delimiter: ";", eol: "\r\n"}).above("Partnerliste;;;;;;;", "Stand: 01.02.2026;;;;;;;", "")
	utf16 := cleanTable().doc(corpusDialect{delimiter: "\t", eol: "\r\n"})
	german := cleanTable().western().pick("E-Mail=email;Vorname=name;Nachname=surname").doc(corpusDialect{delimiter: ";", eol: "\r\n"})
	broken := cleanTable().doc(windows).above("sep=;")
	broken.raw(3, `siobhan@example.ie;"Siobhán;x;x;x;x;x;x`).invalid(3, row.RowMalformed)
	broken.raw(7, "joao@example.pt;João").invalid(7, row.RowMalformed)
	all := []corpusEntry{
		cleanTable().doc(windows).above("sep=;").entry("combinations", "bom-sep-semicolon-crlf"),
		utf16.entry("combinations", "utf16le-tab-crlf").as(utf16LE(true)).noted(),
		cleanTable().doc(corpusDialect{delimiter: "\t", eol: "\r\n", quoteAll: true}).entry("combinations", "utf16le-tab-crlf-quoted").as(utf16LE(true)).noted(),
		cleanTable().doc(corpusDialect{delimiter: ";", eol: "\r\n"}).above("sep=;").entry("combinations", "utf16le-sep-semicolon").as(utf16LE(true)).noted(),
		title.entry("combinations", "windows1252-semicolon-title").as(windows1252).warned("1252|8859", "(?i)skipped"),
		german.entry("combinations", "windows1252-semicolon-german").as(windows1252).warned("1252|8859"),
		broken.entry("combinations", "bom-sep-semicolon-broken-rows"),
		ghostRows(cleanTable().doc(windows)).entry("combinations", "bom-semicolon-ghost-rows").noted(),
		cleanTable().western().doc(corpusDialect{delimiter: ";", eol: "\r"}).entry("combinations", "macroman-semicolon-cr").
			as(encoded("macintosh")).encoding("macintosh").noted(),
		cleanTable().pick("Email=email;First Name=name;Last Name=surname;=;=").doc(corpusDialect{eol: "\r\n", bom: true}).
			entry("combinations", "bom-crlf-ghost-columns-names"),
	}
	for _, e := range all[:6] {
		e.Name, e.data = e.Name+"-gzip", corpusGzip(e.data)
		all = append(all, e)
	}
	return all
}

// ghostRows puts rows of nothing but delimiters below, as Excel does.
func ghostRows(d *corpusDoc) *corpusDoc {
	ghost := strings.Repeat(d.dialect.comma(), len(d.table.header)-1)
	return d.after(corpusWant{none: true}, strings.Split(strings.TrimSuffix(strings.Repeat(ghost+"\n", 50), "\n"), "\n")...)
}

// manyRows is a large table. The row's number is in every e-mail.
func manyRows(n int, row func(i int) []string) corpusTable {
	t := corpusTable{header: []string{"email", "name", "surname"}, fields: []string{"email", "name", "surname"}}
	for i := range n {
		t.rows = append(t.rows, append([]string{fmt.Sprintf("p%05d@example.com", i)}, row(i)...))
	}
	return t
}
