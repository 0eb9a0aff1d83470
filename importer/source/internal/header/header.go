// Package header knows what a header means: which column is which field, by name or by
// hand, and what is proposed for the others.
package header

import (
	"slices"
	"strings"

	"partner-import/importer/option"
	"partner-import/importer/row"
)

// A Header says which column holds which field.
type Header struct {
	Columns []string // the names as they are in the file
	Line    int      // where the header is, 0 if that is not known
	fields  []string // the field of each column, "" if it is ignored
	byHand  []bool   // the columns that a Mapping names
	unknown []int    // columns without a known field
	derived Derived  // what is made from the values of columns
	call    option.Namer

	constants []Constant // for rows without a value in the field
	tags      string     // for every row, in addition to its own
}

// Field returns the field that a column is mapped to, "" if it is ignored.
func (h Header) Field(column int) string { return h.fields[column] }

// Fields returns the field of each column, "" for one that is ignored.
func (h Header) Fields() []string { return h.fields }

// Index returns the column of a field, -1 without one.
func (h Header) Index(field string) int {
	if column := slices.Index(h.fields, field); column >= 0 || field == "" {
		return column
	}
	return h.derived.column(field)
}

// Call is how messages call options.
func (h Header) Call() option.Namer { return h.call }

// Added returns what every row gets: the constants, and the tags separated by commas.
func (h Header) Added() (constants []Constant, tags string) { return h.constants, h.tags }

// Name returns how the file calls the column of a field.
func (h Header) Name(field string) string {
	if column := h.Index(field); field != "" && column >= 0 {
		return h.Columns[column]
	}
	if column := h.Index(row.ReferrerColumn); strings.HasPrefix(field, row.ReferrerColumn) && column >= 0 {
		return h.Columns[column]
	}
	return field
}

// setConstants takes over what every row gets.
func (h *Header) setConstants(constants []Constant) error {
	seen := map[string]bool{}
	for _, c := range constants {
		if err := c.check(); err != nil {
			return refuseHeader("The constant for %q %s", c.Field, ended(err))
		}
		// A row can have one referring partner only.
		once := c.Field
		if strings.HasPrefix(once, row.ReferrerColumn) {
			once = "the referring partner"
		}
		if seen[once] {
			return refuseHeader("Two constants are for %s. Keep one.", once)
		}
		seen[once] = true
		h.constants = append(h.constants, c)
	}
	return nil
}

// Complete adds the constants and tags to a record.
func (h Header) Complete(r *row.Record) {
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
