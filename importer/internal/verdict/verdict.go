// Package verdict has each way in which a row can end, once: a result with
// sentences for a person. Package lifecycle decides which one it is. What varies in
// a sentence is a column's name, a number or in double quotes, so that rows with
// the same problem can be counted together.
package verdict

import (
	"cmp"
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/compare"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// A Case is the row that a verdict is about.
type Case struct {
	Row, Line  int
	Attempts   int                // POSTs made for it
	Asked      *client.NewPartner // what the row asks for
	Invite     bool               // it is an invitation
	ParentLine int                // where the row of the referring partner starts, 0 if it is not in the file
	Call       option.Namer       // how sentences call options
}

// End is a result with this status and problem.
func (c Case) End(s row.Status, p row.Problem) row.Result {
	return row.Result{Row: c.Row, Line: c.Line, Status: s, Email: c.Asked.Email, Attempts: c.Attempts, Problem: p}
}

func (c Case) end(s row.Status, code row.Code, column, format string, args ...any) row.Result {
	return c.End(s, row.Problem{Code: code, Column: column, Message: fmt.Sprintf(format, args...)})
}

func (c Case) failed(code row.Code, column, format string, args ...any) row.Result {
	return c.end(row.Failed, code, column, format, args...)
}

// With puts the partner into a result.
func (c Case) With(p client.Partner, r row.Result) row.Result {
	r.ID, r.Link, r.CreatedAt, r.UpdatedAt = p.ID, p.Link, p.CreatedAt, p.UpdatedAt
	r.Key = compare.KeyOf(p)
	if p.Key == "" && r.Status == row.Created {
		r.Key = cmp.Or(r.Key, c.Asked.Key)
	}
	return r
}

// describe names a partner for a person.
func describe(p client.Partner) string {
	if p.ID == "" {
		return cell.Quote(p.Email)
	}
	return fmt.Sprintf("%s (id %s)", cell.Quote(p.Email), cell.Quote(p.ID))
}
