package ui

import "partner-import/importer/option"

// pageCall is how messages call options here: by the labels of the page.
func pageCall(name option.Name, value string) string {
	label := map[option.Name]string{
		option.Sheet: "“Sheet”", option.Encoding: "“Encoding”", option.Delimiter: "“Separator”", option.From: "“Export of”",
		option.SkipRows: "“Lines above the names of the columns”", option.Map: "the columns below", option.Repair: "“Repair misread letters”",
		option.SplitName: "“First and last name (split)”", option.KeyFrom: "“Referral key, out of a link”", option.Carry: "“Copy into the report”",
		option.Only: "“Which rows are meant?” with only", option.Skip: "“Which rows are meant?” without",
		option.Existing: "“Partners who are there already”", option.Orphans: "“Rows whose referring partner is left out”",
	}[name]
	if label == "" {
		label = "the option " + string(name) + " of the command"
	}
	switch {
	case name == option.Only || name == option.Skip:
		if value == "" {
			return "“Which rows are meant?”"
		}
		return label + " " + value
	case value == "" || name == option.Map:
		return label
	}
	return label + ": " + value
}
