package source

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// carryAll is the name for all columns.
const carryAll = "all"

// readCarried finds the columns that are copied into the report.
func (s *Source) readCarried() error {
	for _, name := range s.options.Carry {
		if strings.EqualFold(strings.TrimSpace(name), carryAll) {
			s.carryAll()
			continue
		}
		found := names.Find(s.header.Columns, name)
		named := s.options.Call.Call(option.Carry, option.Word(name))
		switch {
		case len(found) == 0:
			return &raw.Refusal{Line: s.header.Line, Message: fmt.Sprintf("There is no column %s for %s. The columns are: %s.%s",
				cell.Quote(name), named, cell.QuoteList(s.header.Columns, 20), names.NearestOf(name, s.header.Columns))}
		case slices.ContainsFunc(found, s.isSecret):
			return &raw.Refusal{Line: s.header.Line, Message: fmt.Sprintf("%s holds passwords, which are never copied. Leave out %s.", cell.Name(s.header.Columns[found[0]]), named)}
		}
		for _, i := range found {
			s.carry(i)
		}
	}
	return nil
}

func (s *Source) carryAll() {
	for i, column := range s.header.Columns {
		if column != "" && !strings.HasPrefix(column, "_") && !s.isSecret(i) {
			s.carry(i)
		}
	}
}

func (s *Source) carry(column int) {
	if !slices.Contains(s.carried, column) {
		s.carried = append(s.carried, column)
	}
}

// isSecret reports whether a column has passwords, by its field, by its name or as the
// profile says.
func (s *Source) isSecret(column int) bool {
	name := names.Fold(s.header.Columns[column])
	if s.options.From != nil && s.options.From.IsSecret(s.header.Columns[column]) {
		return true
	}
	return s.header.Field(column) == "password" || slices.ContainsFunc(strings.Fields("password passwd passwort kennwort motdepasse contrasena senha secret authtoken logintoken accesstoken apikey"),
		func(word string) bool { return strings.Contains(name, word) }) || name == "pwd"
}

// Carried returns the names of the columns that are copied into the report, nil for
// none. A name that the report has itself, or that comes twice, gets a prefix.
func (s *Source) Carried(taken []string) (columns []string) {
	taken = slices.Clone(taken)
	for _, i := range s.carried {
		name := s.header.Columns[i]
		for slices.ContainsFunc(taken, func(other string) bool { return strings.EqualFold(other, name) }) {
			name = "input_" + name
		}
		taken, columns = append(taken, name), append(columns, name)
	}
	return columns
}

// CarriedCells reads the rows again, for the columns that Carried names. A row that
// does not fit the header has empty cells. The cells are valid until the next row.
func (s *Source) CarriedCells() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		cells := make([]string, len(s.carried))
		for o, err := range s.Originals() {
			if err != nil {
				yield(nil, err)
				return
			}
			exact, ok := s.format.original(o.text)
			exact = s.withoutGhosts(exact)
			for i, column := range s.carried {
				if cells[i] = ""; ok && len(exact) == s.width {
					cells[i] = strings.ToValidUTF8(exact[column], "\ufffd")
				}
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
}
