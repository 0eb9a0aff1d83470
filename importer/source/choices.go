package source

import (
	"errors"
	"strings"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/choose"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/standing"
)

// CheckChoice checks the form of a choice of rows: COLUMN=VALUE[,VALUE]. A value in
// quotes may hold a comma. An empty value means empty cells, and "*" all others. Values
// are compared without regard to case and to white space around them.
func CheckChoice(text string) error { return choose.Check(text) }

// readChoices finds the columns of the choices, and those with a status.
func (s *Source) readChoices() (err error) {
	s.watch = standing.Find(s.header.Columns)
	s.choices, err = choose.Bind(s.header.Columns, s.options.Only, s.options.Skip, s.options.Call)
	var refused *raw.Refusal
	if errors.As(err, &refused) {
		refused.Line = s.header.Line
	}
	return err
}

// ChosenBy names the options that leave out rows, such as "Options.Skip", "" if there
// are none.
func (s *Source) ChosenBy() string {
	by := []string{s.choices.By()}
	if s.export != nil {
		by = append(by, s.options.Call.Call(option.From, s.options.From.Name))
	}
	return strings.TrimPrefix(strings.Join(by, " and "), " and ")
}

// Unmet are warnings about values of choices that no row has. Call it when all rows
// were read.
func (s *Source) Unmet() []string { return s.choices.Unmet() }
