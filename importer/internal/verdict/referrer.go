package verdict

import (
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// TooEarly: the referring partner's row did not come to its end.
func (c Case) TooEarly() row.Result {
	return c.end(row.Unsent, row.NotSent, c.referrerField(),
		"the referring partner, in line %d, must be created first; run again", c.ParentLine)
}

// Blocked: the referring partner is not created.
func (c Case) Blocked() row.Result {
	return c.end(row.Blocked, row.ReferrerFailed, c.referrerField(),
		"the referring partner, in line %d, is not created; mend that line and run again", c.ParentLine)
}

// BlockedByRow: the referring partner is there, and its row has failed.
func (c Case) BlockedByRow() row.Result {
	return c.end(row.Blocked, row.ReferrerFailed, c.referrerField(),
		"the row of the referring partner, in line %d, has failed; mend that line and run again, or run with %s",
		c.ParentLine, c.Call.Call(option.Orphans, "create"))
}

// Lacking: this import created the partner without its referring partner. With
// other columns mapped, it may have no line.
func (c Case) Lacking() row.Problem {
	if c.ParentLine == 0 {
		return c.LackedBefore()
	}
	return c.lacks(fmt.Sprintf("was created without its referring partner, whose row, in line %d, was not created; set the referring partner in the dashboard", c.ParentLine))
}

// LackedBefore is the same of an import of another file, or of this one before
// it was edited: nothing is known of its lines.
func (c Case) LackedBefore() row.Problem {
	return c.lacks("was created by an earlier import without a referring partner; set the referring partner in the dashboard")
}

func (c Case) lacks(message string) row.Problem {
	return row.Problem{Code: row.ReferrerFailed, Column: c.referrerField(), Message: message}
}

// NoReferrer: the API knows no such referring partner.
func (c Case) NoReferrer(e *client.Error) row.Result {
	if c.ParentLine > 0 {
		return c.failed(row.ReferrerNotFound, c.referrerField(),
			"the API knows no such referring partner%s, although line %d is created or was there; look up that partner's id, key and e-mail in the report, and correct the cell", Said(e), c.ParentLine)
	}
	return c.failed(row.ReferrerNotFound, c.referrerField(),
		"the API knows no such referring partner%s; create that partner first, or correct the cell", Said(e))
}

// NobodyHas: the name of a referring partner is neither an id nor a key.
func NobodyHas(name string) *row.Problem {
	return &row.Problem{Code: row.ReferrerNotFound, Column: row.ReferrerColumn,
		Message: cell.Quote(name) + " is neither the id nor the key of a partner; create that partner first, or correct the cell"}
}

// TwoHave: the name of a referring partner is the id of one and the key of
// another.
func TwoHave(name string, byID, byKey client.Partner) *row.Problem {
	return &row.Problem{Code: row.ReferrerAmbiguous, Column: row.ReferrerColumn,
		Message: cell.Quote(name) + " is the id of partner " + describe(byID) + " and the key of partner " + describe(byKey) +
			`; call the column "referring_partner_id" or "referring_partner_key"`}
}

func (c Case) referrerField() string { return row.ReferrerField(c.Asked.Referrer) }
