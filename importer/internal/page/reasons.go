package page

import (
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// A reason says of a code what happened, and what to do, to somebody who does
// not know the codes. What concerns a single row stands in its message.
type reason struct{ title, advice string }

// reasonOf returns the reason of a code; a code that is not known is its own.
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
		row.EmailMissing:      {"No e-mail address", "Fill in the address, or remove the row."},
		row.EmailInvalid:      {"Not an e-mail address", "Correct the address, or remove the row."},
		row.EmailTaken:        {"E-mail address taken", "A partner of the program has it already: leave the row out, or use another address."},
		row.IDTaken:           {"Id taken", "Another partner of the program has it: choose another id, or leave it empty."},
		row.KeyTaken:          {"Key taken", "Another partner of the program has it: choose another key, or leave it empty."},
		row.DuplicateEmail:    {"E-mail address twice in the file", "The first row stands: remove or correct the other one."},
		row.DuplicateID:       {"Id twice in the file", "The first row stands: remove or correct the other one."},
		row.DuplicateKey:      {"Key twice in the file", "The first row stands: remove or correct the other one."},
		row.PasswordWeak:      {"Weak password", "Choose another one, or leave it empty and the API makes one."},
		row.TooLong:           {"Too long", "Shorten the cell; look for a quote that is never closed."},
		row.SpreadsheetDamage: {"Damaged by a spreadsheet", "Format the column as text where it comes from, and export again."},
		row.ReferrerAmbiguous: {"Several referring partners", "Keep one of them."},
		row.ReferrerNotFound:  {"Referring partner not found", "Correct it, or import that partner too."},
		row.ReferrerCycle:     {"Partners refer to one another in a ring", "Empty one of their references."},
		row.ReferrerFailed:    {"Referring partner not created", "Mend that partner's row first, and run again."},
		row.ExistsDifferent:   {"There already, with other data", "Compare, and change in the dashboard what is to be changed; or run with " + v.Call.Call(option.Existing, "update") + "."},
		row.Conflict:          {"E-mail and id or key of two partners", "Correct the row: it names two partners of the program."},
		row.ExampleRow:        {"Example row of the template", "Delete it."},
		row.RowMalformed:      {"Row cannot be read", "Compare the row with its neighbours: look for a comma or a quote that is missing or too many."},
		row.NameMissing:       {"Invitation without a name", "Fill in the first name: an invitation needs it."},
		row.NotInvitable:      {"No place for it in an invitation", "Empty the cell, or leave the column out."},
		row.Refused:           {"Refused by the API", "Correct what the API objects to, and run again."},
		row.Unreachable:       {"The API could not be reached", again},
		row.OutcomeUnknown:    {"The answer was lost", again + " It asks what became of these rows before it sends anything."},
		row.NotSent:           {"Not sent", "Nothing is known to be wrong with these rows: run again to send them."},
	}
}
