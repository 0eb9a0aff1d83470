package page

import (
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// A reason explains a code to people who do not know the codes: what happened,
// and what to do. The message of each row has its details.
type reason struct{ title, advice string }

// reasonOf returns the reason of a code. An unknown code is its own title.
func (v *View) reasonOf(c row.Code) reason {
	r, ok := v.reasons()[c]
	if !ok {
		return reason{title: string(c)}
	}
	return r
}

func (v *View) reasons() map[row.Code]reason {
	const again = "Run the same command again."
	return map[row.Code]reason{
		row.EmailMissing:      {"No e-mail address", "Fill it in, or delete the row."},
		row.EmailInvalid:      {"Not an e-mail address", "Fix the address, or delete the row."},
		row.EmailTaken:        {"E-mail exists already", "Leave the row out, or use another address."},
		row.PartnerArchived:   {"Partner is archived", "Restore the partner, or use another address."},
		row.IDTaken:           {"Id belongs to another partner", "Choose another id, or leave it empty."},
		row.KeyTaken:          {"Key belongs to another partner", "Choose another key, or leave it empty."},
		row.DuplicateEmail:    {"Same e-mail twice", "The first row is kept. Delete or fix the other one."},
		row.DuplicateID:       {"Same id twice", "The first row is kept. Delete or fix the other one."},
		row.DuplicateKey:      {"Same key twice", "The first row is kept. Delete or fix the other one."},
		row.PasswordWeak:      {"Password is too weak", "Choose another one, or leave it empty and Partnero makes one."},
		row.TooLong:           {"Text is too long", "Shorten the cell. Look for a quote that is never closed."},
		row.SpreadsheetDamage: {"Changed by a spreadsheet", "Format the column as text where it comes from, and export again."},
		row.KeyInvalid:        {"Key would break the link", "Use one word of letters, digits, \"-\", \"_\" and \".\"."},
		row.ReferrerAmbiguous: {"More than one referring partner", "Keep one of them."},
		row.ReferrerNotFound:  {"Referring partner not found", "Fix it, or import that partner too."},
		row.ReferrerCycle:     {"Rows that refer to each other", "Empty one of their references."},
		row.ReferrerFailed:    {"Referring partner not created", "Fix that partner's row first, and run again."},
		row.ExistsDifferent:   {"Exists with other data", "Compare them. Change the partner in the dashboard, or run with " + v.Call.Call(option.Existing, "update") + "."},
		row.StoredDifferently: {"Created, and stored in another form", "Use the new e-mail, id or key from now on."},
		row.Conflict:          {"E-mail and id belong to different partners", "Fix the row: it names two partners who exist."},
		row.ExampleRow:        {"Example row of the template", "Delete it."},
		row.RowMalformed:      {"Row cannot be read", "Compare the row with its neighbours. Look for a comma or quote that is missing or extra."},
		row.NameMissing:       {"No name", "Fill in the first name. An invitation needs it."},
		row.NotInvitable:      {"Not possible in an invitation", "Empty the cell, or leave the column out."},
		row.Refused:           {"Rejected by Partnero", "Fix what Partnero objects to, and run again."},
		row.Unreachable:       {"No answer from Partnero", again},
		row.OutcomeUnknown:    {"Not known yet whether it was created", again + " It checks what happened to these rows before it sends anything."},
		row.NotSent:           {"Not sent yet", "These rows are fine. Run the same command again to send them."},
	}
}
