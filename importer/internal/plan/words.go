package plan

import (
	"fmt"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// This file holds what this package says to people.
const (
	sayNoRows     = "The header is fine, but there are no rows below it. Add at least one partner."
	sayNoneLeft   = "No row is left to be sent. Check the choice of rows."
	sayAbsent     = "The referring partners of %d rows (first: line %d) are in rows that are left out. An import will look for them in your account."
	sayAbsentOnce = "The referring partner of 1 row (line %d) is in a row that is left out. An import will look for that partner in your account."
	sayCased      = "%d keys differ from another one only in capital letters (first: lines %d and %d). Links are easily confused then."
	sayCasedOnce  = "The keys of lines %d and %d differ only in capital letters. Links are easily confused then."
	sayChanged    = "This row was changed while the file was being imported. Run the same command again."
	saySame       = "Same %s as line %d. Delete this row or correct it."
	sayCut        = "The file ends here, in the middle of an address as it seems: the domain of %s has no dot. Export the file again, or correct the address and end the line."
	sayItself     = "%s names this row itself. Empty it, or name another partner."
	sayCircle     = "%s leads in a circle, from this row to line %d and back. Empty it in one of the rows."
	sayBoth       = "%s in %s is the id of one row and the key of another (line %d). " +
		`Rename the column to "referring_partner_id" or "referring_partner_key".`
)

// undecided says why a cell could not be settled.
func (p *Plan) undecided(row row.Row, c clash, column string) string {
	return fmt.Sprintf(sayBoth, cell.Quote(row.Record.Referrer), column, p.Line(c.other))
}

// ofStrangers says once that some referring partners are not in the file.
func (p *Plan) ofStrangers() string {
	line := p.Line(uint32(p.stranger))
	if p.strangers == 1 {
		return fmt.Sprintf("The referring partner of 1 row (line %d) is not in this file. An import will look for it in your account.", line)
	}
	return fmt.Sprintf("The referring partners of %d rows (first: line %d) are not in this file. An import will look for them in your account.", p.strangers, line)
}
