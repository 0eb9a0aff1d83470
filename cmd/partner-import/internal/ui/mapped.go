package ui

import (
	"slices"
	"strings"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/review"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// fill shows the columns of a file that can be read.
func (p *columnsPage) fill(rv *review.Review) error {
	rows, _, err := rv.Window(review.Filter{Show: "all"}, 0, amongRows)
	if err != nil {
		return err
	}
	about := rv.About()
	p.Rows, p.Warnings, p.Kind, p.Statuses = rv.Standing().Rows, about.Warnings, about.Kind, statusChoices(about.Statuses, p.Reading.Chosen)
	p.suggest(about.Like)
	if about.Like != nil { // which has its own place
		p.Warnings = slices.DeleteFunc(slices.Clone(p.Warnings), func(text string) bool { return strings.HasPrefix(text, "This looks like an export of "+p.Like.Label) })
	}
	for place, column := range rv.Columns() {
		line := columnLine{Place: place, Name: printable(column.Name), Becomes: becomes(column), Param: column.Param, Secret: rv.IsPassword(place)}
		_, line.ByHand = p.Reading.Columns[column.Name]
		line.ByHand = line.ByHand || isMadeByHand(&p.Reading, column)
		line.Carried = slices.Contains(p.Reading.Carry, column.Name)
		if line.Becomes != "-" {
			p.Used++
		}
		line.show(rv, rows)
		line.examples(column, about.Examples)
		p.Columns = append(p.Columns, line)
	}
	p.person(rv.First())
	return nil
}

// becomes is what a column becomes, as a form says it.
func becomes(c review.Column) string {
	switch {
	case c.Made == review.Names:
		return asNames
	case c.Made == review.Key:
		return asKey
	case c.Field != "":
		return c.Field
	}
	return "-"
}

func isMadeByHand(r *desk.Reading, c review.Column) bool {
	switch c.Made {
	case review.Names:
		return r.SplitName != ""
	case review.Key:
		return r.KeyFrom != ""
	}
	return false
}

// show notes the first values.
func (l *columnLine) show(rv *review.Review, rows []review.Row) {
	for _, one := range rows {
		value := strings.TrimSpace(one.Cells[l.Place])
		if value == "" || len(l.Values) == shownValues {
			continue
		}
		if l.Secret {
			value = masked
		}
		l.Values = append(l.Values, printable(value))
	}
}

// examples notes what is made from the first values.
func (l *columnLine) examples(c review.Column, all []source.Example) {
	if c.Made == review.Nothing {
		return
	}
	for _, e := range all {
		if e.Column == c.Name && slices.Contains(e.Fields, "key") == (c.Made == review.Key) {
			l.Made = append(l.Made, madeValue{printable(e.Value), printable(strings.Join(e.Made, " · "))})
		}
	}
}

// masked is shown in place of every password, whatever its length.
const masked = "••••••••"

// person shows a row as the partner that it becomes.
func (p *columnsPage) person(r *row.Record) {
	if r == nil {
		return
	}
	for _, f := range fields() {
		value := printable(strings.TrimSpace(*r.Field(f.Name)))
		if value == "" {
			continue
		}
		if f.Name == "password" {
			value = masked
		}
		p.First = append(p.First, field{f.Label, value})
		if f.Name == "name" || f.Name == "surname" {
			p.Initials += string([]rune(value)[:1])
		}
	}
}

// A statusChoice is a column that says who is meant, with its words.
type statusChoice struct {
	Place   int
	Column  string
	Words   []wordChoice
	Others  int  // rows with other words
	Rest    bool // these are meant
	Refused bool // somebody was refused
	Decided bool
}

// A wordChoice is a word that rows have.
type wordChoice struct {
	Value, Text string
	Rows        int
	Refused     bool
	Chosen      bool
}

func statusChoices(statuses []source.Status, chosen map[string]desk.Choice) (all []statusChoice) {
	for place, status := range statuses {
		by, decided := chosen[status.Name]
		c := statusChoice{Place: place, Column: printable(status.Name), Others: status.Others, Decided: decided}
		c.Rest = c.Others > 0 && (len(by.Skip) > 0 || slices.Contains(by.Only, "*"))
		for _, word := range status.Words {
			c.Refused = c.Refused || word.Refused
			c.Words = append(c.Words, wordChoice{
				Value: word.Value, Text: printable(word.Text), Rows: word.Rows, Refused: word.Refused,
				Chosen: slices.Contains(by.Only, word.Value) || c.Rest && !slices.Contains(by.Skip, word.Value),
			})
		}
		all = append(all, c)
	}
	return all
}
