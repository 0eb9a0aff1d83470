package choose

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/raw"
)

// Choices are what a person said about the rows, for the columns of one file. They
// are safe for concurrent use. The zero value takes every row.
type Choices struct {
	only, skip []*bound
	call       option.Namer
}

// A bound is a choice for one column.
type bound struct {
	column int
	name   string
	kind   Kind
	values []alternative
	at     map[string]int // folded value → its index in values
	star   int            // the index of "any value", -1 without one
	met    []atomic.Bool  // by value: a row has it
	reason string         // why a row is left out
}

// Bind finds the columns of the choices. It refuses a choice for a column that does
// not exist, or that exists twice.
func Bind(columns, only, skip []string, call option.Namer) (Choices, error) {
	all := Choices{call: call}
	for _, text := range only {
		b, err := bind(columns, choice{Only, text}, call)
		if err != nil {
			return all, err
		}
		all.only = append(all.only, b)
	}
	for _, text := range skip {
		b, err := bind(columns, choice{Skip, text}, call)
		if err != nil {
			return all, err
		}
		all.skip = append(all.skip, b)
	}
	return all, nil
}

func bind(columns []string, c choice, call option.Namer) (*bound, error) {
	named := call.Call(c.kind.option(), option.Word(c.text))
	if err := Check(c.text); err != nil {
		return nil, refused("%s %v.", named, err)
	}
	cuts := c.cuts()
	name, list, found := cuts[0][0], "", []int(nil)
	for _, cut := range cuts {
		if at := names.Find(columns, cut[0]); len(at) > 0 {
			name, list, found = cut[0], cut[1], at
		}
	}
	switch {
	case len(found) == 0:
		return nil, refused("There is no column %s for %s. The columns are: %s.%s",
			cell.Quote(name), named, cell.QuoteList(columns, 20), names.NearestOf(name, columns))
	case len(found) > 1:
		return nil, refused("Columns %d and %d are both called %s, so %s is not clear. Rename one of them.",
			found[0]+1, found[1]+1, cell.Quote(columns[found[0]]), named)
	}
	return newBound(c.kind, found[0], columns, list, named), nil
}

func refused(format string, args ...any) error {
	return &raw.Refusal{Message: fmt.Sprintf(format, args...)}
}

func newBound(kind Kind, column int, columns []string, list, named string) *bound {
	b := &bound{column: column, name: columns[column], kind: kind, values: values(list), at: map[string]int{}, star: -1}
	for i, v := range b.values {
		if v.any {
			b.star = i
		} else if _, again := b.at[Fold(v.text)]; !again {
			b.at[Fold(v.text)] = i
		}
	}
	b.met = make([]atomic.Bool, len(b.values))
	b.reason = "Left out by " + named + "."
	return b
}

func (k Kind) option() option.Name {
	if k == Skip {
		return option.Skip
	}
	return option.Only
}

// Any reports whether there are any choices.
func (c *Choices) Any() bool { return len(c.only)+len(c.skip) > 0 }

// Requires reports whether the values that are meant are named for a column.
func (c *Choices) Requires(column int) bool {
	return slices.ContainsFunc(c.only, func(b *bound) bool { return b.column == column })
}

// LeavesOut is a sentence that says why a row is left out, "" for one that is meant.
func (c *Choices) LeavesOut(cells []string) string {
	reason := ""
	for _, b := range c.skip {
		if b.describes(cells) && reason == "" {
			reason = b.reason
		}
	}
	for _, b := range c.only {
		if !b.describes(cells) && reason == "" {
			reason = b.reason
		}
	}
	return reason
}

// describes reports whether a row has one of the values, and notes which.
func (b *bound) describes(cells []string) bool {
	text := Fold(cells[b.column])
	at, found := b.at[text]
	if !found {
		at = b.star
		found = at >= 0 && text != ""
	}
	if found && !b.met[at].Load() {
		b.met[at].Store(true)
	}
	return found
}

// By names the options that leave rows out: "--skip", or "--only and --skip".
func (c *Choices) By() string {
	var list []string
	if len(c.only) > 0 {
		list = append(list, c.call.Call(option.Only, ""))
	}
	if len(c.skip) > 0 {
		list = append(list, c.call.Call(option.Skip, ""))
	}
	return strings.Join(list, " and ")
}

// Unmet is a warning for each value that no row has. All rows must have been asked
// for before.
func (c *Choices) Unmet() (list []string) {
	for _, b := range append(slices.Clone(c.only), c.skip...) {
		var texts []string
		for i, v := range b.values {
			if at, own := b.at[Fold(v.text)]; !b.met[i].Load() && (v.any || own && at == i) {
				texts = append(texts, shown(v))
			}
		}
		if len(texts) > 0 {
			list = append(list, fmt.Sprintf("%s: no row has %s in %s.", b.calls(c.call), strings.Join(texts, " or "), cell.Name(b.name)))
		}
	}
	return list
}

func (b *bound) calls(call option.Namer) string { return call.Call(b.kind.option(), "") }

func shown(v alternative) string {
	switch {
	case v.any:
		return "a value"
	case v.text == "":
		return "an empty cell"
	}
	return cell.Quote(v.text)
}

// Concern reports whether a choice is about a column.
func (c *Choices) Concern(column int) bool {
	about := func(b *bound) bool { return b.column == column }
	return slices.ContainsFunc(c.only, about) || slices.ContainsFunc(c.skip, about)
}
