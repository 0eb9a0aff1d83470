package xlsx

import (
	"fmt"

	"partner-import/importer/internal/cell"
)

// The sentences of this package, except those about the choice of a sheet.
const (
	sayDamaged   = "The workbook is damaged"
	saySaveAgain = "Open it in a spreadsheet program and save it again."
	sayEmpty     = "The sheet is empty. It needs a header row with an e-mail column."
	sayTooLarge  = "The sheet unpacks to more than 1 GiB. Save it as CSV."
	sayTooMuch   = "The texts of the sheet need too much space. Save it as CSV."
	sayFormats   = "The workbook has too many number formats. Save the sheet as CSV."
	sayTwice     = "The workbook has the same part twice, or two parts in the same place. " + saySaveAgain
	sayRatio     = "The workbook unpacks to more than 100 times its size. If it is right, save the sheet as CSV."
	sayBinary    = "This is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx)."
	sayPassword  = "This workbook is protected by a password. Remove the password in a spreadsheet program, or save the sheet as CSV."
	sayLongRow   = "The row is longer than 1 MiB. Shorten its cells."

	asText = "Format the column as text and type the value again."
)

func sayTooWide(most int) string {
	return fmt.Sprintf("The sheet has more than %d columns. Delete the ones that you do not need.", most)
}

func sayUncomputed(at string) string {
	return "Cell " + at + " has a formula without a result. Open the workbook in a spreadsheet program and save it again."
}

func sayDate(at, text string) string {
	return fmt.Sprintf("Cell %s is a date or a time, shown as %s. A spreadsheet may have made it of another value. %s", at, cell.Quote(text), asText)
}

func sayTruth(at, text string) string {
	return fmt.Sprintf("Cell %s is the truth value %s, and not a text. %s", at, text, asText)
}

func sayNumber(at, text, what string) string {
	return fmt.Sprintf("Cell %s is a number that is shown as %s, %s. %s", at, cell.Quote(text), what, asText)
}

func sayHiddenDigits(at, plain, shown string) string {
	return fmt.Sprintf("Cell %s holds the number %s and shows %s. %s", at, plain, cell.Quote(shown), asText)
}

func notePlain(at, plain, shown string) string {
	return fmt.Sprintf("The number format of cell %s shows %s. The plain number %s is read, and so in the cells like it.", at, cell.Quote(shown), plain)
}

func noteDate(at, text, column string) string {
	return fmt.Sprintf("Cell %s in %s is a date or a time. It is read as %s, and so are the cells like it.", at, cell.Name(column), cell.Quote(text))
}

func noteTruth(at, text, column string) string {
	return fmt.Sprintf("Cell %s in %s is a truth value. It is read as %s, and so are the cells like it.", at, cell.Name(column), text)
}

func noteMerged(at string) string {
	return fmt.Sprintf("The cells %s are merged. Each of these rows gets their value. The same applies to all merged cells.", at)
}

func noteMergedAcross(at string) string {
	return fmt.Sprintf("The cells %s are merged over several columns. Their value is read for the first column only.", at)
}

func noteHidden(column string) string {
	return fmt.Sprintf("The column %s is hidden in the sheet. It is read like the others.", cell.Name(column))
}
