package importer

import (
	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// invitable: an invitation needs a name, and has no place for anything but
// that and the surname. What would be left out may be who earns a commission,
// so that the row is not sent.
func (c *checker) invitable(r *row.Record) {
	if r.Name == "" {
		c.add(row.NameMissing, "name", "is empty, and an invitation needs it; fill in the partner's first name")
	}
	for _, field := range append(row.Fields(), row.ReferrerColumn) {
		switch text := r.Field(field); field {
		case "email", "name", "surname":
		default:
			if *text != "" {
				c.add(row.NotInvitable, field, "cannot be sent with an invitation; empty the cell, or leave the column out with --map %s",
					cell.Quote(c.column(field)+"=-"))
			}
		}
	}
}
