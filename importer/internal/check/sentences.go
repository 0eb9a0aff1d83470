package check

import (
	"fmt"

	"partner-import/importer/internal/cell"
)

// sentence is what a person reads of a warning.
func (k *warning) sentence(column string) string {
	what := inColumn(k.Text, column)
	switch k.Kind {
	case cell.InvisibleRemoved:
		return k.removed(fmt.Sprintf("an invisible character (%s) from %s", k.Text, column))
	case cell.QuotesRemoved:
		return k.removed("the quotes from " + what)
	case cell.AddressTaken:
		return k.removed("everything but the address from " + k.Text)
	case cell.PasswordAsIs:
		return k.noticed(column, "begins or ends with a space or an invisible character", "It is sent as it is.")
	}
	is, advice := about(k.Kind)
	return k.noticed(what, is, advice)
}

// about is what a warning says about a cell, and what to do.
func about(kind cell.Kind) (is, advice string) {
	const ignore = "Ignore this if it is right."
	const asText = "If it was a code, format the column as text in the original and type it again."
	switch kind {
	case cell.FormulaText:
		return "starts like a spreadsheet formula", "Ignore this if it is not a formula."
	case cell.FormulaErrorText:
		return "is a spreadsheet error", "Fix the formula in the original."
	case cell.EncodedTwice:
		return "looks garbled", "Export the file again as UTF-8."
	case cell.QuoteAlone:
		return "has a quote without its counterpart", "If the cell was cut there, put the whole cell in quotes."
	case cell.BrokenLine:
		return "has a line break in it", "If a quote opens there by mistake, remove it."
	case cell.DecimalNumber:
		return "looks like a decimal number", "If the .0 does not belong there, format the column as text in the original."
	case cell.AddressSpelt:
		return "was read as an address with @ and dots", ignore
	case cell.AddressWidened:
		return "has full-width characters, which were read as the usual ones", ignore
	case cell.EntitiesRead:
		return "has HTML entities, which were read as the characters that they mean", ignore
	case cell.EscapesRead:
		return "has escapes of a program, which were read as the characters that they mean", ignore
	case cell.EscapedText:
		return "has escapes or HTML of a program in it", "Export the original as plain text."
	case cell.TagInQuotes:
		return "is one tag, because it is in quotes", "If it is several, remove the quotes."
	case cell.TagsUnread:
		return "looks like a list or object of a program that cannot be read", "Write the tags with commas between them."
	case cell.CodeIsDate:
		return "looks like a date", asText
	case cell.CodeIsNumber:
		return "looks like a number as a spreadsheet shows it", asText
	case cell.CodeIsLogical:
		return "looks like the result of a condition", asText
	case cell.NameIsDate:
		return "looks like a date or a number that a spreadsheet made", "Compare it with the original."
	case cell.OddAddress:
		return "looks like a part of a link", "It is sent as it is. Fix it if it is wrong."
	case cell.OtherAlphabet:
		return "looks Latin, but a word of it has letters of another alphabet", "Type it again if it is wrong."
	case cell.NothingEmptied:
		return "means \"nothing\" and is treated as empty", "Ignore this if that is right."
	case cell.NothingKept:
		return "is sent as a name", "Empty the cell if the word means \"nothing\"."
	case cell.KeyOdd:
		return "has characters that a link may change", "A key is one word of letters, digits, \"-\", \"_\" and \".\"."
	case cell.QuestionMark:
		return "has a question mark where a letter may be lost", "Compare it with the original."
	case cell.DateFormat:
		return "is a date in the workbook", asText
	}
	return "has the character \ufffd, because an earlier export lost a letter", "Type it again."
}
