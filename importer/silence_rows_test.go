package importer

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// rowDamages are what happens to whole rows, columns and files.
func rowDamages(workbook bool) []happening {
	all := []happening{
		{name: "junk in columns that are not imported", happen: junk(workbook)},
		{name: "empty columns", once: true, happen: ghosts},
		{name: "a column without a name", once: true, happen: nameless},
		{name: "blank rows", happen: func(t *rapid.T, m *meantTable) { m.insert(t, make([]string, len(m.fields))) }},
		{name: "a total", once: true, happen: func(t *rapid.T, m *meantTable) { m.end(oneCell(m, one(t, "Total", "Sum", "Gesamt"), "7")) }},
		{name: "a note below", once: true, happen: func(t *rapid.T, m *meantTable) {
			m.end(oneCell(m, one(t, "Exported on 2026-01-02", "* as of today", "Confidential", "© Example Ltd"), ""))
		}},
		{name: "a note between", happen: func(t *rapid.T, m *meantTable) { m.insert(t, oneCell(m, one(t, "— Region North —", "Page 2"), "")) }},
		{name: "the header again", happen: headerAgain},
		{name: "another order", once: true, happen: otherOrder},
		{name: "a header of two rows", once: true, happen: twoRows},
		{name: "titles above", once: true, happen: titles},
	}
	if workbook {
		return append(all, happening{name: "merged cells", once: true, happen: merged}, happening{name: "another sheet", once: true, happen: func(t *rapid.T, m *meantTable) {
			m.sheet = one(t, "READ ME", "Summary")
			m.damages = append(m.damages, damage{name: "another sheet", says: "the sheet"})
		}})
	}
	return append(all,
		happening{name: "a line of PHP", happen: func(t *rapid.T, m *meantTable) {
			m.insert(t, []string{one(t, "<br />", "Notice: Undefined index: x in /srv/www/export.php on line 12", "<b>Warning</b>:  Undefined variable $x in <b>/srv/x.php</b> on line <b>3</b><br />")})
		}},
		happening{name: "too few cells", happen: cellLost},
		happening{name: "too many cells", happen: cellMore},
	)
}

// oneCell is a row with a text in its first cell, and another in its last.
func oneCell(m *meantTable, first, last string) []string {
	cells := make([]string, len(m.fields))
	cells[0] = first
	if last != "" && m.header[len(cells)-1] != "" {
		cells[len(cells)-1] = last
	}
	return cells
}

// insert adds a row that is no partner.
func (m *meantTable) insert(t *rapid.T, texts []string) {
	at := rapid.IntRange(0, len(m.rows)).Draw(t, "before")
	m.rows = slices.Insert(m.rows, at, meantRow{cells: textCells(texts)})
	for i := range m.merges {
		if m.merges[i][0] > len(m.above)+at {
			m.merges[i][0]++
			m.merges[i][1]++
		}
	}
}

// end adds a row that is no partner below all others.
func (m *meantTable) end(texts []string) {
	m.rows = append(m.rows, meantRow{cells: textCells(texts)})
	m.damages = append(m.damages, damage{name: "a row that is no partner", says: "[Ss]kipped"})
}

// junk is in cells that nobody reads.
func junk(workbook bool) func(*rapid.T, *meantTable) {
	return func(t *rapid.T, m *meantTable) {
		texts := []string{"NULL", "#REF!", "10-Mar", "=A1", "JÃ¼rgen", "a@", "<b>x</b>", "two\nlines", `say "x"`, "\u2028", "x\ufffdy", "1.2E+10", "_x000D_", "'", "\u00a0", "email"}
		if !workbook {
			texts = append(texts, "x\x0by", "\u0085", "\x01", "\x7f")
		}
		for i := range m.rows {
			for at, field := range m.fields {
				if field == "" && m.rows[i].want != nil && rapid.Bool().Draw(t, "junk") {
					m.rows[i].cells[at].text = one(t, texts...)
					m.rows[i].damages = append(m.rows[i].damages, damage{name: "junk", says: "something that is not a character"}) // of the file, in UTF-16
				}
			}
		}
	}
}

// ghosts are the empty columns that spreadsheets leave.
func ghosts(t *rapid.T, m *meantTable) {
	n := rapid.SampledFrom([]int{1, 2, 30, 600}).Draw(t, "ghosts")
	m.add(func(bool, meantRow) []meantCell { return make([]meantCell, n) }, n)
}

// add adds columns at the right.
func (m *meantTable) add(cells func(header bool, r meantRow) []meantCell, n int) {
	for i, r := range m.above {
		if len(r.cells) == len(m.fields) {
			m.above[i].cells = append(slices.Clone(r.cells), cells(true, r)...)
		}
	}
	for i, r := range m.rows {
		if len(r.cells) == len(m.fields) {
			m.rows[i].cells = append(slices.Clone(r.cells), cells(false, r)...)
		}
	}
	m.fields = append(m.fields, make([]string, n)...)
	m.header = append(m.header, make([]string, n)...)
}

func nameless(t *rapid.T, m *meantTable) {
	text := one(t, "King", "x", "42")
	m.add(func(header bool, r meantRow) []meantCell {
		if header || r.want == nil {
			return []meantCell{{}}
		}
		return []meantCell{{text: text}}
	}, 1)
	m.damages = append(m.damages, damage{name: "a column without a name", says: "no name", loud: true})
}

func headerAgain(t *rapid.T, m *meantTable) {
	m.insert(t, m.header)
	m.damages = append(m.damages, damage{name: "the header again", says: "repeats the header|different order|other columns", loud: true})
}

// otherOrder joins a table with the same columns in another order.
func otherOrder(t *rapid.T, m *meantTable) {
	if len(m.merges) > 0 || len(m.fields) > 20 {
		return
	}
	order := rapid.Permutation(numbersTo(len(m.fields))).Draw(t, "order")
	at := rapid.IntRange(1, len(m.rows)).Draw(t, "from")
	m.rows = slices.Insert(m.rows, at, meantRow{cells: textCells(m.header)})
	for i, r := range m.rows[at:] {
		if len(r.cells) != len(order) {
			continue
		}
		moved := make([]meantCell, len(order))
		for to, from := range order {
			moved[to] = r.cells[from]
		}
		m.rows[at+i].cells = moved
	}
	m.damages = append(m.damages, damage{name: "another order", says: "different order|other columns|repeats the header", loud: true})
}

func numbersTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// twoRows has the names of people in a lower row.
func twoRows(_ *rapid.T, m *meantTable) {
	first, last := slices.Index(m.fields, "name"), slices.Index(m.fields, "surname")
	header := len(m.above) - 1
	if last != first+1 || len(m.merges) > 0 || slices.ContainsFunc(m.rows, func(r meantRow) bool {
		return len(r.cells) == len(m.header) && slices.EqualFunc(r.cells, m.header, isText)
	}) {
		return
	}
	upper, lower := slices.Clone(m.header), make([]string, len(m.header))
	upper[first], upper[last], lower[first], lower[last] = "Name", "", "First", "Last"
	m.above = append(m.above[:header], meantRow{cells: textCells(upper)}, meantRow{cells: textCells(lower)})
	m.merges = append(m.merges, [4]int{header + 1, header + 1, first + 1, last + 1})
	m.damages = append(m.damages, damage{name: "a header of two rows", says: "two rows", loud: true})
}

func isText(c meantCell, text string) bool { return c.text == text }

func titles(t *rapid.T, m *meantTable) {
	var above []meantRow
	for range rapid.IntRange(1, 3).Draw(t, "titles") {
		above = append(above, meantRow{cells: textCells(rapid.SampledFrom([][]string{{"Partners of 2026"}, {""}, {"# made by a program"}, {"Exported by", "Greta Holm"}, {"Filters applied:"}}).Draw(t, "title"))})
	}
	for i := range m.merges {
		m.merges[i][0] += len(above)
		m.merges[i][1] += len(above)
	}
	m.above = append(above, m.above...)
	m.damages = append(m.damages, damage{name: "titles above", says: "[Ss]kipped"})
}

// merged merges the cells of rows with the same value, so that only the first has it.
func merged(t *rapid.T, m *meantTable) {
	among := fieldsOf(m, "tags", "referring_partner_email", "surname")
	if len(among) == 0 {
		return
	}
	field := rapid.SampledFrom(among).Draw(t, "field")
	column := slices.Index(m.fields, field)
	top := rapid.IntRange(0, len(m.rows)-2).Draw(t, "top")
	bottom := rapid.IntRange(top+1, min(top+3, len(m.rows)-1)).Draw(t, "bottom")
	for i := top; i <= bottom; i++ {
		if r := &m.rows[i]; r.want == nil || !r.isClean(field) || len(r.cells) != len(m.fields) {
			return
		}
	}
	value := m.rows[top].cells[column].text
	if value == "" {
		return
	}
	for i := top; i <= bottom; i++ {
		r := &m.rows[i]
		set(r.want, field, value)
		if i > top {
			r.cells[column].text = ""
		}
		r.damages = append(r.damages, damage{name: "merged cells", fields: []string{field}, says: "merge"})
	}
	m.merges = append(m.merges, [4]int{len(m.above) + top + 1, len(m.above) + bottom + 1, column + 1, column + 1})
}

// pick returns a row that nothing has happened to.
func (m *meantTable) pick(t *rapid.T) *meantRow {
	r := &m.rows[rapid.IntRange(0, len(m.rows)-1).Draw(t, "row")]
	if r.want == nil || len(r.cells) != len(m.fields) {
		return nil
	}
	return r
}

const malformed = "columns|cells|delimiter|quote"

func cellLost(t *rapid.T, m *meantTable) {
	if r := m.pick(t); r != nil {
		at := rapid.IntRange(0, len(r.cells)-1).Draw(t, "cell")
		r.cells = slices.Delete(slices.Clone(r.cells), at, at+1)
		r.damages = append(r.damages, damage{name: "too few cells", says: malformed, stops: true})
	}
}

func cellMore(t *rapid.T, m *meantTable) {
	if r := m.pick(t); r != nil {
		at := rapid.IntRange(0, len(r.cells)).Draw(t, "cell")
		r.cells = slices.Insert(slices.Clone(r.cells), at, meantCell{text: strings.Repeat("x", 3)})
		r.damages = append(r.damages, damage{name: "too many cells", says: malformed + "|xxx", stops: true})
	}
}
