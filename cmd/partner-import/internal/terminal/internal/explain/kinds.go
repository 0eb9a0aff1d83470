package explain

import "partner-import/importer/row"

// Kind names a kind of problem in a few words. It is "" for a code without a
// name: then the example says what is wrong.
func Kind(code row.Code) string {
	switch code {
	case row.EmailMissing:
		return "No e-mail address"
	case row.EmailInvalid:
		return "Not an e-mail address"
	case row.EmailTaken:
		return "E-mail exists already"
	case row.PartnerArchived:
		return "Partner is archived"
	case row.IDTaken:
		return "Id belongs to another partner"
	case row.KeyTaken:
		return "Key belongs to another partner"
	case row.DuplicateEmail:
		return "Same e-mail twice"
	case row.DuplicateID:
		return "Same id twice"
	case row.DuplicateKey:
		return "Same key twice"
	case row.PasswordWeak:
		return "Password is too weak"
	case row.TooLong:
		return "Text is too long"
	case row.SpreadsheetDamage:
		return "Changed by a spreadsheet"
	case row.KeyInvalid:
		return "Key would break the link"
	case row.NameMissing:
		return "No name"
	case row.NotInvitable:
		return "Not possible in an invitation"
	case row.RowMalformed:
		return "Row cannot be read"
	case "example_row":
		return "Example row of the template"
	}
	return answerKind(code)
}

// answerKind names what a request or another row led to.
func answerKind(code row.Code) string {
	switch code {
	case row.ReferrerAmbiguous:
		return "More than one referring partner"
	case row.ReferrerNotFound:
		return "Referring partner not found"
	case row.ReferrerCycle:
		return "Referring partners form a circle"
	case row.ReferrerFailed:
		return "Referring partner not created"
	case row.ExistsDifferent:
		return "Exists with other data"
	case row.StoredDifferently:
		return "Stored in another form"
	case row.Conflict:
		return "E-mail and id belong to different partners"
	case row.Refused:
		return "Rejected by Partnero"
	case row.Unreachable:
		return "No answer from Partnero"
	case row.OutcomeUnknown:
		return "Not known yet whether it was created"
	case row.PartnerChanged:
		return "Changed after the import"
	case row.PartnerReplaced:
		return "Another partner has the id now"
	case row.AlreadyArchived:
		return "Archived by somebody else"
	case row.PartnerGone:
		return "Deleted by somebody"
	case row.NotSent:
		return "Not sent yet"
	}
	return ""
}
