package source

import (
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/header"
)

// A Header says which column holds which field.
type Header = header.Header

// A Mapping says by hand which field a column is. It overrides the column's name.
type Mapping = header.Mapping

// A Constant is the value of a field for every row without one. A constant for a
// referring partner is for rows that name no referring partner at all.
type Constant = header.Constant

// ParseMapping reads COLUMN=FIELD. The name of a column may have a "=" in it.
func ParseMapping(text string) (Mapping, error) { return header.ParseMapping(text) }

// ParseConstant reads FIELD=VALUE.
func ParseConstant(text string) (Constant, error) { return header.ParseConstant(text) }

// A MappedColumn says what is read from a column.
type MappedColumn struct {
	Column string // "" for a constant or an added tag, see Field
	Field  string // "" if the column is not imported
	First  string // the first value that is not empty, never a password
	Kind   string // of a column that is not imported, what it has: "dates", "numbers", "e-mail addresses", "links", "text" or "empty"
}

// hiddenPassword is shown in place of every password, whatever its length.
const hiddenPassword = "********"

// rowsToShow are searched for a first value.
const rowsToShow = 1000

// Mapping returns what is read from each column, in the order of the file, and then
// the constants and added tags. For a column that is not imported it returns only the
// kind of its values: they may be passwords under an unknown name.
func (s *Source) Mapping() ([]MappedColumn, error) {
	var all []MappedColumn
	for i, column := range s.header.Columns {
		m := MappedColumn{Column: column, Field: s.header.Field(i)}
		if m.Field == "" {
			m.Kind = cell.Empty
		}
		all = append(all, m)
	}
	derived := s.derivedColumns()
	rows := s.Rows()
	for range rowsToShow {
		if !rows.Next() {
			break
		}
		if rows.Row().Problem == nil && rows.Row().LeftOut == "" {
			s.takeFirst(all, rows.row)
		}
		derived.take(rows.row)
	}
	all = derived.into(all)
	constants, tags := s.header.Added()
	for _, c := range constants {
		all = append(all, MappedColumn{Field: c.Field, First: hide(c.Field, c.Value)})
	}
	if tags != "" {
		all = append(all, MappedColumn{Field: "tags", First: tags})
	}
	return all, rows.Err()
}

// takeFirst takes the values of a row. With a profile they are those that are sent.
func (s *Source) takeFirst(all []MappedColumn, r *Parsed) {
	for i := range s.header.Columns {
		text := r.text.Cells[i]
		if s.export != nil && all[i].Field != "" {
			text = *r.Record.Field(all[i].Field)
		}
		all[i].take(text)
	}
}

func (m *MappedColumn) take(text string) {
	switch {
	case m.Field == "":
		m.Kind = cell.BothKinds(m.Kind, cell.KindOf(text))
	case m.First == "":
		m.First = hide(m.Field, strings.Clone(strings.TrimSpace(text)))
	}
}

func hide(field, value string) string {
	if field == "password" && value != "" {
		return hiddenPassword
	}
	return value
}
