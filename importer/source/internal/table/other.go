package table

import (
	"cmp"
	"slices"
	"strings"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// An other header is below the header of the file, and names other columns. There
// another table was joined, and its cells would go to the wrong fields.
type other struct {
	line      int
	reordered bool // it names the same columns in another order
}

func (o *other) itself(header int) *row.Problem {
	return malformed(otherHeader(header, o.reordered))
}

func (o *other) below(header int) *row.Problem {
	return malformed(belowOther(o.line, header, o.reordered))
}

// isHeader reports whether cells are the names of the columns.
func (r *Reader) isHeader(cells []string) bool {
	columns := r.Header.Columns
	if len(cells) != len(columns) || !isName(cells[r.email], columns[r.email]) {
		return false
	}
	return slices.EqualFunc(cells, columns, isName)
}

func isName(cell, column string) bool { return names.Fold(cell) == names.Fold(column) }

// field returns the field that a cell names, "-" for a column that is not imported,
// and "" if it names no column.
func (r *Reader) field(cell string) string {
	if r.names == nil {
		r.names = r.Known()
		for i, column := range r.Header.Columns {
			if folded := names.Fold(column); folded != "" {
				r.names[folded] = cmp.Or(r.Header.Field(i), "-")
			}
		}
	}
	return r.names[names.Fold(cell)]
}

// namesColumns reports whether cells are names of columns: the e-mail is one of them,
// most are known, and none is an address. A single name may be a value.
func (r *Reader) namesColumns(cells []string) bool {
	if raw.HoldsAddress(cells) && !r.addressInHeader() {
		return false
	}
	known, all, email := 0, 0, false
	for _, cell := range cells {
		field := r.field(cell)
		if field != "" {
			known++
		}
		if strings.TrimSpace(cell) != "" {
			all++
		}
		email = email || field == "email"
	}
	return email && known > 1 && known*2 > all
}

// differs reports whether cells name another column than the header somewhere. It may
// use other words for the same field, or lack a column.
func (r *Reader) differs(cells []string) bool {
	columns := r.Header.Columns
	if len(cells) != len(columns) {
		return true
	}
	for i, cell := range cells {
		same := isName(cell, columns[i]) || r.field(cell) != "" && r.field(cell) == r.Header.Field(i)
		blank := strings.TrimSpace(cell) == ""
		if !blank && !same && (r.Header.Field(i) != "" || r.field(cell) != "" && r.field(cell) != "-") {
			return true
		}
	}
	return false
}

// isReordered reports whether cells name the columns of the header in another order.
func (r *Reader) isReordered(cells []string) bool {
	fold := func(all []string) (folded []string) {
		for _, name := range all {
			folded = append(folded, cmp.Or(strings.Trim(r.field(name), "-"), names.Fold(name)))
		}
		slices.Sort(folded)
		return folded
	}
	return slices.Equal(fold(cells), fold(r.Header.Columns))
}

// endsWithHeader reports whether a row ends with a header: a file was joined to
// another without a line end between them. The last cell of the row and the first
// name are in one cell then.
func (r *Reader) endsWithHeader(cells []string) bool {
	width := len(r.Header.Columns)
	if width < 2 || len(cells) <= width || cells[width] == "" || r.endOfName(cells[width-1]) == "" {
		return false
	}
	return r.namesColumns(append([]string{r.endOfName(cells[width-1])}, cells[width:]...))
}

// endOfName returns the name of a column that a cell ends with, the longest one.
func (r *Reader) endOfName(cell string) string {
	folded, longest := names.Fold(cell), ""
	r.field("")
	for name := range r.names {
		if len(name) > len(longest) && strings.HasSuffix(folded, name) {
			longest = name
		}
	}
	return longest
}

// isGluedHeader reports whether the header at the end of a row is that of the file.
func (r *Reader) isGluedHeader(cells []string) bool {
	columns := r.Header.Columns
	last := cells[len(columns)-1:]
	return len(last) == len(columns) && slices.EqualFunc(last[1:], columns[1:], isName) &&
		strings.HasSuffix(names.Fold(last[0]), names.Fold(columns[0]))
}
