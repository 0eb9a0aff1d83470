package xlsx

import (
	"bytes"
	"slices"

	"partner-import/importer/source/internal/raw"
)

const maxMerges = 1 << 16

// A merge is a range of cells that are shown as one.
type merge struct {
	left, top, right, bottom int
}

func (m merge) String() string { return refName(m.left, m.top) + ":" + refName(m.right, m.bottom) }

// A span is a range of columns.
type span struct{ first, last int }

// addMerge remembers merged cells. What is no range is left out.
func (p *sheetParser) addMerge(ref []byte) {
	begin, end, ok := bytes.Cut(ref, []byte(":"))
	if !ok || len(p.merges) == maxMerges {
		return
	}
	left, top, ok := parseRef(begin)
	right, bottom, fine := parseRef(end)
	if ok && fine && left <= right && top <= bottom && left <= raw.MaxColumns {
		p.merges = append(p.merges, merge{left, top, right, bottom})
	}
}

// addHidden remembers columns that are not shown.
func (p *sheetParser) addHidden() {
	first, ok := number(p.x.Attr("min"))
	last, fine := number(p.x.Attr("max"))
	if ok && fine && isTrue(p.x.Attr("hidden")) && len(p.hidden) < raw.MaxColumns {
		p.hidden = append(p.hidden, span{first, last})
	}
}

// setMerges sorts merged cells by their first columns. Those of a column do not
// overlap: a spreadsheet does not allow that.
func (s *sheetShape) setMerges(all []merge) {
	slices.SortFunc(all, func(a, b merge) int { return a.top - b.top })
	s.merges = map[int][]merge{}
	for _, m := range all {
		if m.right > m.left && len(s.across) < raw.MaxColumns {
			s.across = append(s.across, m)
		}
		column := s.merges[m.left]
		if n := len(column); m.bottom == m.top || n > 0 && column[n-1].bottom >= m.top {
			continue
		}
		s.merges[m.left] = append(column, m)
	}
}

// A filler gives the value of merged cells to all their rows. It is for one reading.
type filler struct {
	columns []*mergedColumn
}

// A mergedColumn follows the merged cells of a column.
type mergedColumn struct {
	column int
	left   []merge // whose end is not passed
	value  parsedCell
	text   []byte
	filled bool // value is that of left[0]
}

func (s *sheetShape) filler() *filler {
	f := &filler{}
	for column, list := range s.merges {
		f.columns = append(f.columns, &mergedColumn{column: column, left: list})
	}
	slices.SortFunc(f.columns, func(a, b *mergedColumn) int { return a.column - b.column })
	return f
}

// fill adds cells to a row that has others. It calls told for each.
func (f *filler) fill(r *parsedRow, first int, told func(merge)) {
	for _, c := range f.columns {
		for len(c.left) > 0 && (c.left[0].bottom < r.number || c.left[0].top < first) {
			c.left, c.filled = c.left[1:], false
		}
		if len(c.left) == 0 || c.left[0].top > r.number {
			continue
		}
		i, found := slices.BinarySearchFunc(r.cells, c.column, func(a parsedCell, column int) int { return a.column - column })
		if c.left[0].top == r.number {
			if c.filled = found; found {
				c.value = r.cells[i]
				c.text = append(c.text[:0], r.text[c.value.from:c.value.to]...)
			}
			continue
		}
		if !c.filled || len(r.cells) == 0 || found && (r.cells[i].kind == uncomputedCell || r.cells[i].to > r.cells[i].from) {
			continue
		}
		added := c.value
		added.from = len(r.text)
		r.text = append(r.text, c.text...)
		added.to = len(r.text)
		if found {
			r.cells[i] = added
		} else {
			r.cells = slices.Insert(r.cells, i, added)
		}
		told(c.left[0])
	}
}
