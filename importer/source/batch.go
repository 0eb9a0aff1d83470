package source

import (
	"errors"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/table"
)

// batchRows and batchBytes are how many rows are read together: a few rows of a
// mebibyte must not fill the memory.
const (
	batchRows  = 256
	batchBytes = raw.MaxRow
)

// A batch is rows on their way from text to records: a cutter cuts them, and a binder
// binds them. It may be filled again when its rows are no longer needed.
type batch struct {
	rows  []Parsed
	bound []bound
}

// A Parsed row is a row, its text, and what was fixed in its cells.
type Parsed struct {
	row.Row
	text  raw.Row
	print uint64 // of the text, if the source remembers it
	made  made
	Plain bool // printable ASCII, as most rows are: many rules can be skipped
	Found []cell.Finding
}

// reset empties the batch, for so many rows of so many cells.
func (b *batch) reset(most, width int) {
	if cap(b.rows) < most {
		b.rows = make([]Parsed, most)
		cells := make([]string, most*width)
		for i := range b.rows {
			b.rows[i].text.Cells, cells = cells[:0:width], cells[width:]
		}
	}
	b.rows = b.rows[:0]
}

// spare returns the row that is added next. Its memory is used again.
func (b *batch) spare() *Parsed { return &b.rows[:len(b.rows)+1][len(b.rows)] }

// add appends the spare row.
func (b *batch) add(number int, text raw.Row) {
	r := b.spare()
	r.Row = row.Row{Number: number, Line: text.Line, Problem: text.Err}
	r.text, r.made, r.Plain, r.Found = text, made{}, false, r.Found[:0]
	b.rows = b.rows[:len(b.rows)+1]
}

// A cutter cuts the text of a source into batches of data rows. It is for one
// goroutine.
type cutter struct {
	text   *table.Reader
	source *Source
	width  int // of most rows
	number int
	err    error
}

func (s *Source) cut() *cutter {
	return &cutter{text: s.table.Read(s.format.rows(s)), source: s, width: s.width + s.ghosts}
}

// fill puts the next rows into the batch, at most so many, and no more when it has
// enough bytes. It reports whether there are any.
func (c *cutter) fill(b *batch, most int) bool {
	b.reset(most, c.width)
	for size := 0; c.err == nil && len(b.rows) < most && size < batchBytes; {
		var text raw.Row
		if text, c.err = c.text.Next(b.spare().text.Cells[:0]); c.err != nil {
			if errors.Is(c.err, table.ErrOtherHeader) {
				c.err = c.source.Changed()
			}
			break
		}
		if text.Err == nil && cell.AllEmpty(text.Cells) {
			continue
		}
		c.number++
		size += bytesOf(text)
		b.add(c.number, text)
	}
	return len(b.rows) > 0
}

// bytesOf is how many bytes of a text a row holds in memory.
func bytesOf(text raw.Row) int {
	if text.End > text.Begin {
		return int(text.End - text.Begin)
	}
	n := 0
	for _, cell := range text.Cells {
		n += len(cell)
	}
	return n
}
