// Package export reads the rows of a file as the profile of a platform says: it finds
// the columns, changes the values, and knows which lines are no partners.
package export

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/profile"
)

// An Export is a profile, for the columns of one file. It is safe for concurrent use
// once it is made. The nil Export changes nothing.
type Export struct {
	profile *profile.Profile
	header  header.Header
	call    option.Namer
	steps   []fieldSteps
	family  *family
	repeats map[int]int // row → the line of the row that it repeats
	doubts  []doubt
	slugs   *slugs
}

// fieldSteps is what is done to the values of a field.
type fieldSteps struct {
	field  string
	change func(string) (string, error)
}

// Check refuses a file that is not an export of the platform.
func Check(p *profile.Profile, columns []string, call option.Namer) error {
	missing := p.Missing(columns)
	switch {
	case len(missing) > 0:
		return &raw.Refusal{Message: fmt.Sprintf(sayNotExport, p.Title, cell.QuoteList(missing, 10)) + other(p, columns, call)}
	case p.Refused != "":
		return &raw.Refusal{Message: p.Refused}
	}
	return nil
}

// other says what the file is instead, or what to do.
func other(p *profile.Profile, columns []string, call option.Namer) string {
	if found := profile.Matching(columns); found != nil && found.Name != p.Name {
		return fmt.Sprintf(sayLooksLikeOther, found.Title, call.Call(option.From, found.Name))
	}
	if !p.Certainty.IsTested() {
		return fmt.Sprintf(sayTellUs, p.Title)
	}
	return fmt.Sprintf(sayWithoutProfile, call.Call(option.From, ""))
}

// Suggestion says that a file looks like an export of a platform, "" if it does not.
func Suggestion(columns []string, call option.Namer) string {
	switch p := Suggested(columns); {
	case p == nil:
		return ""
	case p.Refused != "":
		return fmt.Sprintf(sayLooksRefused, p.Title, p.Refused)
	default:
		return fmt.Sprintf(sayLooksLike, p.Title, call.Call(option.From, p.Name))
	}
}

// Suggested is the profile that a file looks like, nil without one.
func Suggested(columns []string) *profile.Profile {
	p := profile.Matching(columns)
	if p == nil || p.Suggest == profile.SuggestNever || p.Suggest == profile.SuggestExact && len(columns) > len(p.Signature) {
		return nil
	}
	return p
}

// Names are the names that the header of such a file may have.
func Names(p *profile.Profile) (all []header.Mapping) {
	if p == nil {
		return nil
	}
	for _, c := range p.Columns {
		all = append(all, header.Mapping{Column: c.Name, Field: fieldOf(&c)})
	}
	return all
}

// Complete says what the profile knows about the columns. What a person said about a
// field comes first. Of several columns for one field the first counts, in the order of
// the profile.
func Complete(o *header.Options, p *profile.Profile, columns []string) {
	if p == nil {
		return
	}
	taken := map[string]bool{"key": o.KeyFrom != "", "name": o.SplitName != "", "surname": o.SplitName != ""}
	for _, m := range o.Map {
		taken[m.Field] = true
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		field := fieldOf(c)
		before := taken[field] // by another column: two of the same name are not clear
		for _, column := range columns {
			if p.Meaning(column) != c || isByHand(o.Map, column) {
				continue
			}
			switch {
			case field == "-", before, c.Field == profile.FullName && (taken["surname"] || hasNames(p, columns)):
				o.Profile = append(o.Profile, header.Mapping{Column: column, Field: "-"})
			case c.Field == profile.FullName:
				o.SplitName = column
			case c.IsLink():
				o.KeyFrom = strings.TrimSuffix(column+":"+c.Parameter(), ":")
			default:
				o.Profile = append(o.Profile, header.Mapping{Column: column, Field: field})
			}
			taken[field] = true
		}
	}
}

// isByHand reports whether a person said what a column is.
func isByHand(list []header.Mapping, column string) bool {
	return slices.ContainsFunc(list, func(m header.Mapping) bool { return profile.SameName(column, m.Column) })
}

// hasNames reports whether the file has columns for first or last names.
func hasNames(p *profile.Profile, columns []string) bool {
	return slices.ContainsFunc(columns, func(column string) bool {
		c := p.Meaning(column)
		return c != nil && (c.Field == "name" || c.Field == "surname")
	})
}

// fieldOf is the field of a column, "-" for one that is no field of a partner.
func fieldOf(c *profile.Column) string {
	switch {
	case slices.Contains(row.Mappable(), c.Field):
		return c.Field
	case c.Field == profile.FullName:
		return "name"
	}
	return "-"
}

// New finds out what the profile does with the columns.
func New(p *profile.Profile, h header.Header, call option.Namer) *Export {
	e := &Export{profile: p, header: h, call: call, slugs: &slugs{}}
	own, parent := -1, -1
	for i, column := range h.Columns {
		c := p.Meaning(column)
		switch {
		case c == nil:
		case c.Field == profile.OwnID && own < 0:
			own = i
		case c.Field == profile.ParentID && parent < 0:
			parent = i
		case len(c.Steps) == 0 || c.IsLink():
		case c.Field == profile.FullName && h.Derived().Name == i+1:
			e.steps = append(e.steps, fieldSteps{"name", c.Change}, fieldSteps{"surname", c.Change})
		case c.Field == h.Field(i):
			e.steps = append(e.steps, fieldSteps{c.Field, c.Change})
		}
	}
	if own >= 0 && parent >= 0 {
		e.family = &family{own: own, parent: parent, name: h.Columns[own], rows: map[string]relative{}}
	}
	return e
}

// Before changes the values of a record before they are cleaned. The problem says what
// is wrong with one of them. The cells are those of the line.
func (e *Export) Before(r *row.Record, line Line) (problem *row.Problem) {
	for _, s := range e.steps {
		value := r.Field(s.field)
		changed, err := s.change(*value)
		if err != nil && problem == nil {
			problem = &row.Problem{Code: row.KeyInvalid, Column: e.header.Name(s.field), Message: err.Error()}
		}
		if s.field == "key" && err == nil {
			e.slugs.note(line.Number, *value, changed)
		}
		*value = changed
	}
	if e.family != nil {
		if wrong := e.family.find(r, line.Cells, e.header); wrong != nil && problem == nil {
			problem = wrong
		}
	}
	return problem
}

// NoPartner says why a line is no partner, "" if it may be one: it is a total, or what
// a platform writes below the rows.
func (e *Export) NoPartner(cells []string) string {
	if e == nil || len(e.profile.Footers) == 0 || len(cells) == 0 || raw.HoldsAddress(cells) {
		return ""
	}
	first := strings.TrimSpace(cells[0])
	for _, footer := range e.profile.Footers {
		begin, open := strings.CutSuffix(footer, "*")
		if strings.EqualFold(first, begin) || open && len(first) > len(begin) && strings.EqualFold(first[:len(begin)], begin) {
			return fmt.Sprintf(sayFooter, cell.Quote(first), e.profile.Title)
		}
	}
	return ""
}

// ShortRow says why a row may be shorter than the header, "" if that is not known.
func (e *Export) ShortRow() string {
	if e == nil || e.profile.ShortRows == "" {
		return ""
	}
	return e.profile.ShortRows + " " + sayShortRow
}

// Section is the line above the table, "" if the file has only one.
func Section(p *profile.Profile) string {
	if p == nil {
		return ""
	}
	return p.Section
}
