package profile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/reshape"
)

// Fields are what a column can mean in a profile.
func Fields() []string {
	return append(row.Mappable(), FullName, OwnID, ParentID, Ignored, Secret)
}

// A StepHelp says what a step does, and what it needs after its name.
type StepHelp = reshape.StepHelp

// Steps are the steps that change a value.
func Steps() []StepHelp { return reshape.Steps() }

func (d reader) certainty(p *Profile) reading {
	all := []string{string(Vendor), string(Code), string(Users), string(API)}
	return d.word(func(text string) { p.Certainty = Certainty(text) }, all...)
}

// signature reads a list of names, and of lists of names.
func (d reader) signature(p *Profile) reading {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.SequenceNode {
			return d.wrong(n, `this must be a list of columns, such as [Affiliate ID, Email]`)
		}
		for _, item := range n.Content {
			var alternatives []string
			if err := d.texts(&alternatives)(target(item)); err != nil {
				return err
			}
			if len(alternatives) == 0 {
				return d.wrong(item, "this list is empty; name a column in it")
			}
			p.Signature = append(p.Signature, alternatives)
		}
		return nil
	}
}

// columns reads lines such as "Email: email" and "Link: {field: key, steps: [link]}".
func (d reader) columns(p *Profile) reading {
	return func(n *yaml.Node) error {
		return d.entries(n, func(name, value *yaml.Node) error {
			c := Column{Name: name.Value}
			read := d.field(&c)
			if value.Kind == yaml.MappingNode {
				read = func(n *yaml.Node) error {
					return d.settings(n, map[string]reading{"field": d.field(&c), "steps": d.steps(&c), "note": d.text(&c.Note)})
				}
			}
			if err := read(value); err != nil {
				return err
			}
			if c.Field == "" {
				return d.wrong(value, `the column has no field; add "field: key", or another field`)
			}
			p.Columns = append(p.Columns, c)
			return nil
		})
	}
}

// unread reads a list of columns that are not read.
func (d reader) unread(p *Profile, field string) reading {
	return func(n *yaml.Node) error {
		var all []string
		err := d.texts(&all)(n)
		for _, name := range all {
			p.Columns = append(p.Columns, Column{Name: name, Field: field})
		}
		return err
	}
}

func (d reader) field(c *Column) reading {
	return func(n *yaml.Node) error {
		text, err := d.scalar(n)
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for _, field := range Fields() {
			if known[field] = true; names.Fold(field) == names.Fold(text) {
				c.Field = field
				return nil
			}
		}
		return d.wrong(n, "there is no field %q%s", text, meant(text, known))
	}
}

func (d reader) steps(c *Column) reading {
	return func(n *yaml.Node) error {
		if err := d.texts(&c.Steps)(n); err != nil {
			return err
		}
		items := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			items = n.Content
		}
		for i, text := range c.Steps {
			step, err := reshape.ParseStep(text)
			if err != nil {
				return d.wrong(items[i], "%v", err)
			}
			c.chain = append(c.chain, step)
		}
		return nil
	}
}

// rows reads which values of a status are meant.
func (d reader) rows(r *Rows) reading {
	return func(n *yaml.Node) error {
		err := d.settings(n, map[string]reading{
			"column": d.text(&r.Column), "take": d.texts(&r.Take), "leave": d.texts(&r.Leave), "doubt": d.texts(&r.Doubt),
		})
		switch {
		case err != nil:
			return err
		case r.Column == "":
			return d.wrong(n, `the rows have no column; add "column: Status", or what it is called`)
		case len(r.Take) == 0 && len(r.Leave) == 0, len(r.Take) > 0 && len(r.Leave) > 0:
			return d.wrong(n, `name the values to create with "take", or the values to leave out with "leave"`)
		}
		return nil
	}
}

// Describe says what becomes of a column, for people.
func (c *Column) Describe() string {
	text := c.Field
	if len(c.Steps) > 0 {
		text = fmt.Sprintf("%s (%s)", text, strings.Join(c.Steps, ", then "))
	}
	return text
}

// IsRead reports whether anything is read from the column.
func (c *Column) IsRead() bool { return !slices.Contains([]string{Ignored, Secret}, c.Field) }
