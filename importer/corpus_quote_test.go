package importer

import (
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

func quoteEntries() []corpusEntry {
	var entries []corpusEntry
	for _, place := range []string{"first", "middle", "last"} {
		r := places()[place]
		for _, d := range []struct {
			name    string
			Dialect corpusDialect
		}{
			{"comma", corpusDialect{}}, {"semicolon-crlf", corpusDialect{delimiter: ";", eol: "\r\n"}},
			{"all-quoted", corpusDialect{quoteAll: true}}, {"cr", corpusDialect{eol: "\r", delimiter: ";"}},
		} {
			// The quote opens before the surname and is never closed.
			doc := cleanTable().oneLine().doc(d.Dialect)
			line := doc.line(r)
			cells := make([]string, len(line.cells))
			for i, cell := range line.cells {
				cells[i] = d.Dialect.quote(cell)
			}
			cells[2] = `"` + line.cells[2]
			doc.raw(r, strings.Join(cells, d.Dialect.comma())).invalid(r, row.RowMalformed)
			entries = append(entries, doc.entry("unclosed quote", "unclosed-"+place+"-"+d.name))
		}
	}
	three := plainDoc()
	for _, r := range []int{2, 3, 20} {
		three.raw(r, "x@example.com,\"X,X,,,,,").invalid(r, row.RowMalformed)
	}
	bare := cleanTable().bare().doc(corpusDialect{})
	bare.raw(0, `ada.king@example.com,Ada,"King,00123,ada,gold,,`).invalid(0, row.RowMalformed)
	long := manyRows(8000, func(int) []string {
		return []string{strings.Repeat("Ada ", 15) + "end", strings.Repeat("King ", 15) + "end"}
	}).doc(corpusDialect{})
	long.raw(1, `p00001@example.com,"Ada,King`).invalid(1, row.RowMalformed)
	odd := plainDoc().raw(8, `soren@example.dk,Søren",Ørsted,00131,soren,nordics,,`).invalid(8, anyCode)
	entries = append(entries,
		three.entry("unclosed quote", "unclosed-three"),
		bare.entry("unclosed quote", "unclosed-no-other-quotes"),
		long.entry("unclosed quote", "unclosed-then-megabytes"),
		odd.entry("unclosed quote", "quote-only-closes").anyWord(),
	)
	return append(entries, bareQuoteEntries()...)
}

func bareQuoteEntries() []corpusEntry {
	const inside, bad, curly = "quotes inside unquoted cells", "unescaped quotes", "curly quotes as quoting"
	inch := plainDoc().holds(7, "name", `6" screen`).raw(7, `joao@example.pt,6" screen,Gonçalves,00130,joao,bronze,inigo@example.es,`)
	nick := plainDoc().holds(8, "name", `Søren "Bo" B`).raw(8, `soren@example.dk,Søren "Bo" B,Ørsted,00131,soren,nordics,,`)
	tab := cleanTable().doc(corpusDialect{delimiter: "\t"}).holds(8, "surname", `5" by 7"`)
	tab.raw(8, "soren@example.dk\tSøren\t5\" by 7\"\t00131\tsoren\tnordics\t\t")
	first := plainDoc().holds(0, "name", `A"da`).raw(0, `ada.king@example.com,A"da,King,00123,ada,gold,,`)
	closed := func(r int, text string) *corpusDoc { return plainDoc().raw(r, text).invalid(r, row.RowMalformed) }
	apostrophes := plainDoc().holds(3, "surname", "O’Neill").holds(4, "name", "D’Arcy ‘Al’ B").holds(5, "name", "‹François› «B»x")
	wrapped := plainDoc()
	for _, row := range []int{1, 4, 9} {
		wrapped.cell(row, "name", func(s string) string { return "“" + s + "”" })
	}
	commas := plainDoc().raw(4, "rene@example.fr,“René, R.”,Lefèvre,00127,rene,gold,,").invalid(4, row.RowMalformed)
	commas.raw(9, "asa@example.se,Åsa,„Öberg, Ö.“,00132,asa,nordics,,").invalid(9, row.RowMalformed)
	lined := cleanTable().oneLine().doc(corpusDialect{})
	for i, l := range lined.lines {
		lined.lines[i].raw, lined.lines[i].isRaw = `"`+strings.ReplaceAll(lined.text(l), `"`, `""`)+`"`, true
	}
	semicolons := cleanTable().bare().doc(corpusDialect{delimiter: ";"})
	for i, l := range semicolons.lines {
		semicolons.lines[i].raw, semicolons.lines[i].isRaw = `"`+semicolons.text(l)+`"`, true
	}
	return []corpusEntry{
		inch.entry(inside, "bare-inch"), nick.entry(inside, "bare-nickname"), tab.entry(inside, "bare-tab"), first.entry(inside, "bare-first-row"),
		closed(5, `francois@example.fr,"The "Real" Deal",Bézier,00128,francois,,,`).entry(bad, "unescaped-quotes"),
		closed(5, `francois@example.fr,"The \"Real\" Deal",Bézier,00128,francois,,,`).entry(bad, "backslash-quotes"),
		closed(5, `francois@example.fr,"The \"Real, big\" Deal",Bézier,00128,francois,,,`).entry(bad, "backslash-quotes-comma"),
		closed(0, `ada.king@example.com,"Ada" King,King,00123,ada,gold,,`).entry(bad, "text-behind-closing-quote"),
		closed(-1, `last@example.com,"La"st",Row,aff-1019,last,gold,,`).entry(bad, "unescaped-quote-last-row"),
		closed(12, `"UPPER@EXAMPLE.COM"x,Upper,Case,aff-1003,upper,VIP,,`).entry(bad, "text-behind-quoted-email"),
		wrapped.entry("smart quotes around cells", "smart-quotes-names").warned("(?i)quote"),
		plainDoc().cell(4, "email", func(s string) string { return "“" + s + "”" }).entry("smart quotes around cells", "smart-quotes-email").warned("(?i)quote"),
		plainDoc().cell(4, "key", func(s string) string { return "„" + s + "“" }).entry("smart quotes around cells", "smart-quotes-key-german").warned("(?i)quote"),
		commas.entry(curly, "curly-quotes-around-commas"),
		apostrophes.entry("curly apostrophes", "curly-apostrophes").noted(),
		lined.entry("every line quoted", "every-line-quoted").refused("(?i)one quoted cell|single column|every line|email column"),
		semicolons.entry("every line quoted", "every-line-quoted-semicolon").refused("(?i)one quoted cell|single column|every line|email column"),
	}
}

func sizeEntries() []corpusEntry {
	const text, line = "huge cell", "huge line"
	big := func(n int) string { return strings.Repeat("x", n) }
	huge := plainDoc().put(10, "", big(cell.MaxBytes+1)) // nobody reads it
	quoted := cleanTable().doc(corpusDialect{quoteAll: true}).put(0, "", big(100_000))
	read := plainDoc().put(10, "tags", big(cell.MaxBytes+1)).invalid(10, row.TooLong)
	full := plainDoc().put(10, "", big(cell.MaxBytes-1))
	lines := plainDoc().put(10, "", strings.Repeat("x\n", 30_000))
	r := plainDoc()
	r.raw(10, "x@example.com"+strings.Repeat(",y", 1<<20)).invalid(10, anyCode)
	open := plainDoc()
	open.raw(10, `x@example.com,"`+big(3<<20)).invalid(10, anyCode)
	last := plainDoc().raw(-1, `x@example.com,X,`+big(2<<20)).invalid(-1, anyCode)
	name := plainDoc().holds(4, "name", big(100)).put(5, "name", big(101)).invalid(5, row.TooLong)
	key := plainDoc().put(5, "key", big(65)).invalid(5, row.TooLong).put(7, "id", big(256)).invalid(7, row.TooLong)
	columns := "email" + strings.Repeat(",c", 512) + "\n"
	return []corpusEntry{
		huge.entry(text, "cell-over-64k"), read.entry(text, "cell-over-64k-tags"), quoted.entry(text, "cell-100k-quoted"), full.entry(text, "cell-64k"), lines.entry(text, "cell-of-30000-lines"),
		name.entry(text, "name-of-101"), key.entry(text, "key-of-65-id-of-256"),
		r.entry(line, "row-of-a-million-cells"), open.entry(line, "unclosed-3-mib"), last.entry(line, "last-row-2-mib"),
		bytesEntry(line, "first-line-3-mib", []byte(big(3<<20))).refused("."),
		bytesEntry(line, "columns-513", []byte(columns)).refused("(?i)512|columns"),
	}
}
