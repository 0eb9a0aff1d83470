package ui

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/source/profile"
)

// A columnsPage says what each column becomes.
type columnsPage struct {
	Wrong     string   // why the file cannot be read this way
	Names     []string // of the columns, if it cannot be read
	Columns   []columnLine
	Fields    []field
	First     []field // what the first partner would be
	Initials  string
	Rows      int
	Used      int
	Warnings  []string
	Reading   desk.Reading
	Kind      source.Description
	Sheets    []string
	Platforms []field // whose exports are known
	Like      field   // the platform that the file looks like
	From      string  // the title of the one that was chosen
	Statuses  []statusChoice
	Tags      string
	More      bool // a choice is made among those that few need
	Constants []constant
}

// A columnLine is a column with its first values.
type columnLine struct {
	Place   int
	Name    string
	Becomes string // a field, or what is made of it; "-" for nothing
	Values  []string
	Made    []madeValue
	Param   string // of links with the key
	ByHand  bool
	Carried bool
	Secret  bool
}

// A madeValue is what is made from a value.
type madeValue struct{ Value, Made string }

// A field is a field of a partner, with its name for people or a value.
type field struct{ Name, Label string }

// A constant is a value for rows without one.
type constant struct{ Field, Label, Value string }

// fields are what a column can become, in the order of the list.
func fields() []field {
	return []field{
		{"email", "E-mail"}, {"name", "First name"}, {"surname", "Last name"}, {"id", "Partner id"}, {"key", "Referral key"},
		{"tags", "Tags"}, {row.ReferrerColumn, "Referred by (e-mail, key or id)"}, {"referring_partner_email", "Referred by (e-mail)"},
		{"referring_partner_key", "Referred by (key)"}, {"referring_partner_id", "Referred by (id)"}, {"password", "Password"},
	}
}

// What is made from a column, as a form says it.
const (
	asNames = "names"
	asKey   = "link"
)

// madeOf are what can be made of a column, beside its fields.
func madeOf() []field {
	return []field{{asNames, "First and last name (split)"}, {asKey, "Referral key, out of a link"}}
}

// labelOf is the name of a field for people, "" for no field.
func labelOf(name string) string {
	for _, f := range append(fields(), madeOf()...) {
		if f.Name == name {
			return f.Label
		}
	}
	return ""
}

// shownValues is how many values of a column are shown, and amongRows is among how
// many rows they are looked for.
const (
	shownValues = 3
	amongRows   = 200
)

func (s *Server) columns(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	page := columnsPage{Fields: append(fields(), madeOf()...), Reading: im.Reading, Tags: strings.Join(im.Reading.Tags, ", "), Sheets: source.Sheets(im.Original())}
	status := http.StatusOK
	rv, err := s.review(r, im)
	if err == nil {
		err = page.fill(rv)
	}
	if err != nil {
		page.Wrong, status = printable(wordsOf(err)), http.StatusUnprocessableEntity
		var input *source.Error
		if errors.As(err, &input) {
			page.Names = input.Columns
			page.suggest(input.Like)
		}
	}
	page.choices()
	s.show(w, r, status, "columns", view{Title: "Columns", Step: 2, Import: im, Page: page})
}

func (p *columnsPage) suggest(like *profile.Profile) {
	if like != nil {
		p.Like = field{like.Name, like.Title}
	}
}

// choices are those that do not depend on the columns.
func (p *columnsPage) choices() {
	for _, known := range profile.All() {
		if known.Refused == "" {
			p.Platforms = append(p.Platforms, field{known.Name, known.Title})
		}
		if known.Name == p.Reading.From {
			p.From = known.Title
		}
	}
	slices.SortFunc(p.Platforms, func(a, b field) int { return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	for _, f := range fields() {
		if slices.Contains(constants(), f.Name) {
			p.Constants = append(p.Constants, constant{f.Name, f.Label, p.Reading.Set[f.Name]})
		}
	}
	p.More = len(p.Reading.Set)+len(p.Reading.Carry) > 0 || p.Reading.Repair
}

// constants are the fields that rows without a value may get one for. A password is not
// among them: it would be on the disk.
func constants() []string { return []string{"name", "surname", row.ReferrerColumn} }

// wordsOf is what is wrong with a file, without its path: the page shows its name.
func wordsOf(err error) string {
	var input *source.Error
	if errors.As(err, &input) {
		return strings.TrimPrefix(strings.TrimPrefix(input.Error(), input.Name), ": ")
	}
	return err.Error()
}
