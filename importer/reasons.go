package importer

// A reason says of a code what happened, and what to do, to somebody who does
// not know the codes. What concerns a single row stands in its message.
type reason struct{ title, advice string }

// reasonOf returns the reason of a code; a code that is not known is its own.
func reasonOf(c Code) reason {
	r, ok := reasons()[c]
	if !ok {
		return reason{title: string(c)}
	}
	return r
}

func reasons() map[Code]reason {
	const again = "Run the same command again."
	return map[Code]reason{
		EmailMissing:      {"No e-mail address", "Fill in the address, or remove the row."},
		EmailInvalid:      {"Not an e-mail address", "Correct the address, or remove the row."},
		EmailTaken:        {"E-mail address taken", "A partner of the program has it already: leave the row out, or use another address."},
		IDTaken:           {"Id taken", "Another partner of the program has it: choose another id, or leave it empty."},
		KeyTaken:          {"Key taken", "Another partner of the program has it: choose another key, or leave it empty."},
		DuplicateEmail:    {"E-mail address twice in the file", "The first row stands: remove or correct the other one."},
		DuplicateID:       {"Id twice in the file", "The first row stands: remove or correct the other one."},
		DuplicateKey:      {"Key twice in the file", "The first row stands: remove or correct the other one."},
		PasswordWeak:      {"Weak password", "Choose another one, or leave it empty and the API makes one."},
		TooLong:           {"Too long", "Shorten the cell; look for a quote that is never closed."},
		SpreadsheetDamage: {"Damaged by a spreadsheet", "Format the column as text where it comes from, and export again."},
		ReferrerAmbiguous: {"Several referring partners", "Keep one of them."},
		ReferrerNotFound:  {"Referring partner not found", "Correct it, or import that partner too."},
		ReferrerCycle:     {"Partners refer to one another in a ring", "Empty one of their references."},
		ReferrerFailed:    {"Referring partner not created", "Mend that partner's row first, and run again."},
		ExistsDifferent:   {"There already, with other data", "Compare, and change in the dashboard what is to be changed; or run with --existing update."},
		Conflict:          {"E-mail and id or key of two partners", "Correct the row: it names two partners of the program."},
		RowMalformed:      {"Row cannot be read", "Compare the row with its neighbours: look for a comma or a quote that is missing or too many."},
		NameMissing:       {"Invitation without a name", "Fill in the first name: an invitation needs it."},
		NotInvitable:      {"No place for it in an invitation", "Empty the cell, or leave the column out."},
		Refused:           {"Refused by the API", "Correct what the API objects to, and run again."},
		Unreachable:       {"The API could not be reached", again},
		OutcomeUnknown:    {"The answer was lost", again + " It asks what became of these rows before it sends anything."},
		NotSent:           {"Not sent", "Nothing is known to be wrong with these rows: run again to send them."},
	}
}
