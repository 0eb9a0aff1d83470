package ui

import (
	"encoding/json"
	"html/template"
)

// A choice is an option of a list.
type choice struct{ Value, Chosen, Label string }

// A shownGroup is a link that shows some of the rows.
type shownGroup struct {
	Code, Label string
	Count       int
	Chosen      bool
	Tone        string
}

// functions are what templates can call.
func functions() template.FuncMap {
	return template.FuncMap{
		"pair": func(value, chosen, label string) choice { return choice{value, chosen, label} },
		"shown": func(code, label string, count int, chosen, tone string) shownGroup {
			return shownGroup{code, label, count, code == chosen, tone}
		},
		"add": func(numbers ...int) (sum int) {
			for _, n := range numbers {
				sum += n
			}
			return sum
		},
		"encodings": encodings,
	}
}

// encodings are those that a person can choose.
func encodings() []string {
	return []string{
		"utf-8", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1257",
		"iso-8859-2", "iso-8859-15", "macintosh", "utf-16le", "utf-16be", "shift_jis", "gb18030", "big5", "euc-kr",
	}
}

// texts are what the script of the table says, by the names that it uses.
func texts(say func(string, ...any) string) map[string]string {
	all := map[string]string{
		"line": "Line", "empty": "empty", "ignored": "not imported", "where": "Line {line}, {column}", "fine": "Nothing is wrong with this row.",
		"skipped": "This row is skipped.", "skip": "Skip this row", "keep": "Take this row again",
		"offline": "The program does not answer. Your last change may not be saved.", "wholerow": "the whole row",
		"none": "None found.", "said": "Partnero answered:", "toline": "Show line {line}",
	}
	for name, text := range all {
		all[name] = say(text)
	}
	return all
}

// inJSON is a value for an attribute that a script reads.
func inJSON(value any) string {
	text, _ := json.Marshal(value) // of texts and numbers
	return string(text)
}
