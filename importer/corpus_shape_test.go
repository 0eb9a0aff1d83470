package importer

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/row"
)

// places are the rows where something goes wrong: the first, one in the
// middle, the last.
func places() map[string]int { return map[string]int{"first": 0, "middle": 15, "last": -1} }

func shapeEntries() []corpusEntry {
	var entries []corpusEntry
	for _, place := range []string{"first", "middle", "last"} {
		r := places()[place]
		for _, d := range []struct {
			name    string
			Dialect corpusDialect
		}{{"comma", corpusDialect{}}, {"semicolon-crlf", corpusDialect{delimiter: ";", eol: "\r\n"}}} {
			doc := func() *corpusDoc { return cleanTable().doc(d.Dialect) }
			extra, full, missing, part := doc(), doc(), doc(), doc()
			comma := d.Dialect.comma()
			extra.raw(r, strings.Replace(extra.text(*extra.line(r)), comma, comma+comma, 1)).invalid(r, row.RowMalformed)
			full.raw(r, full.text(*full.line(r))+comma+"x").invalid(r, row.RowMalformed)
			missing.raw(r, strings.Replace(missing.text(*missing.line(r)), comma, "", 1)).invalid(r, row.RowMalformed)
			part.raw(r, strings.Join(part.line(r).cells[:3], comma)).invalid(r, row.RowMalformed)
			suffix := "-" + place + "-" + d.name
			entries = append(entries,
				extra.entry("extra delimiter", "extra-delimiter"+suffix), full.entry("extra delimiter", "extra-cell"+suffix),
				missing.entry("missing delimiter", "missing-delimiter"+suffix), part.entry("missing delimiter", "cut-row"+suffix))
		}
	}
	return append(append(entries, ghostEntries()...), gluedEntries()...)
}

func ghostEntries() []corpusEntry {
	wide := "email=email;name=name;surname=surname;id=id"
	narrow := cleanTable().pick(wide)
	rowsOnly := narrow.doc(corpusDialect{})
	for i := range narrow.rows {
		rowsOnly.raw(i, rowsOnly.text(*rowsOnly.line(i))+",,")
	}
	single := narrow.doc(corpusDialect{})
	single.raw(4, single.text(*single.line(4))+",").invalid(4, row.RowMalformed)
	header := narrow.doc(corpusDialect{})
	header.lines[0] = corpusLine{raw: "email,name,surname,id,,", isRaw: true, want: corpusWant{none: true}}
	leading := cleanTable().pick("=;email=email;name=name;surname=surname")
	none := corpusWant{none: true}
	middle := plainDoc().before(10, none, strings.Repeat(",", 7), strings.Repeat(",", 7))
	uneven := plainDoc().after(none, ",,", strings.Repeat(",", 20), ",")
	quoted := cleanTable().doc(corpusDialect{quoteAll: true, eol: "\r\n"}).after(none, strings.TrimSuffix(strings.Repeat(`"",`, 8), ","))
	spaces := plainDoc().after(none, " , ,\t,,\u00a0, ,,")
	blank := plainDoc().before(0, none, "", "").before(9, none, "", "   ", "\t").after(none, "", "  ", "")
	lead := plainDoc().above("", "  ", "")
	blankCR := cleanTable().doc(corpusDialect{eol: "\r\n", delimiter: ";"}).before(5, none, "", " ", "").after(none, "", "")
	doubled := plainDoc()
	for i := len(doubled.table.rows); i > 0; i-- {
		doubled.before(i, none, "")
	}
	return []corpusEntry{
		ghostRows(plainDoc()).entry("ghost rows", "ghost-rows").noted(),
		middle.entry("ghost rows", "ghost-rows-middle").noted(),
		uneven.entry("ghost rows", "ghost-rows-uneven").noted(),
		quoted.entry("ghost rows", "ghost-rows-quoted").noted(),
		spaces.entry("ghost rows", "ghost-rows-of-spaces").noted(),
		ghostRows(cleanTable().doc(corpusDialect{delimiter: "\t"})).entry("ghost rows", "ghost-rows-tab").noted(),
		cleanTable().pick(wide+";=;=;=").doc(corpusDialect{}).entry("ghost columns", "ghost-columns"),
		cleanTable().pick(wide+";=;=;=").doc(corpusDialect{delimiter: ";", quoteAll: true}).entry("ghost columns", "ghost-columns-semicolon-quoted"),
		rowsOnly.entry("ghost columns", "ghost-columns-in-rows-only").noted(),
		header.entry("ghost columns", "ghost-columns-in-header-only").anyWord(),
		single.entry("ghost columns", "ghost-cell-in-one-row"),
		leading.doc(corpusDialect{}).entry("ghost columns", "ghost-column-first"),
		blank.entry("blank lines", "blank-lines"),
		lead.entry("blank lines", "blank-lines-above").noted(),
		blankCR.entry("blank lines", "blank-lines-semicolon-crlf"),
		doubled.entry("blank lines", "blank-line-behind-each"),
		cleanTable().doc(corpusDialect{cut: true}).entry("blank lines", "no-final-newline"),
	}
}

func gluedEntries() []corpusEntry {
	glued := cleanTable().oneLine().doc(corpusDialect{})
	glued.raw(2, glued.text(*glued.line(2))+glued.text(*glued.line(3))).invalid(2, row.RowMalformed)
	glued.lines = slices.Delete(glued.lines, glued.first+3, glued.first+4)
	split := cleanTable().doc(corpusDialect{delimiter: ";"})
	split.raw(4, "rene@example.fr;René").invalid(4, row.RowMalformed)
	split.before(5, corpusWant{code: row.RowMalformed}, "Lefèvre;00127;rene;gold|emea;;")
	inCell := plainDoc().raw(6, "inigo@example.es,Íñ").invalid(6, row.RowMalformed)
	inCell.before(7, corpusWant{code: row.RowMalformed}, `igo,Muñoz,00129,inigo,bronze,,"año, señal"`)
	less := cleanTable().doc(corpusDialect{})
	less.lines[0] = corpusLine{raw: "email,name,surname,id,key,tags,referring_partner_email", isRaw: true, want: corpusWant{none: true}}
	for i := range less.table.rows {
		less.put(i, "", fmt.Sprint("note ", i))
	}
	more := cleanTable().doc(corpusDialect{delimiter: ";"})
	more.lines[0].cells = append(slices.Clone(more.lines[0].cells), "more")
	lostInside := plainDoc()
	lostInside.lines[0] = corpusLine{raw: "email,namesurname,id,key,tags,referring_partner_email,_note", isRaw: true, want: corpusWant{none: true}}
	for i := range lostInside.table.rows {
		lostInside.put(i, "", fmt.Sprint("note ", i))
	}
	lineEnds := manyRows(12, func(i int) []string { return []string{fmt.Sprintf("A\nB\n%d", i), "line\none"} })
	return []corpusEntry{
		glued.entry("glued or split rows", "two-rows-glued").glued(1),
		split.entry("glued or split rows", "row-split-between-cells"),
		inCell.entry("glued or split rows", "row-split-in-a-cell"),
		less.entry("most rows disagree with the header", "header-one-short").refused("(?i)column"),
		more.entry("most rows disagree with the header", "header-one-long").refused("(?i)column"),
		lostInside.entry("most rows disagree with the header", "header-lost-a-comma").refused("(?i)column"),
		lineEnds.doc(corpusDialect{}).entry("newline in quoted cells", "newlines-in-every-row"),
		lineEnds.doc(corpusDialect{delimiter: ";", eol: "\r\n", bom: true}).entry("newline in quoted cells", "newlines-in-every-row-crlf"),
		plainDoc().holds(11, "name", "a\r\nb").entry("newline in quoted cells", "crlf-in-cell"),
		manyRows(4, func(i int) []string { return []string{"x,y@example.com,\nz@example.com,Z,Z", "A"} }).
			doc(corpusDialect{}).entry("newline in quoted cells", "csv-in-a-cell").warned("line break"),
	}
}
