package header

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// Options are what a person said about columns.
type Options struct {
	Map     []Mapping
	Profile []Mapping // what is known about the file's columns; Map comes first
	Set     []Constant
	AddTags []string

	KeyFrom   string // COLUMN[:PARAMETER] with keys or with links that have them
	SplitName string // a column with full names

	Call option.Namer // how messages call these options
}

// Map finds the field of every column. The warnings are about known columns
// that are not imported. It refuses a header without an e-mail column, a header with
// two columns for the same field, and options that name a missing column.
func Map(columns []string, o Options) (Header, []string, error) {
	m := &mapper{
		header: Header{Columns: columns, fields: make([]string, len(columns)), byHand: make([]bool, len(columns)), call: o.Call},
		known:  names.Aliases(), english: names.English(), call: o.Call,
	}
	for _, mapping := range o.Map {
		if err := m.mapByHand(mapping); err != nil {
			return m.header, nil, err
		}
	}
	if err := m.derive(o); err != nil {
		return m.header, nil, err
	}
	if err := m.mapByProfile(o.Profile); err != nil {
		return m.header, nil, err
	}
	for i := range columns {
		if err := m.mapByName(i); err != nil {
			return m.header, nil, err
		}
	}
	if m.header.Index("email") < 0 {
		return m.header, nil, m.noEmailColumn()
	}
	if i := m.header.Index("surname"); i >= 0 && m.header.Index("name") < 0 && names.Fold(columns[i]) == "nom" {
		m.warn("%s is read as the last name. If it has first names, use %s.", cell.Name(columns[i]), mapTo(m.call, columns[i], "name"))
	}
	m.fullNames()
	m.header.tags = row.JoinTags(row.SplitTags(strings.Join(o.AddTags, ",")))
	return m.header, m.warnings, m.header.setConstants(o.Set)
}

// A mapper finds the fields of the columns of one header.
type mapper struct {
	header   Header
	full     []int // columns with name and surname together
	known    map[string]string
	english  map[string]string
	call     option.Namer
	warnings []string
}

func (m *mapper) warn(format string, args ...any) {
	m.warnings = append(m.warnings, fmt.Sprintf(format, args...))
}

func refuseHeader(format string, args ...any) error {
	return &raw.Refusal{Line: 1, Message: fmt.Sprintf(format, args...)}
}

// ended is an error as the end of a sentence.
func ended(err error) string {
	if text := err.Error(); strings.HasSuffix(text, "?") {
		return text
	}
	return err.Error() + "."
}

// claim gives a field to a column.
func (m *mapper) claim(i int, field string) error {
	columns := m.header.Columns
	if first := slices.Index(m.header.fields, field); field != "" && first >= 0 {
		return refuseHeader("Two columns mean %s: %q (column %d) and %q (column %d). Delete or rename one.",
			field, columns[first], first+1, columns[i], i+1)
	}
	m.header.fields[i] = field
	return nil
}

func (m *mapper) mapByHand(mapping Mapping) error {
	if err := mapping.check(); err != nil {
		return refuseHeader("The mapping of %q %s", mapping.Column, ended(err))
	}
	found := names.Find(m.header.Columns, mapping.Column)
	if len(found) == 0 {
		return refuseHeader("There is no column %q to map. The columns are: %s.%s",
			mapping.Column, cell.QuoteList(m.header.Columns, 20), names.NearestOf(mapping.Column, m.header.Columns))
	}
	for _, i := range found {
		if m.header.byHand[i] {
			return refuseHeader("Column %q is mapped twice. Keep one.", m.header.Columns[i])
		}
		m.header.byHand[i] = true
		if mapping.Field == "-" {
			continue
		}
		if err := m.claim(i, mapping.Field); err != nil {
			return err
		}
	}
	return nil
}

func (m *mapper) mapByName(i int) error {
	column := m.header.Columns[i]
	if m.header.byHand[i] || isIgnored(column) {
		return nil
	}
	folded := names.Fold(column)
	field := m.known[folded]
	// Beside "Vorname", the German "Name" is the family name.
	if folded == "name" && len(names.Find(m.header.Columns, "vorname")) > 0 {
		field = "surname"
	}
	if at := m.header.derived.column(field); at == i {
		return m.claim(i, field)
	} else if at >= 0 {
		m.warn("%s is not imported, because the %s is taken from %s.", cell.Name(column), field, cell.Name(m.header.Columns[at]))
		return nil
	}
	if first := m.header.Index(field); field != "" && first >= 0 && m.header.byHand[first] {
		m.warn("%s is not imported, because %s is mapped to %s.", cell.Name(column), cell.Name(m.header.Columns[first]), field)
		return nil
	}
	if field == "" && m.header.derived.reads(i) {
		return m.claim(i, m.header.derived.field(i))
	}
	if field == "" {
		m.noteUnknown(i, folded)
	}
	return m.claim(i, field)
}

func (m *mapper) noteUnknown(i int, folded string) {
	switch {
	case folded == "":
	case names.IsJoiningDate(folded):
		m.warn("%s is not imported: Partnero has no field for the joining date.", cell.Name(m.header.Columns[i]))
	case names.IsFullName(folded):
		m.full = append(m.full, i)
	default:
		m.header.unknown = append(m.header.unknown, i)
	}
}

// fullNames says that partners get no name, unless another column has it.
func (m *mapper) fullNames() {
	if m.header.Index("name") >= 0 || m.header.Index("surname") >= 0 {
		m.header.unknown = append(m.header.unknown, m.full...)
		slices.Sort(m.header.unknown)
		return
	}
	for _, i := range m.full {
		column := m.header.Columns[i]
		m.warn("%s is not imported, so partners will have no name. Split the full names with %s, or use %s.",
			cell.Name(column), m.call.Call(option.SplitName, option.Word(column)), mapTo(m.call, column, "name"))
	}
}

func (m *mapper) noEmailColumn() error {
	columns := m.header.Columns
	hint := ` Rename the right one to "email".`
	if raw.HoldsAddress(columns) {
		hint = " The first line must name the columns."
	}
	if len(columns) == 1 && strings.ContainsAny(columns[0], ";\t|") {
		hint = " They seem to be separated by something other than a comma. Name it with " + m.call.Call(option.Delimiter, "") + "."
	}
	if text := m.emailHint(); text != "" {
		hint = text
	}
	return &raw.Refusal{Line: 1, Message: fmt.Sprintf(
		"No e-mail column. The columns are: %s.%s", cell.QuoteList(columns, 20), hint)}
}

// emailHint proposes the column that most likely has the address, "" without one. An
// address for payments comes last: it may be another one.
func (m *mapper) emailHint() (hint string) {
	most := 0
	for _, column := range m.header.Columns {
		folded := names.Fold(column)
		named, is := fmt.Sprintf(" Is %s the right one? Rename it to \"email\", or use %s.", cell.Quote(column), mapTo(m.call, column, "email")), 0
		switch {
		case isIgnored(column) && names.Nearest(folded, m.english) != "email":
		case m.english[folded] == "email" && !isIgnored(column):
			named, is = fmt.Sprintf(" %s is mapped to something else. Leave it out of %s.", cell.Quote(column), m.call.Call(option.Map, "")), 4
		case names.RoleOf(column) == names.PayRole && strings.Contains(folded, "mail"):
			named, is = fmt.Sprintf(" %s is where they are paid, which may not be their address. If it is, use %s.", cell.Quote(column), mapTo(m.call, column, "email")), 1
		case names.RoleOf(column) == names.MailRole:
			is = 3
		case names.Nearest(folded, m.english) == "email", strings.Contains(folded, "mail") && !names.IsAboutAddress(folded):
			is = 2
		}
		if is > most {
			most, hint = is, named
		}
	}
	return hint
}
