package table

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/raw"
)

// A merging fills the cells that are merged with one above them.
type merging struct {
	passed int // of the merges
	open   []openMerge
}

type openMerge struct {
	raw.Merge
	value string
}

// keepsOne: no two rows may have the same value in these fields, or should have.
func keepsOne(field string) bool {
	return field == "" || slices.Contains([]string{"email", "id", "key", "password"}, field)
}

// fill gives a row the values of the cells that its own are merged with.
func (r *Reader) fill(line *raw.Row) {
	m := &r.merge
	m.open = slices.DeleteFunc(m.open, func(o openMerge) bool { return o.Bottom < line.Line })
	for _, o := range m.open {
		if o.Left < len(line.Cells) && line.Cells[o.Left] == "" {
			line.Cells[o.Left] = o.value
		}
	}
	for ; m.passed < len(r.Merges) && r.Merges[m.passed].Top <= line.Line; m.passed++ {
		next := r.Merges[m.passed]
		if next.Top == line.Line && next.Left < len(line.Cells) && !keepsOne(r.Header.Field(next.Left)) {
			m.open = append(m.open, openMerge{next, strings.Clone(line.Cells[next.Left])})
		}
	}
}

// InData returns the merges that matter: those below the header with several rows, or
// with several columns that are read.
func InData(merges []raw.Merge, h header.Header, last int) (kept []raw.Merge) {
	for _, m := range merges {
		read, email := 0, false
		for i := m.Left; i <= min(m.Right, len(h.Columns)-1); i++ {
			if h.Field(i) != "" {
				read++
			}
			email = email || h.Field(i) == "email"
		}
		if m.Top > last && read > 0 && (m.Bottom > m.Top || read > 1 && !email) {
			kept = append(kept, m)
		}
	}
	slices.SortStableFunc(kept, func(a, b raw.Merge) int { return a.Top - b.Top })
	return kept
}

// TellMerges is a warning about merged cells, "" without any.
func TellMerges(merges []raw.Merge, h header.Header) string {
	if len(merges) == 0 {
		return ""
	}
	first, one, wide := merges[0], false, false
	for _, m := range merges {
		one = one || m.Bottom > m.Top && keepsOne(h.Field(m.Left))
		wide = wide || m.Right > m.Left
	}
	text := fmt.Sprintf("Cells are merged (first: %s). Each row of a merge gets its value.", shown(first))
	if one {
		text += " But an address, id, key or password is only for the first row."
	}
	if wide {
		text += " Of merged columns, only the first gets the value."
	}
	return text
}

// shown is a range as spreadsheets call it.
func shown(m raw.Merge) string {
	return fmt.Sprintf("%s%d:%s%d", Letters(m.Left), m.Top, Letters(m.Right), m.Bottom)
}

// Letters are how a spreadsheet calls a column, which is counted from 0.
func Letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return Letters(column/26-1) + Letters(column%26)
}
