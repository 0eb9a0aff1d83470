package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/raw"
)

// A choice is the sheet that is read, and what a person should know about that.
type choice struct {
	sheetEntry
	note string
	hint string // what to do if the sheet has no e-mail column
}

// aboutColumns is the sheet of our template that explains the columns. It holds no
// partners, so no one needs to know that it was not read.
const aboutColumns = "About the columns"

// choose finds the sheet to read. A sheet with a given name is read in any case.
// Otherwise it is the first one that is shown, or the only one with an e-mail
// column if the first has none.
func (a *book) choose(sheets []sheetEntry, o Options) (choice, error) {
	if len(sheets) == 0 {
		return choice{}, &raw.Refusal{Message: "The workbook has no sheet with cells. Add one with an e-mail column."}
	}
	if o.Sheet != "" {
		return a.chooseNamed(sheets, o)
	}
	first := sheets[max(0, slices.IndexFunc(sheets, sheetEntry.shown))]
	others := slices.DeleteFunc(without(sheets, first), func(s sheetEntry) bool { return s.Name == aboutColumns || a.isBlank(s.part) })
	if len(others) == 0 {
		return choice{sheetEntry: first}, nil
	}
	if a.hasEmail(first.part, o) {
		return choice{sheetEntry: first, note: fmt.Sprintf("Read only the sheet %q, not %s. To read another one, use %s.",
			first.Name, sheetNames(others), o.Call.Call(option.Sheet, ""))}, nil
	}
	if a.isDamaged(first.part) {
		return choice{sheetEntry: first}, nil // to read it says what is wrong
	}
	switch with := a.withEmail(others, o); len(with) {
	case 0:
		return choice{sheetEntry: first, hint: fmt.Sprintf("This is the sheet %q. To read another one of %s, use %s.",
			first.Name, sheetNames(others), o.Call.Call(option.Sheet, ""))}, nil
	case 1:
		return choice{sheetEntry: with[0], note: fmt.Sprintf("Read the sheet %q, the only one with an e-mail column.", with[0].Name)}, nil
	default:
		return choice{}, &raw.Refusal{Message: fmt.Sprintf("Sheet %q has no e-mail column; %s have. Choose one, as in %s.",
			first.Name, sheetNames(with), useSheet(o.Call, with[0].Name))}
	}
}

// chooseNamed finds a sheet by name, with the right case first.
func (a *book) chooseNamed(sheets []sheetEntry, o Options) (choice, error) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, sheet := range sheets {
			if same(sheet.Name, o.Sheet) {
				return choice{sheetEntry: sheet, hint: a.better(sheets, sheet, o)}, nil
			}
		}
	}
	return choice{}, &raw.Refusal{Message: fmt.Sprintf(
		"There is no sheet %q. Choose one of %s with %s.", o.Sheet, sheetNames(sheets), o.Call.Call(option.Sheet, ""))}
}

// better is the advice to read a sheet with an e-mail column, "" if the chosen one
// has one, or if no sheet has.
func (a *book) better(sheets []sheetEntry, chosen sheetEntry, o Options) string {
	if a.hasEmail(chosen.part, o) {
		return ""
	}
	with := a.withEmail(without(sheets, chosen), o)
	if len(with) == 0 {
		return ""
	}
	return fmt.Sprintf("The sheet %q has one: use %s.", with[0].Name, useSheet(o.Call, with[0].Name))
}

// withEmail are the shown sheets with an e-mail column.
func (a *book) withEmail(sheets []sheetEntry, o Options) (with []sheetEntry) {
	for _, sheet := range sheets {
		if sheet.shown() && a.hasEmail(sheet.part, o) {
			with = append(with, sheet)
		}
	}
	return with
}

func without(sheets []sheetEntry, one sheetEntry) []sheetEntry {
	return slices.DeleteFunc(slices.Clone(sheets), func(s sheetEntry) bool { return s == one })
}

// useSheet is how messages name a sheet with the option. A name that may do harm on
// a command line is left out.
func useSheet(call option.Namer, name string) string {
	if strings.ContainsAny(name, "\"`$\\!\r\n\t") {
		return call.Call(option.Sheet, "")
	}
	return call.Call(option.Sheet, `"`+name+`"`)
}

func sheetNames(sheets []sheetEntry) string {
	names := make([]string, len(sheets))
	for i, sheet := range sheets {
		names[i] = sheet.Name
	}
	return cell.QuoteList(names, 20)
}
