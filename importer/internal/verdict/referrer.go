package verdict

import (
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// TooEarly: the row of the referring partner has not ended.
func (c Case) TooEarly() row.Result {
	return c.end(row.Unsent, row.NotSent, c.referrerField(),
		"Not sent yet: its referring partner (line %d) comes first. Run the same command again.", c.ParentLine)
}

// Blocked: the referring partner is not created.
func (c Case) Blocked() row.Result {
	return c.end(row.Blocked, row.ReferrerFailed, c.referrerField(),
		"Its referring partner (line %d) was not created. Fix that row and run again.", c.ParentLine)
}

// BlockedByRow: the referring partner exists, but its row has failed.
func (c Case) BlockedByRow() row.Result {
	return c.end(row.Blocked, row.ReferrerFailed, c.referrerField(),
		"The row of its referring partner (line %d) has failed. Fix that row and run again, or run with %s.",
		c.ParentLine, c.Call.Call(option.Orphans, "create"))
}

// Lacking: this import created the partner without its referring partner. If other
// columns are mapped now, that partner may have no line.
func (c Case) Lacking() row.Problem {
	if c.ParentLine == 0 {
		return c.LackedBefore()
	}
	return c.lacks(fmt.Sprintf("Created without its referring partner, because line %d was not created. Set the referring partner in the dashboard.", c.ParentLine))
}

// LackedBefore is the same for an import of another file, or of this file before
// it was edited. Its lines are not known.
func (c Case) LackedBefore() row.Problem {
	return c.lacks("An earlier import created it without a referring partner. Set the referring partner in the dashboard.")
}

func (c Case) lacks(message string) row.Problem {
	return row.Problem{Code: row.ReferrerFailed, Column: c.referrerField(), Message: message}
}

// NoReferrer: Partnero does not know the referring partner. Its own words are always
// told, because it may mean something else.
func (c Case) NoReferrer(e *client.Error) row.Result {
	if c.ParentLine > 0 {
		return c.failed(row.ReferrerNotFound, c.referrerField(),
			"Partnero does not know this referring partner, although line %d was created. Compare its id, key and e-mail in the report.%s", c.ParentLine, inItsWords(e))
	}
	return c.failed(row.ReferrerNotFound, c.referrerField(),
		"Partnero does not know this referring partner. Create that partner first, or fix the cell.%s", inItsWords(e))
}

// NobodyHas: no partner has the value as id or key.
func NobodyHas(name string) *row.Problem {
	return &row.Problem{Code: row.ReferrerNotFound, Column: row.ReferrerColumn,
		Message: cell.Quote(name) + " is not the id or key of a partner. Create that partner first, or fix the cell."}
}

// TwoHave: the value is the id of one partner and the key of another.
func TwoHave(name string, byID, byKey client.Partner) *row.Problem {
	return &row.Problem{Code: row.ReferrerAmbiguous, Column: row.ReferrerColumn,
		Message: cell.Quote(name) + " is the id of partner " + describe(byID) + " and the key of partner " + describe(byKey) +
			`. Rename the column to "referring_partner_id" or "referring_partner_key".`}
}

func (c Case) referrerField() string { return row.ReferrerField(c.Asked.Referrer) }
