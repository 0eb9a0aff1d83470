package ui

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/review"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A columnsPage says what each column becomes.
type columnsPage struct {
	Wrong    string // why the file cannot be read this way
	Columns  []columnLine
	Fields   []field
	First    []field // what the first partner would be
	Initials string
	Rows     int
	Used     int
	Warnings []string
	Reading  desk.Reading
	Kind     source.Description
	Tags     string
}

// A columnLine is a column with its first values.
type columnLine struct {
	Place  int
	Name   string
	Field  string
	Values []string
	ByHand bool
}

// A field is a field of a partner, with its name for people or a value.
type field struct{ Name, Label string }

// fields are what a column can become, in the order of the list.
func fields() []field {
	return []field{
		{"email", "E-mail"}, {"name", "First name"}, {"surname", "Last name"}, {"id", "Partner id"}, {"key", "Referral key"},
		{"tags", "Tags"}, {row.ReferrerColumn, "Referred by (e-mail, key or id)"}, {"referring_partner_email", "Referred by (e-mail)"},
		{"referring_partner_key", "Referred by (key)"}, {"referring_partner_id", "Referred by (id)"}, {"password", "Password"},
	}
}

// labelOf is the name of a field for people, "" for no field.
func labelOf(name string) string {
	for _, f := range fields() {
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
	page := columnsPage{Fields: fields(), Reading: im.Reading, Tags: strings.Join(im.Reading.Tags, ", ")}
	status := http.StatusOK
	if rv, err := s.review(r, im); err != nil {
		page.Wrong, status = printable(wordsOf(err)), http.StatusUnprocessableEntity
	} else if err := page.fill(rv); err != nil {
		page.Wrong, status = printable(err.Error()), http.StatusUnprocessableEntity
	}
	s.show(w, r, status, "columns", view{Title: "Columns", Step: 2, Import: im, Page: page})
}

// wordsOf is what is wrong with a file, without its path: the page shows its name.
func wordsOf(err error) string {
	var input *source.Error
	if errors.As(err, &input) {
		return strings.TrimPrefix(strings.TrimPrefix(input.Error(), input.Name), ": ")
	}
	return err.Error()
}

// fill shows the columns of a file that can be read.
func (p *columnsPage) fill(rv *review.Review) error {
	rows, _, err := rv.Window(review.Filter{Show: "all"}, 0, amongRows)
	if err != nil {
		return err
	}
	p.Rows, p.Warnings = rv.Standing().Rows, rv.Warnings()
	for place, column := range rv.Columns() {
		line := columnLine{Place: place, Name: printable(column.Name), Field: column.Field}
		_, line.ByHand = p.Reading.Columns[column.Name]
		for _, one := range rows {
			value := strings.TrimSpace(one.Cells[place])
			if value == "" || len(line.Values) == shownValues {
				continue
			}
			if rv.IsPassword(place) {
				value = masked
			}
			line.Values = append(line.Values, printable(value))
		}
		if column.Field != "" {
			p.Used++
		}
		p.Columns = append(p.Columns, line)
	}
	p.person(rv, rows)
	return nil
}

// masked is shown in place of every password, whatever its length.
const masked = "••••••••"

// person shows the first row without a problem as the partner that it becomes.
func (p *columnsPage) person(rv *review.Review, rows []review.Row) {
	for _, one := range rows {
		if one.Problem != nil {
			continue
		}
		for place, column := range rv.Columns() {
			value := printable(strings.TrimSpace(one.Cells[place]))
			if column.Field == "" || value == "" {
				continue
			}
			if rv.IsPassword(place) {
				value = masked
			}
			p.First = append(p.First, field{labelOf(column.Field), value})
			if column.Field == "name" || column.Field == "surname" {
				p.Initials += string([]rune(value)[:1])
			}
		}
		return
	}
}

// takeColumns takes over what a person chose, and reads the file anew if that changes
// anything.
func (s *Server) takeColumns(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if run := s.queue.Run(im.ID); run != nil && run.View().State.IsActive() {
		goTo(w, r, s.step(im))
		return
	}
	if reading := s.chosen(r, im); !reading.Equal(im.Reading) {
		im.Reading = reading
		s.forget(im)
	}
	if im.State == desk.Draft {
		im.State = desk.Checked
	}
	_, err := s.review(r, im)
	if err != nil {
		im.State = desk.Draft
	}
	if failed := im.Save(); failed != nil {
		s.refuse(w, r, im, 2, failed)
		return
	}
	if to := r.PostFormValue("to"); err == nil && to != "columns" {
		goTo(w, r, "/i/"+im.ID+"/check")
		return
	}
	goTo(w, r, "/i/"+im.ID+"/columns")
}

// chosen is what a form says about the reading. A column whose choice is that of the
// file is not mapped by hand.
func (s *Server) chosen(r *http.Request, im *desk.Import) desk.Reading {
	reading := desk.Reading{
		Sheet: strings.TrimSpace(r.PostFormValue("sheet")), Encoding: strings.TrimSpace(r.PostFormValue("encoding")),
		Delimiter: r.PostFormValue("delimiter"), Columns: map[string]string{}, Set: im.Reading.Set,
	}
	reading.SkipRows, _ = strconv.Atoi(r.PostFormValue("skip"))
	reading.SkipRows = max(0, reading.SkipRows)
	for _, tag := range strings.Split(r.PostFormValue("tags"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			reading.Tags = append(reading.Tags, tag)
		}
	}
	if reading.Delimiter == `\t` {
		reading.Delimiter = "\t"
	}
	if name := strings.TrimSpace(r.PostFormValue("email_column")); name != "" {
		reading.Columns[name] = "email"
	}
	s.mu.Lock()
	rv := s.reviews[im.ID]
	s.mu.Unlock()
	if rv == nil {
		return reading
	}
	for place, column := range rv.Columns() {
		choice, given := r.PostForm["column-"+strconv.Itoa(place)]
		old, byHand := im.Reading.Columns[column.Name]
		switch {
		case !given || choice[0] == column.Field && !byHand || choice[0] == "-" && column.Field == "" && !byHand:
		case choice[0] == "-" && column.Field == "" && byHand:
			reading.Columns[column.Name] = old
		default:
			reading.Columns[column.Name] = choice[0]
		}
	}
	return reading
}
