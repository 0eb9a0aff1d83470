package retell

// sentences are what the engine says about rows, word for word. They are the names of
// their translations.
func sentences() []string {
	return append(ofCells(), append(ofAddresses(), ofRows()...)...)
}

// ofCells are about one cell.
func ofCells() []string {
	const keys = " A key is one word of letters, digits, \"-\", \"_\" and \".\"."
	return []string{
		"%s has %d characters. At most %d are allowed. Shorten it.",
		"%s is empty. Fill in the partner's address, or delete the row.",
		"%s needs %s. Choose a stronger one, or leave it empty and Partnero creates one.",
		"%s has the character \ufffd, because an earlier export lost a letter. Type it again.",
		"%s was rounded by a spreadsheet. Format the column as text in the original, and export it again.",
		"%s is a spreadsheet error. Fix the formula in the original.",
		"%s is a spreadsheet formula. Export values instead of formulas.",
		"%s is a date: a spreadsheet probably changed a code into it. Format the column as text in the original, and type it again.",
		"%s is a number as a spreadsheet shows it. Format the column as text in the original, and export it again.",
		"%s has a space in it, which would break the referral link." + keys,
		"%s has the character %s, which would break the referral link." + keys,
		"%s names this row itself. Empty it, or name another partner.",
		"%s leads in a circle, from this row to line %d and back. Empty it in one of the rows.",
		"%s is empty. An invitation needs the partner's first name. Fill it in.",
		"%s is longer than 64 KiB. Shorten it.",
		"%s is not valid UTF-8 text. Save the file as \"CSV UTF-8\".",
		"%s has an invisible control character. Type the cell again.",
	}
}

// ofAddresses are about an e-mail address. A fault comes first, then an advice.
func ofAddresses() []string {
	return []string{
		"%s is a spreadsheet error, not an address.", "%s is a spreadsheet formula, not an address.", "%s means that there is no address.",
		"%s is written with HTML entities.", "%s has the character \ufffd, because an earlier export lost a letter.", "%s has a question mark in it.",
		"%s is not an e-mail address.", "%s holds two addresses.", "%s has more than one @.", "%s has a space in it.",
		"%s has a name or a comment next to the address.", "%s has a comma or semicolon in it.", "%s has nothing before the @.",
		"%s has nothing after the @.", "%s begins with a dot.", "%s has a dot before the @.", "%s has a dot after the @.", "%s ends with a dot.",
		"%s has two dots in a row.", "%s has a hyphen at the edge of its domain.", "%s has a domain of more than %d characters.",
		"%s has a domain with more than %d characters between two dots.", "%s has the character %s, which is not allowed there.",
		"%s mixes two alphabets in one word: %s is a letter of the %s one.",

		"Fix the formula in the original.", "Export values instead of formulas.", "Fill in the partner's address, or delete the row.",
		"Write the characters that they mean.", "Type it again.", "An earlier export probably lost a letter. Type it again.",
		"It needs an @, as in name@example.com.", "Keep one.", "Keep only the address, as in name@example.com.", "Remove it.", "Remove one.",
		"It must look like name@example.com.", "Fix it.", "Keep only the address: %s.", "It is probably %s.",
	}
}

// ofRows are about a row, or about several.
func ofRows() []string {
	return []string{
		"This is an example row of the template. Delete it.",
		"This row names two referring partners. Keep one and empty the other.",
		"This row names %d referring partners. Keep one and empty the others.",
		"Same %s as line %d. Delete this row or correct it.",
		"This row has %d cell; the header has %d.", "This row has %d cells; the header has %d.",
		"Look for a missing %s or quote.", "Look for an extra %s or quote.",
	}
}

// phrases are parts of sentences that the engine puts together.
func phrases() []string {
	return []string{"at least %d characters", "a lower case letter", "an upper case letter", "a digit", "comma", "semicolon", "tab", "bar",
		"Latin", "Greek", "Cyrillic"}
}

// Names are all sentences and phrases that need a translation.
func Names() []string {
	return append(append(sentences(), phrases()...), "%s in %s", "%s and %s", "Also: %s")
}
