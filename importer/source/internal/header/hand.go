package header

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
)

// A Mapping says by hand which field a column is. It overrides the column's name.
type Mapping struct {
	Column string // as the file calls it, compared without regard to case, spaces and accents
	Field  string // "-": the column is not imported
}

// A Constant is the value of a field for every row without one. A constant for a
// referring partner is for rows that name no referring partner at all.
type Constant struct{ Field, Value string }

// ParseMapping reads COLUMN=FIELD. The name of a column may have a "=" in it.
func ParseMapping(text string) (Mapping, error) {
	i := strings.LastIndexByte(text, '=')
	if i < 1 {
		return Mapping{}, fmt.Errorf(`must be COLUMN=FIELD, such as "Work e-mail=email"`)
	}
	m := Mapping{Column: strings.TrimSpace(text[:i]), Field: strings.TrimSpace(text[i+1:])}
	return m, m.check()
}

// ParseConstant reads FIELD=VALUE.
func ParseConstant(text string) (Constant, error) {
	field, value, ok := strings.Cut(text, "=")
	if !ok {
		return Constant{}, fmt.Errorf("must be FIELD=VALUE, such as tags=2025")
	}
	c := Constant{Field: strings.TrimSpace(field), Value: value}
	return c, c.check()
}

func (m *Mapping) check() error {
	if m.Field == "-" {
		return nil
	}
	field, err := knownField(m.Field, "; to leave out the column, write COLUMN=-")
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
		return fmt.Errorf("cannot be for %s, because no two rows may have the same", field)
	case c.Value == "":
		return fmt.Errorf("must have a value after the =")
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
		return name, fmt.Errorf("names no field: there is no %q; did you mean %q?", name, near)
	}
	return name, fmt.Errorf("names no field: there is no %q; the fields are %s%s", name, strings.Join(row.Fields(), ", "), hint)
}
