package check

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
)

// This file holds what this package says to people. What varies in a sentence is
// a column's name, a number or in double quotes, so that rows with the same
// problem can be counted together.

// The problems of a row. The first %s is the column, or a value and its column.
const (
	sayTooLong      = "%s has %d characters. At most %d are allowed. Shorten it."
	sayNoEmail      = "%s is empty. Fill in the partner's address, or delete the row."
	sayExample      = "This is an example row of the template. Delete it."
	sayWeakPassword = "%s needs %s. Choose a stronger one, or leave it empty and Partnero creates one."
	sayLostLetter   = "%s has the character \ufffd, because an earlier export lost a letter. Type it again."
	sayRounded      = "%s was rounded by a spreadsheet. Format the column as text in the original, and export it again."
	sayFormulaError = "%s is a spreadsheet error. Fix the formula in the original."
	sayTwoReferrers = "This row names two referring partners. Keep one and empty the other."
	sayManyReferrer = "This row names %d referring partners. Keep one and empty the others."
	sayOwnReferrer  = "%s names this row itself. Empty it, or name another partner."
	sayNoFirstName  = "%s is empty. An invitation needs the partner's first name. Fill it in."
	sayNotInvitable = "%s cannot be sent with an invitation. Empty the cell, or leave the column out with %s."
)

// The faults of an address, behind the address and its column.
const (
	looksLike = " It must look like name@example.com."

	faultFormulaError = "is a spreadsheet error, not an address. Fix the formula in the original."
	faultFormula      = "is a spreadsheet formula, not an address. Export values instead of formulas."
	faultLostLetter   = "has the character \ufffd, because an earlier export lost a letter. Type it again."
	faultNoAt         = "is not an e-mail address. It needs an @, as in name@example.com."
	faultTwo          = "holds two addresses. Keep one."
	faultManyAts      = "has more than one @. Keep one."
	faultSpace        = "has a space in it. Remove it."
	faultComment      = "has a name or a comment next to the address. Keep only the address."
	faultComma        = "has a comma or semicolon in it. Remove it, or replace it with a dot."
	faultNoLocal      = "has nothing before the @." + looksLike
	faultNoDomain     = "has nothing after the @." + looksLike
	faultDotFirst     = "begins with a dot. Remove it."
	faultDotBefore    = "has a dot before the @. Remove it."
	faultDotAfter     = "has a dot after the @. Remove it."
	faultDotLast      = "ends with a dot. Remove it."
	faultTwoDots      = "has two dots in a row. Remove one."
	faultHyphen       = "has a hyphen at the edge of its domain. Fix it."
	faultDomain       = "has a domain of more than %d characters. Fix it."
	faultLabel        = "has a domain with more than %d characters between two dots. Fix it."
	faultCharacter    = "has the character %q, which is not allowed there. Fix it."
)

// inColumn is a value of a column, as sentences name it.
func inColumn(quoted, column string) string { return quoted + " in " + column }

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
	case cell.FormulaText:
		return k.noticed(what, "starts like a spreadsheet formula", "Ignore this if it is not a formula.")
	case cell.FormulaErrorText:
		return k.noticed(what, "is a spreadsheet error", "Fix the formula in the original.")
	case cell.EncodedTwice:
		return k.noticed(what, "looks garbled", "Export the file again as UTF-8.")
	case cell.QuoteAlone:
		return k.noticed(what, "has a quote without its counterpart", "If the cell was cut there, put the whole cell in quotes.")
	case cell.BrokenLine:
		return k.noticed(what, "has a line break in it", "If a quote opens there by mistake, remove it.")
	case cell.DecimalNumber:
		return k.noticed(what, "looks like a decimal number", "If the .0 does not belong there, format the column as text in the original.")
	case cell.PasswordAsIs:
		return k.noticed(column, "begins or ends with a space or an invisible character", "It is sent as it is.")
	}
	return k.noticed(what, "has the character \ufffd, because an earlier export lost a letter", "Type it again.")
}

func (k *warning) removed(what string) string {
	return fmt.Sprintf("line %d: Removed %s%s.", k.line, what, more(k.count, "and from "))
}

func (k *warning) noticed(what, is, advice string) string {
	return noticed(k.line, what, is, k.count, advice)
}

func noticed(line int, what, is string, count int, advice string) string {
	return fmt.Sprintf("line %d: %s %s%s. %s", line, what, is, more(count, "and "), advice)
}

// more says how many other cells a warning is about.
func more(n int, and string) string {
	if n == 1 {
		return ""
	}
	return " (" + and + cell.Count(n-1, "more cell") + ")"
}

// enumerated is a list in words: a, b and c.
func enumerated(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
