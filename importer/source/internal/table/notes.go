package table

import (
	"fmt"
	"strings"
	"sync/atomic"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/header"
)

// Notes are what readings find out about a table as a whole. They may be taken by
// several goroutines.
type Notes struct {
	header   header.Header
	repeated atomic.Int64 // the first line that repeats the header, 0: none
	nameless []nameless
}

// A nameless column has no name, so nothing is read from it.
type nameless struct {
	column int
	first  atomic.Int64 // the first line with a value, 0: none
}

// NewNotes returns notes without any. Rows are the first of the table.
func NewNotes(h header.Header, rows func() [][]string) *Notes {
	n := &Notes{header: h}
	for i, column := range h.Columns {
		if column == "" && h.Field(i) == "" && !(i == 0 && isIndex(rows())) {
			n.nameless = append(n.nameless, nameless{column: i})
		}
	}
	return n
}

// isIndex reports whether the first column counts the rows, as some programs write
// it.
func isIndex(rows [][]string) bool {
	for i, cells := range rows {
		if cells[0] != fmt.Sprint(i) && cells[0] != fmt.Sprint(i+1) || cells[0] == rows[max(0, i-1)][0] && i > 0 {
			return false
		}
	}
	return true
}

// repeats notes a line that repeats the header.
func (n *Notes) repeats(line int) { first(&n.repeated, line) }

// first keeps the smallest line.
func first(kept *atomic.Int64, line int) {
	for {
		old := kept.Load()
		if old != 0 && old <= int64(line) || kept.CompareAndSwap(old, int64(line)) {
			return
		}
	}
}

// Row notes the values of columns without a name.
func (n *Notes) Row(line int, cells []string) {
	for i := range n.nameless {
		if c := &n.nameless[i]; cells[c.column] != "" && strings.TrimSpace(cells[c.column]) != "" {
			first(&c.first, line)
		}
	}
}

// Warnings are what a person should know.
func (n *Notes) Warnings() (all []string) {
	if text := n.namelessColumns(); text != "" {
		all = append(all, text)
	}
	if line := n.repeated.Load(); line > 0 {
		all = append(all, repeatedHeader(int(line)))
	}
	return all
}

const mostShown = 8 // columns in a warning

func (n *Notes) namelessColumns() string {
	var shown []string
	var line int64
	for i := range n.nameless {
		c := &n.nameless[i]
		if at := c.first.Load(); at > 0 {
			shown = append(shown, fmt.Sprintf("%d (%s)", c.column+1, Letters(c.column)))
			if line == 0 || at < line {
				line = at
			}
		}
	}
	if more := len(shown) - mostShown; more > 0 {
		shown = append(shown[:mostShown], fmt.Sprintf("and %s", cell.Count(more, "other")))
	}
	if len(shown) == 0 {
		return ""
	}
	return namelessColumns(shown, int(line), n.header.Line)
}

// Letters are how a spreadsheet calls a column, which is counted from 0.
func Letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return Letters(column/26-1) + Letters(column%26)
}
