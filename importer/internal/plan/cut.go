package plan

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// A cutLine finds out whether the last line of a file was cut in the middle of its
// address, as by a disk that was full or an export that was stopped. It was if the line
// has no end and its address no dot, while all others have one.
type cutLine struct {
	watched bool // the last line has no end, and may be cut in an address
	dotless int  // addresses without a dot in their domain
	last    int  // the row of the last of them
}

func (c *cutLine) see(r row.Row) {
	if !c.watched || r.Record.Email == "" {
		return
	}
	if _, domain, found := strings.Cut(r.Record.Email, "@"); !found || !strings.Contains(domain, ".") {
		c.dotless++
		c.last = r.Number
	}
}

// is reports whether the last one of so many rows is cut.
func (c *cutLine) is(rows int) bool { return rows > 1 && c.dotless == 1 && c.last == rows }

func (c *cutLine) problem(r row.Row, column string) *row.Problem {
	return &row.Problem{Code: row.RowMalformed, Column: column, Message: fmt.Sprintf(sayCut, cell.Quote(r.Record.Email))}
}
