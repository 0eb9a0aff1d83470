package source

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// A Header says which column holds which field.
type Header struct {
	Columns []string // the names as they stand in the file
	Line    int      // where the header is, 0 if that is not known
	fields  []string // the field of each column, "" for one that is ignored

	constants []Constant // for rows that have no value of the field
	tags      string     // for every row, beside its own
}

// Field returns the field that a column is mapped to, "" if it is ignored.
func (h Header) Field(column int) string { return h.fields[column] }

func (h Header) column(field string) int { return slices.Index(h.fields, field) }

// Name returns how the file calls the column of a field.
func (h Header) Name(field string) string {
	if column := h.column(field); field != "" && column >= 0 {
		return h.Columns[column]
	}
	if column := h.column(row.ReferrerColumn); strings.HasPrefix(field, row.ReferrerColumn) && column >= 0 {
		return h.Columns[column]
	}
	return field
}

// setConstants takes over what every row gets.
func (h *Header) setConstants(constants []Constant) error {
	seen := map[string]bool{}
	for _, c := range constants {
		if err := c.check(); err != nil {
			return refuseHeader("the constant for %q %v", c.Field, err)
		}
		// A row can have one referring partner only.
		once := c.Field
		if strings.HasPrefix(once, row.ReferrerColumn) {
			once = "the referring partner"
		}
		if seen[once] {
			return refuseHeader("two constants are for %s; keep one", once)
		}
		seen[once] = true
		h.constants = append(h.constants, c)
	}
	return nil
}

// mapHeader finds the field of every column. The warnings are about columns
// that are ignored. It refuses a header without an e-mail column, one with two
// columns for the same field, and options that name what is not there.
func mapHeader(columns []string, o Options) (Header, []string, error) {
	m := &mapper{
		header: Header{Columns: columns, fields: make([]string, len(columns))},
		byHand: make([]bool, len(columns)), known: names.Aliases(), english: names.English(), call: o.Call,
	}
	for _, mapping := range o.Map {
		if err := m.mapByHand(mapping); err != nil {
			return m.header, nil, err
		}
	}
	for i := range columns {
		if err := m.mapByName(i); err != nil {
			return m.header, nil, err
		}
	}
	if m.header.column("email") < 0 {
		return m.header, nil, m.noEmailColumn()
	}
	if i := m.header.column("surname"); i >= 0 && m.header.column("name") < 0 && names.Fold(columns[i]) == "nom" {
		m.warn("the column %q is read as the last name; if it holds first names, say so with %s", columns[i], m.call.Call(option.Map, columns[i]+"=name"))
	}
	m.header.tags = strings.Join(row.SplitTags(strings.Join(o.AddTags, ",")), ",")
	return m.header, m.warnings, m.header.setConstants(o.Set)
}

// A mapper finds the fields of the columns of one header.
type mapper struct {
	header   Header
	byHand   []bool // the columns that a Mapping names
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

// claim gives a field to a column.
func (m *mapper) claim(i int, field string) error {
	columns := m.header.Columns
	if first := m.header.column(field); field != "" && first >= 0 {
		return refuseHeader("two columns mean %s: %q (column %d) and %q (column %d); remove or rename one",
			field, columns[first], first+1, columns[i], i+1)
	}
	m.header.fields[i] = field
	return nil
}

func (m *mapper) mapByHand(mapping Mapping) error {
	if err := mapping.check(); err != nil {
		return refuseHeader("the mapping of %q %v", mapping.Column, err)
	}
	found := m.find(mapping.Column)
	if len(found) == 0 {
		return refuseHeader("there is no column %q to be mapped; the columns are: %s%s",
			mapping.Column, cell.QuoteList(m.header.Columns, 20), m.nearestColumn(mapping.Column))
	}
	for _, i := range found {
		if m.byHand[i] {
			return refuseHeader("column %q is mapped twice; keep one", m.header.Columns[i])
		}
		m.byHand[i] = true
		if mapping.Field == "-" {
			continue
		}
		if err := m.claim(i, mapping.Field); err != nil {
			return err
		}
	}
	return nil
}

// find returns the columns of that very name or, if there are none, those
// whose names are the same when folded.
func (m *mapper) find(name string) []int {
	var exact, folded []int
	for i, column := range m.header.Columns {
		if column == name {
			exact = append(exact, i)
		}
		if names.Fold(column) == names.Fold(name) {
			folded = append(folded, i)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return folded
}

func (m *mapper) nearestColumn(name string) string {
	columns := map[string]string{}
	for _, column := range m.header.Columns {
		columns[names.Fold(column)] = column
	}
	return names.DidYouMean(names.Fold(name), columns)
}

func (m *mapper) mapByName(i int) error {
	column := m.header.Columns[i]
	if m.byHand[i] || isIgnored(column) {
		return nil
	}
	folded := names.Fold(column)
	field := m.known[folded]
	// Beside "Vorname", the German "Name" is the family name.
	if folded == "name" && len(m.find("vorname")) > 0 {
		field = "surname"
	}
	if first := m.header.column(field); field != "" && first >= 0 && m.byHand[first] {
		m.warn("column %q is ignored, since %q is mapped to %s", column, m.header.Columns[first], field)
		return nil
	}
	if field == "" {
		m.warnUnknown(column, folded)
	}
	return m.claim(i, field)
}

// fieldsNamed returns what counts the fields that cells name, if they are the
// names of columns, one of them the e-mail's; otherwise there are 0. An address
// in any of them is a value, and no name.
func fieldsNamed(known map[string]string) func(cells []string) int {
	return func(cells []string) int {
		fields := map[string]bool{}
		for _, cell := range cells {
			if strings.Contains(cell, "@") {
				return 0
			}
			if field := known[names.Fold(cell)]; field != "" && !isIgnored(cell) {
				fields[field] = true
			}
		}
		if !fields["email"] {
			return 0
		}
		return len(fields)
	}
}

// isIgnored tells the columns that nothing is read from: a file of failed rows
// has some, and the person that corrects it may add more.
func isIgnored(column string) bool { return strings.HasPrefix(strings.TrimSpace(column), "_") }

func (m *mapper) warnUnknown(column, folded string) {
	switch {
	case folded == "":
	case names.IsJoiningDate(folded):
		m.warn("column %q is ignored: the API has no field for the joining date", column)
	case names.IsFullName(folded):
		m.warn("column %q is ignored, since a full name cannot be taken apart safely; split it into name and surname", column)
	default:
		m.warn("column %q is not known and is ignored%s", column, names.DidYouMean(folded, m.english))
	}
}

func (m *mapper) noEmailColumn() error {
	columns := m.header.Columns
	hint := `; name one of them "email"`
	if strings.Contains(strings.Join(columns, ""), "@") {
		hint = "; the first line must name the columns"
	}
	if len(columns) == 1 && strings.ContainsAny(columns[0], ";\t|") {
		hint = "; another character than a comma seems to stand between them: name it with " + m.call.Call(option.Delimiter, "")
	}
	for _, column := range columns {
		folded := names.Fold(column)
		switch {
		case m.english[folded] == "email" && !isIgnored(column):
			hint = fmt.Sprintf("; %q is mapped to something else: leave it out of %s", column, m.call.Call(option.Map, ""))
		case names.Nearest(folded, m.english) == "email":
			hint = fmt.Sprintf("; did you mean \"email\" by %q? Rename it, or use %s", column, m.call.Call(option.Map, strconv.Quote(column+"=email")))
		}
	}
	return &raw.Refusal{Line: 1, Message: fmt.Sprintf(
		"no email column; the columns are: %s%s", cell.QuoteList(columns, 20), hint)}
}

// complete adds what is the same for every row.
func (h *Header) complete(r *row.Record) {
	for _, c := range h.constants {
		if strings.HasPrefix(c.Field, row.ReferrerColumn) && r.NamesReferrer() {
			continue
		}
		if cell := r.Field(c.Field); *cell == "" {
			*cell = c.Value
		}
	}
	if h.tags != "" {
		r.Tags += "," + h.tags
	}
}
