package ui

import "partner-import/importer/option"

// pageCall is how messages call options here: by the labels of the page.
func pageCall(say func(string, ...any) string) option.Namer {
	return func(name option.Name, value string) string {
		label := labelOfOption(name, say)
		called := "“" + label + "”"
		switch {
		case name == option.Map:
			return "the list of columns below"
		case label == "":
			called = "the option " + string(name) + " of the command"
		case value == "":
			return called
		case name == option.Only:
			return called + " with only " + value
		case name == option.Skip:
			return called + " without " + value
		}
		if value == "" {
			return called
		}
		return called + ": " + value
	}
}

// labelOfOption is the label of an option on the page, "" if the page does not have it.
func labelOfOption(name option.Name, say func(string, ...any) string) string {
	return map[option.Name]string{
		option.Sheet: say("Sheet"), option.Encoding: say("Encoding"), option.Delimiter: say("Separator"), option.From: say("Export of"),
		option.SkipRows: say("Lines above the names of the columns"), option.Repair: say("Repair misread letters"),
		option.SplitName: say("First and last name (split)"), option.KeyFrom: say("Referral key, out of a link"), option.Carry: say("Copy into the report"),
		option.Only: say("Which rows are meant?"), option.Skip: say("Which rows are meant?"),
		option.Existing: say("Partners who are there already"), option.Orphans: say("Rows whose referring partner is left out"),
	}[name]
}
