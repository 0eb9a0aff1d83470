package source

import (
	"errors"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/reshape"
)

// made says how the fields of a row were made from its cells.
type made struct {
	key  reshape.Key
	name reshape.Reason // why a full name is in one piece
}

// derive makes the fields of a row that are no cells of it.
func (b *binder) derive(r *Parsed) {
	d := b.header.Derived()
	if d.Name > 0 {
		n := reshape.SplitName(r.text.Cells[d.Name-1])
		r.Record.Name, r.Record.Surname, r.made.name = n.Given, n.Family, n.Whole
	}
	if d.Key == 0 {
		return
	}
	key, err := reshape.TakeKey(r.text.Cells[d.Key-1], d.Parameter)
	r.Record.Key, r.made.key = key.Text, key
	if !cell.IsPlain(key.Text) {
		r.Plain = false // its letters were behind a "%"
	}
	if err != nil && r.LeftOut == "" {
		column := b.header.Columns[d.Key-1]
		r.Problem = &row.Problem{Code: row.KeyInvalid, Column: column, Message: err.Error() + parameterAdvice(err, column, b.header.Call())}
	}
}

// parameterAdvice says how to name the parameter of a link with several.
func parameterAdvice(err error, column string, call option.Namer) string {
	var link *reshape.LinkError
	if !errors.As(err, &link) || link.Kind != reshape.TwoKeys && link.Kind != reshape.OtherParameter {
		return ""
	}
	return " To name the parameter, use " + call.Call(option.KeyFrom, option.Word(column+":"+link.Parameters[0])) + "."
}

// An Example is what was made from the value of a column.
type Example struct {
	Column, Value string
	Fields        []string // that were made
	Made          []string // their values
}

// mostExamples is how many rows are shown before anything is sent.
const mostExamples = 3

// Examples are what is made from the first values of columns.
func (s *Source) Examples() (list []Example) {
	d := s.header.Derived()
	if !d.Any() {
		return nil
	}
	keys, full := 0, 0
	for rows, n := s.Rows(), 0; n < rowsToShow && rows.Next() && (d.Key > 0 && keys < mostExamples || d.Name > 0 && full < mostExamples); n++ {
		r := rows.row
		if r.Problem != nil || r.LeftOut != "" {
			continue
		}
		if d.Name > 0 && r.Record.Name != "" && full < mostExamples {
			full++
			list = append(list, Example{s.header.Columns[d.Name-1], cloned(r.text.Cells[d.Name-1]), []string{"name", "surname"}, []string{cloned(r.Record.Name), cloned(r.Record.Surname)}})
		}
		if d.Key > 0 && r.Record.Key != "" && !strings.ContainsAny(r.Record.Key, " /?") && keys < mostExamples {
			keys++
			list = append(list, Example{s.header.Columns[d.Key-1], cloned(r.text.Cells[d.Key-1]), []string{"key"}, []string{cloned(r.Record.Key)}})
		}
	}
	slices.SortStableFunc(list, func(a, b Example) int { return strings.Compare(a.Column, b.Column) })
	return list
}

func cloned(text string) string { return strings.Clone(strings.TrimSpace(text)) }
