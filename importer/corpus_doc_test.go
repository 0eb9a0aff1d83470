package importer

import (
	"cmp"
	"slices"
	"strings"

	"partner-import/importer/row"
)

// A corpusDialect is how a file is written.
type corpusDialect struct {
	delimiter string // default a comma
	eol       string // default LF
	quoteAll  bool
	bom       bool
	cut       bool // no line end behind the last line
}

// A corpusWant is what must become of a line of a file.
type corpusWant struct {
	none   bool       // it is no data row
	code   row.Code   // "" if it is a valid row, anyCode if the code does not matter
	record row.Record // of a valid row
}

const anyCode row.Code = "*"

// A corpusLine is a line, or several if a cell holds a line end.
type corpusLine struct {
	cells []string
	raw   string // instead of cells
	isRaw bool
	end   string // "": as the dialect has it
	want  corpusWant
}

// A corpusDoc is a file that is being built. It knows what to expect of every line, so
// no expectation and no line number is written by hand.
type corpusDoc struct {
	dialect corpusDialect
	table   corpusTable
	lines   []corpusLine // the header first, until others are put before it
	first   int          // the line of the first data row
}

func (t corpusTable) doc(d corpusDialect) *corpusDoc {
	doc := &corpusDoc{dialect: d, table: t, first: 1}
	doc.lines = append(doc.lines, corpusLine{cells: t.header, want: corpusWant{none: true}})
	for _, row := range t.rows {
		doc.lines = append(doc.lines, corpusLine{cells: slices.Clone(row), want: corpusWant{record: t.record(row)}})
	}
	return doc
}

// plain is the clean table with commas and LF.
func plainDoc() *corpusDoc { return cleanTable().doc(corpusDialect{}) }

// line returns the line of a data row, counted from 0; negative ones count
// from the end.
func (d *corpusDoc) line(row int) *corpusLine {
	if row < 0 {
		return &d.lines[len(d.lines)+row]
	}
	return &d.lines[d.first+row]
}

// invalid says that a row must be refused.
func (d *corpusDoc) invalid(row int, code row.Code) *corpusDoc {
	d.line(row).want = corpusWant{code: code}
	return d
}

// raw writes a row in another way. It means what it meant before.
func (d *corpusDoc) raw(row int, text string) *corpusDoc {
	d.line(row).raw, d.line(row).isRaw = text, true
	return d
}

// cell writes a cell in another way. It means what it meant before.
func (d *corpusDoc) cell(row int, field string, change func(string) string) *corpusDoc {
	cell := &d.line(row).cells[slices.Index(d.table.fields, field)]
	*cell = change(*cell)
	return d
}

func (d *corpusDoc) put(row int, field, cell string) *corpusDoc {
	return d.cell(row, field, func(string) string { return cell })
}

// holds puts another text into a cell, which is then the truth.
func (d *corpusDoc) holds(row int, field, text string) *corpusDoc {
	d.put(row, field, text)
	if row < 0 {
		row += len(d.table.rows)
	}
	d.table = d.table.with(row, field, text)
	d.line(row).want = corpusWant{record: d.table.record(d.table.rows[row])}
	return d
}

// before puts lines before a data row; row may be the number of rows.
func (d *corpusDoc) before(row int, want corpusWant, lines ...string) *corpusDoc {
	for i, text := range lines {
		d.lines = slices.Insert(d.lines, d.first+row+i, corpusLine{raw: text, isRaw: true, want: want})
	}
	return d
}

func (d *corpusDoc) after(want corpusWant, lines ...string) *corpusDoc {
	return d.before(len(d.lines)-d.first, want, lines...)
}

// above puts lines before the header.
func (d *corpusDoc) above(lines ...string) *corpusDoc {
	for i, text := range lines {
		d.lines = slices.Insert(d.lines, i, corpusLine{raw: text, isRaw: true, want: corpusWant{none: true}})
	}
	d.first += len(lines)
	return d
}

// text is a line as it is written in the file, without its end.
func (d *corpusDoc) text(l corpusLine) string {
	if l.isRaw {
		return l.raw
	}
	cells := make([]string, len(l.cells))
	for i, cell := range l.cells {
		cells[i] = d.dialect.quote(cell)
	}
	return strings.Join(cells, d.dialect.comma())
}

func (d corpusDialect) comma() string { return cmp.Or(d.delimiter, ",") }

func (d corpusDialect) end() string { return cmp.Or(d.eol, "\n") }

func (d corpusDialect) quote(cell string) string {
	delimiter := cmp.Or(strings.Trim(d.comma(), " "), d.comma()) // not the blanks beside it
	if d.quoteAll || strings.ContainsAny(cell, "\"\r\n") || strings.Contains(cell, delimiter) {
		return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	return cell
}

// bytes writes the file.
func (d *corpusDoc) bytes() []byte {
	var b strings.Builder
	if d.dialect.bom {
		b.WriteString("\ufeff")
	}
	for i, line := range d.lines {
		b.WriteString(d.text(line))
		if i < len(d.lines)-1 || !d.dialect.cut {
			b.WriteString(cmp.Or(line.end, d.dialect.end()))
		}
	}
	return []byte(b.String())
}

// A corpusRow is a data row as it must be read.
type corpusRow struct {
	Line   int
	Code   row.Code
	Record row.Record
}

// rows returns what must be read, with physical lines.
func (d *corpusDoc) rows() []corpusRow {
	var rows []corpusRow
	line := 1
	for _, l := range d.lines {
		if !l.want.none {
			rows = append(rows, corpusRow{line, l.want.code, l.want.record})
		}
		text := strings.ReplaceAll(d.text(l), "\r\n", "\n")
		line += 1 + strings.Count(text, "\n") + strings.Count(text, "\r")
	}
	return rows
}
