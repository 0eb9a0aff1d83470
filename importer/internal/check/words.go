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
	sayFormula      = "%s is a spreadsheet formula. Export values instead of formulas."
	sayDate         = "%s is a date: a spreadsheet probably changed a code into it. Format the column as text in the original, and type it again."
	sayAmount       = "%s is a number as a spreadsheet shows it. Format the column as text in the original, and export it again."
	sayKeyLink      = "%s is a link, but a key is one word. Keep only the key (%s), or take it out of all links with %s."
	sayKeyOfLink    = "%s is a link, but a key is one word. Take it out of all links with %s."
	sayKeyLetter    = "%s has %s, which would break the referral link. A key is one word of letters, digits, \"-\", \"_\" and \".\"."
	sayTwoReferrers = "This row names two referring partners. Keep one and empty the other."
	sayManyReferrer = "This row names %d referring partners. Keep one and empty the others."
	sayOwnReferrer  = "%s names this row itself. Empty it, or name another partner."
	sayNoFirstName  = "%s is empty. An invitation needs the partner's first name. Fill it in."
	sayNotInvitable = "%s cannot be sent with an invitation. Empty the cell, or leave the column out with %s."
)

// The faults of an address, behind the address and its column, and the advice behind
// each of them.
const (
	faultFormulaError = "is a spreadsheet error, not an address."
	faultFormula      = "is a spreadsheet formula, not an address."
	faultNothing      = "means that there is no address."
	faultEntity       = "is written with HTML entities."
	faultLostLetter   = "has the character \ufffd, because an earlier export lost a letter."
	faultQuestion     = "has a question mark in it."
	faultNoAt         = "is not an e-mail address."
	faultTwo          = "holds two addresses."
	faultManyAts      = "has more than one @."
	faultSpace        = "has a space in it."
	faultComment      = "has a name or a comment next to the address."
	faultComma        = "has a comma or semicolon in it."
	faultNoLocal      = "has nothing before the @."
	faultNoDomain     = "has nothing after the @."
	faultDotFirst     = "begins with a dot."
	faultDotBefore    = "has a dot before the @."
	faultDotAfter     = "has a dot after the @."
	faultDotLast      = "ends with a dot."
	faultTwoDots      = "has two dots in a row."
	faultHyphen       = "has a hyphen at the edge of its domain."
	faultDomain       = "has a domain of more than %d characters."
	faultLabel        = "has a domain with more than %d characters between two dots."
	faultCharacter    = "has the character %q, which is not allowed there."
	faultAlphabets    = "mixes two alphabets in one word: %q is a letter of the %s one."

	looksLike = " It must look like name@example.com."
	fixIt     = " Fix it."
	keepOnly  = " Keep only the address: %s."
	probably  = " It is probably %s."

	adviceFormulaError = " Fix the formula in the original."
	adviceFormula      = " Export values instead of formulas."
	adviceNothing      = " Fill in the partner's address, or delete the row."
	adviceEntity       = " Write the characters that they mean."
	adviceLostLetter   = " Type it again."
	adviceQuestion     = " An earlier export probably lost a letter. Type it again."
	adviceNoAt         = " It needs an @, as in name@example.com."
	adviceTwo          = " Keep one."
	adviceManyAts      = adviceTwo
	adviceSpace        = looksLike
	adviceComment      = " Keep only the address, as in name@example.com."
	adviceComma        = adviceComment
	adviceNoLocal      = looksLike
	adviceNoDomain     = looksLike
	adviceDotFirst     = " Remove it."
	adviceDotBefore    = adviceDotFirst
	adviceDotAfter     = adviceDotFirst
	adviceDotLast      = adviceDotFirst
	adviceTwoDots      = " Remove one."
	adviceHyphen       = fixIt
)

// inColumn is a value of a column, as sentences name it.
func inColumn(quoted, column string) string { return quoted + " in " + column }

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
