package review

import (
	"cmp"
	"strings"

	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/source/profile"
)

// A Column is a column of the file.
type Column struct {
	Name  string
	Field string // "" if it is not imported
	Made  Made   // what is made from its values
	Param string // of the links that have the key, "" for those that are known
}

// Made is what is made from the values of a column.
type Made string

// What can be made of them.
const (
	Nothing Made = ""
	Names   Made = "names" // a full name becomes first and last name
	Key     Made = "key"   // a link becomes the key
)

// An About is what is known about a file beside its rows. It does not change.
type About struct {
	Kind     source.Description
	Warnings []string         // about the file as a whole, before it was checked
	Like     *profile.Profile // that the columns look like, nil without one
	Statuses []source.Status
	Examples []source.Example // of what is made from columns
	first    []person
}

// A person is a row as a partner.
type person struct {
	row    int
	record row.Record
}

// look notes what is known about the file.
func (r *Review) look(s *source.Source) (err error) {
	header := s.Header()
	r.headerLine = max(1, header.Line)
	kept := map[string]bool{}
	for _, name := range r.sheet.Columns {
		kept[name] = true
	}
	made := header.Derived()
	for i, name := range header.Columns {
		if !kept[name] {
			continue
		}
		c := Column{Name: name, Field: header.Field(i)}
		switch i {
		case made.Name - 1:
			c.Made = Names
		case made.Key - 1:
			c.Made, c.Param = Key, made.Parameter
		}
		r.columns = append(r.columns, c)
	}
	r.about = About{Kind: s.Description(), Warnings: s.Warnings(), Like: s.Like(), Examples: s.Examples()}
	r.about.Statuses, err = s.Statuses()
	return cmp.Or(err, r.meet(s))
}

// mostPersons is how many of the first rows may be shown as a partner.
const mostPersons = 20

// meet notes the first partners.
func (r *Review) meet(s *source.Source) error {
	rows := s.Rows()
	for n := 0; n < 200 && len(r.about.first) < mostPersons && rows.Next(); n++ {
		if one := rows.Row(); one.Problem == nil && one.LeftOut == "" {
			r.about.first = append(r.about.first, person{one.Number - 1, cloned(one.Record)})
		}
	}
	return rows.Err()
}

// cloned is a record that outlives the next row.
func cloned(r *row.Record) (own row.Record) {
	for _, field := range row.Mappable() {
		*own.Field(field) = strings.Clone(*r.Field(field))
	}
	return own
}

// Columns are the columns of the file.
func (r *Review) Columns() []Column { return r.columns }

// About is what is known about the file beside its rows.
func (r *Review) About() About { return r.about }

// First is the first row without a problem as the partner that it becomes, nil if none
// of the first rows is ready.
func (r *Review) First() *row.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.about.first {
		if _, wrong := r.problem(p.row); !wrong {
			return &p.record
		}
	}
	return nil
}
