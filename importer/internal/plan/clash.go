package plan

import (
	"fmt"

	"partner-import/importer/row"
)

// A clash is a problem of a row with another row.
type clash struct {
	code  row.Code
	field string
	other uint32
}

// clash says what is wrong with a row because of another one.
func (p *Plan) clash(r row.Row) *row.Problem {
	c, ok := p.clashes[r.Number]
	if c.code == row.RowMalformed {
		return p.cut.problem(r, p.Column("email"))
	}
	if !ok {
		return &row.Problem{Code: row.RowMalformed, Message: sayChanged}
	}
	if c.code == row.ReferrerCycle {
		return p.ring(r, c)
	}
	column := p.Column(c.field)
	if c.code == row.ReferrerAmbiguous {
		return &row.Problem{Code: c.code, Column: column, Message: p.undecided(r, c, column)}
	}
	return &row.Problem{Code: c.code, Column: column, Message: fmt.Sprintf(saySame, column, p.Line(c.other))}
}

// ring says that a row is its own referring partner, directly or through others.
func (p *Plan) ring(r row.Row, c clash) *row.Problem {
	column := p.Column(row.ReferrerField(r.Record.Referring()))
	if int(c.other) == r.Number {
		return &row.Problem{Code: c.code, Column: column, Message: fmt.Sprintf(sayItself, column)}
	}
	return &row.Problem{Code: c.code, Column: column, Message: fmt.Sprintf(sayCircle, column, p.Line(c.other))}
}
