package source

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
)

// A Mapping says by hand which field a column holds. It goes before what the
// column's name says.
type Mapping struct {
	Column string // as the file calls it, compared without regard to case, spaces and accents
	Field  string // "-": the column is ignored
}

// A Constant is the value of a field for every row that has none. One of a
// referring partner is for rows that name no referring partner at all.
type Constant struct{ Field, Value string }

// ParseMapping reads COLUMN=FIELD. The name of a column may hold "=".
func ParseMapping(text string) (Mapping, error) {
	i := strings.LastIndexByte(text, '=')
	if i < 1 {
		return Mapping{}, fmt.Errorf(`must be COLUMN=FIELD, like "Work e-mail=email"`)
	}
	m := Mapping{Column: strings.TrimSpace(text[:i]), Field: strings.TrimSpace(text[i+1:])}
	return m, m.check()
}

// ParseConstant reads FIELD=VALUE.
func ParseConstant(text string) (Constant, error) {
	field, value, ok := strings.Cut(text, "=")
	if !ok {
		return Constant{}, fmt.Errorf("must be FIELD=VALUE, like tags=2025")
	}
	c := Constant{Field: strings.TrimSpace(field), Value: value}
	return c, c.check()
}

func (m *Mapping) check() error {
	if m.Field == "-" {
		return nil
	}
	field, err := knownField(m.Field, "; to ignore the column, write COLUMN=-")
	m.Field = field
	return err
}

func (c *Constant) check() error {
	field, err := knownField(c.Field, "")
	if err != nil {
		return err
	}
	c.Field = field
	if field != "password" {
		c.Value = strings.TrimSpace(c.Value)
	}
	switch {
	case slices.Contains([]string{"email", "id", "key"}, field):
		return fmt.Errorf("must not be for %s, which no two rows may share", field)
	case c.Value == "":
		return fmt.Errorf("must have a value behind the =")
	}
	return nil
}

// knownField returns the field of that name, compared as columns are.
func knownField(name, hint string) (string, error) {
	folded := names.Fold(name)
	for _, field := range row.Mappable() {
		if names.Fold(field) == folded {
			return field, nil
		}
	}
	if near := names.Nearest(folded, names.English()); near != "" {
		return name, fmt.Errorf("must name a field, and there is no %q; did you mean %q?", name, near)
	}
	return name, fmt.Errorf("must name a field, and there is no %q; the fields are %s%s", name, strings.Join(row.Fields(), ", "), hint)
}

// A MappedColumn says what is read from a column.
type MappedColumn struct {
	Column string // "" for what stands in no column, see Field
	Field  string // "" if the column is ignored
	First  string // the first value that is not empty, never a password
	Kind   string // what an ignored column holds, in a word: "dates", "numbers", "text"
}

// hiddenPassword is shown in place of every password, whatever its length.
const hiddenPassword = "********"

// rowsToShow are looked at for a first value.
const rowsToShow = 1000

// Mapping returns what is read from each column, in the order of the file, and
// then the constants and added tags. Of a column that is ignored no value is
// told, since it may hold passwords under a name that nobody knows.
func (s *Source) Mapping() ([]MappedColumn, error) {
	var all []MappedColumn
	for i, column := range s.header.Columns {
		all = append(all, MappedColumn{Column: column, Field: s.header.Field(i)})
	}
	rows := s.Rows()
	for range rowsToShow {
		if !rows.Next() {
			break
		}
		for i := range all {
			if rows.Row().Problem == nil {
				all[i].take(rows.row.text.Cells[i])
			}
		}
	}
	for _, c := range s.header.constants {
		all = append(all, MappedColumn{Field: c.Field, First: hide(c.Field, c.Value)})
	}
	if s.header.tags != "" {
		all = append(all, MappedColumn{Field: "tags", First: s.header.tags})
	}
	return all, rows.Err()
}

func (m *MappedColumn) take(cell string) {
	if m.First == "" && m.Field != "" {
		m.First = hide(m.Field, strings.Clone(strings.TrimSpace(cell)))
	}
}

func hide(field, value string) string {
	if field == "password" && value != "" {
		return hiddenPassword
	}
	return value
}
