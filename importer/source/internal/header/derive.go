package header

import (
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/names"
)

// Derived says which fields are made from the values of columns: a key that is taken
// out of a link, and a full name that is split. Columns count from 1, and 0 is none.
// A column may also have a field of its own.
type Derived struct {
	Key       int
	Parameter string // of the links, "" for those that are known
	Name      int
}

// Derived returns what is made from the values of columns.
func (h Header) Derived() Derived { return h.derived }

// Any reports whether anything is made.
func (d Derived) Any() bool { return d.Key > 0 || d.Name > 0 }

// column is the column that a field is made from, counted from 0, and -1 without one.
func (d Derived) column(field string) int {
	switch field {
	case "key":
		return d.Key - 1
	case "name", "surname":
		return d.Name - 1
	}
	return -1
}

// field is the field of a column that has no other one.
func (d Derived) field(column int) string {
	switch column {
	case d.Key - 1:
		return "key"
	case d.Name - 1:
		return "name"
	}
	return ""
}

// reads reports whether something is made from a column.
func (d Derived) reads(column int) bool { return column == d.Key-1 || column == d.Name-1 }

// Reads reports whether the values of a column are imported.
func (h Header) Reads(column int) bool { return h.fields[column] != "" || h.derived.reads(column) }

// derive finds the columns that fields are made from.
func (m *mapper) derive(o Options) error {
	if o.KeyFrom != "" {
		column, parameter := cutParameter(m.header.Columns, o.KeyFrom)
		at, err := m.one(column, option.KeyFrom, o.KeyFrom)
		if err != nil {
			return err
		}
		if err := m.free(at, option.KeyFrom, o.KeyFrom, "key"); err != nil {
			return err
		}
		m.header.derived.Key, m.header.derived.Parameter = at+1, parameter
	}
	if o.SplitName != "" {
		at, err := m.one(o.SplitName, option.SplitName, o.SplitName)
		if err != nil {
			return err
		}
		if err := m.free(at, option.SplitName, o.SplitName, "name", "surname"); err != nil {
			return err
		}
		m.header.derived.Name = at + 1
	}
	return nil
}

// cutParameter divides COLUMN[:PARAMETER]. The name of a column may hold a colon.
func cutParameter(columns []string, text string) (column, parameter string) {
	for at := len(text); at > 0; at = strings.LastIndexByte(text[:at], ':') {
		column, parameter = text[:at], strings.TrimPrefix(text[at:], ":")
		if len(names.Find(columns, column)) > 0 {
			return column, strings.Trim(parameter, " ?&=")
		}
	}
	return text, ""
}

// one finds the column that an option names.
func (m *mapper) one(name string, from option.Name, value string) (int, error) {
	columns := m.header.Columns
	switch found := names.Find(columns, name); len(found) {
	case 0:
		return 0, refuseHeader("There is no column %s for %s. The columns are: %s.%s",
			cell.Quote(name), m.call.Call(from, option.Word(value)), cell.QuoteList(columns, 20), names.NearestOf(name, columns))
	case 1:
		return found[0], nil
	default:
		return 0, refuseHeader("Columns %d and %d are both called %s, so %s is not clear. Rename one of them.",
			found[0]+1, found[1]+1, cell.Quote(columns[found[0]]), m.call.Call(from, option.Word(value)))
	}
}

// free refuses an option for fields that a person has mapped to another column.
func (m *mapper) free(at int, from option.Name, value string, fields ...string) error {
	for i, field := range m.header.fields {
		if i != at && slices.Contains(fields, field) {
			return refuseHeader("%s is mapped to %s, so %s is not clear. Leave out one of them.",
				cell.Quote(m.header.Columns[i]), field, m.call.Call(from, option.Word(value)))
		}
	}
	return nil
}
