package importer

import (
	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// batchRows is how many rows are read together.
const batchRows = 256

// A batch is rows on their way from text to records: cut by a cutter, bound by
// a binder. It may be filled again when nobody needs its rows any more.
type batch struct {
	rows  []parsed
	bound []bound
}

// A parsed row is a row, its text, and what was put right in its cells.
type parsed struct {
	row.Row
	text  textRow
	plain bool // printable ASCII, as most rows are: many rules have nothing to look for
	found []cell.Finding
}

// reset empties the batch, for so many rows of so many cells.
func (b *batch) reset(most, width int) {
	if cap(b.rows) < most {
		b.rows = make([]parsed, most)
		cells := make([]string, most*width)
		for i := range b.rows {
			b.rows[i].text.cells, cells = cells[:0:width], cells[width:]
		}
	}
	b.rows = b.rows[:0]
}

// spare returns the row that is added next. What it was before is used again.
func (b *batch) spare() *parsed { return &b.rows[:len(b.rows)+1][len(b.rows)] }

// add appends the spare row.
func (b *batch) add(number int, text textRow) {
	r := b.spare()
	r.Row = row.Row{Number: number, Line: text.line, Problem: text.err}
	r.text, r.plain, r.found = text, false, r.found[:0]
	b.rows = b.rows[:len(b.rows)+1]
}

// A cutter cuts the text of a source into batches of data rows. It is used by
// one goroutine.
type cutter struct {
	text   rowReader
	width  int // of most rows
	number int
	err    error
}

func (s *Source) cut() *cutter {
	c := &cutter{text: s.format.rows(s), width: s.width + s.ghosts}
	_, c.err = c.text.next(nil) // the header
	return c
}

// fill puts the next rows into the batch, as many as it was reset for, and
// reports whether there are any.
func (c *cutter) fill(b *batch, most int) bool {
	b.reset(most, c.width)
	for c.err == nil && len(b.rows) < most {
		var text textRow
		if text, c.err = c.text.next(b.spare().text.cells[:0]); c.err != nil {
			break
		}
		if text.err == nil && cell.AllEmpty(text.cells) {
			continue
		}
		c.number++
		b.add(c.number, text)
	}
	return len(b.rows) > 0
}
