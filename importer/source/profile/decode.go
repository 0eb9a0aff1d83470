package profile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/names"
)

// Decode reads a profile of YAML. The name of the file is for messages. An error says
// the line and the column.
func Decode(file string, content []byte) (*Profile, error) {
	all, err := decodeAll(file, content)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, fmt.Errorf("%s is empty; begin with the text that another profile has", file)
	case len(all) > 1:
		return nil, fmt.Errorf("%s has %d profiles; keep one, and put each other one into a file of its own", file, len(all))
	}
	return all[0], nil
}

func decodeAll(file string, content []byte) (all []*Profile, err error) {
	texts, decoder := split(content), yaml.NewDecoder(bytes.NewReader(content))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, invalid(file, err)
		}
		p := &Profile{}
		if len(all) < len(texts) {
			p.text = string(texts[len(all)])
		}
		d := reader{file}
		if err := d.profile(p, document.Content[0]); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// invalid is the error of text that is not YAML. The parser counts some lines from 0.
func invalid(file string, err error) error {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if n, _ := fmt.Sscanf(text, "line %d: did not find", &line); n == 1 {
		text = strings.Replace(text, strconv.Itoa(line), strconv.Itoa(line+1), 1)
	}
	return fmt.Errorf("%s is not valid YAML: %s; check the indentation, quotes and colons on that line", file, text)
}

// A reader reads the nodes of a document.
type reader struct{ file string }

func (d reader) wrong(at *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", d.file, max(at.Line, 1), max(at.Column, 1), fmt.Sprintf(format, args...))
}

// A reading reads the value of one setting.
type reading func(*yaml.Node) error

// Settings are the names of the settings of a profile, sorted.
func Settings() []string {
	return slices.Sorted(maps.Keys(reader{}.readings(&Profile{})))
}

func (d reader) profile(p *Profile, n *yaml.Node) error {
	if err := d.settings(n, d.readings(p)); err != nil {
		return err
	}
	return d.complete(p, n)
}

func (d reader) readings(p *Profile) map[string]reading {
	return map[string]reading{
		"name":        d.text(&p.Name),
		"title":       d.text(&p.Title),
		"file":        d.text(&p.File),
		"certainty":   d.certainty(p),
		"source":      d.text(&p.Source),
		"notes":       d.texts(&p.Notes),
		"refused":     d.text(&p.Refused),
		"signature":   d.signature(p),
		"columns":     d.columns(p),
		"key-choices": d.texts(&p.KeyChoices),
		"rows":        d.rows(&p.Rows),
		"footers":     d.texts(&p.Footers),
		"section":     d.text(&p.Section),
		"short-rows":  d.text(&p.ShortRows),
		"ignored":     d.unread(p, Ignored),
		"secret":      d.unread(p, Secret),
		"keys":        d.word(func(text string) { p.Keys = Keys(text) }, string(KeysLost)),
		"repeats":     d.word(func(text string) { p.Repeats = Repeats(text) }, string(SamePerson)),
		"suggest":     d.word(func(text string) { p.Suggest = Suggest(text) }, string(SuggestNever), string(SuggestExact)),
	}
}

// complete refuses a profile that lacks something.
func (d reader) complete(p *Profile, n *yaml.Node) error {
	p.Title = cmp.Or(p.Title, p.Name)
	for _, name := range append(slices.Clone(p.KeyChoices), p.Rows.Column) {
		if name != "" && p.Meaning(name) == nil {
			p.Columns = append(p.Columns, Column{Name: name, Field: Ignored})
		}
	}
	switch {
	case p.Name == "":
		return d.wrong(n, `the profile has no name; add a line such as "name: ours"`)
	case strings.ContainsFunc(p.Name, func(r rune) bool { return !isLetter(r) }):
		return d.wrong(n, "the name %q is not one word; use letters, digits and hyphens", p.Name)
	case p.Refused != "":
		return nil
	case len(p.ColumnsOf(row.Mappable()...)) == 0:
		return d.wrong(n, `the profile has no columns; add lines such as "columns:" and "  Email: email" below it`)
	}
	return nil
}

// isLetter reports whether a letter may be in the name of a profile.
func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}

// settings reads a mapping. Each name must be known, and there once.
func (d reader) settings(n *yaml.Node, known map[string]reading) error {
	return d.entries(n, func(name, value *yaml.Node) error {
		read, ok := known[name.Value]
		if !ok {
			return d.wrong(name, "there is no setting %q%s", name.Value, meant(name.Value, known))
		}
		return read(value)
	})
}

func meant[T any](given string, known map[string]T) string {
	all := map[string]string{}
	var list []string
	for name := range known {
		all[names.Fold(name)] = name
		list = append(list, name)
	}
	slices.Sort(list)
	return cmp.Or(strings.Replace(names.DidYouMean(names.Fold(given), all), " Did", "; did", 1), "; there are "+strings.Join(list, ", "))
}

// entries calls read for each line of a mapping.
func (d reader) entries(n *yaml.Node, read func(name, value *yaml.Node) error) error {
	if n = target(n); n.Kind != yaml.MappingNode {
		return d.wrong(n, `this must be lines with a name, a colon and a value`)
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if line := seen[name.Value]; line > 0 {
			return d.wrong(name, "%q is already on line %d; delete one of them", name.Value, line)
		}
		seen[name.Value] = name.Line
		if err := read(name, target(n.Content[i+1])); err != nil {
			return err
		}
	}
	return nil
}

// target is what an alias (*name) refers to.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (d reader) scalar(n *yaml.Node) (string, error) {
	switch {
	case n.Kind != yaml.ScalarNode:
		return "", d.wrong(n, "this must be one value, not a list or a group of lines")
	case n.Tag == "!!null":
		return "", d.wrong(n, "a value is missing; add one, or delete the line")
	}
	return n.Value, nil
}

func (d reader) text(to *string) reading {
	return func(n *yaml.Node) (err error) {
		*to, err = d.scalar(n)
		return err
	}
}

// texts reads a list, or one value.
func (d reader) texts(to *[]string) reading {
	return func(n *yaml.Node) error {
		items := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			items = n.Content
		}
		for _, item := range items {
			text, err := d.scalar(target(item))
			if err != nil {
				return err
			}
			*to = append(*to, text)
		}
		return nil
	}
}

// word reads one of some words.
func (d reader) word(set func(string), words ...string) reading {
	return func(n *yaml.Node) error {
		text, err := d.scalar(n)
		if err == nil && !slices.Contains(words, text) {
			return d.wrong(n, "%q is not known here; write %s", text, strings.Join(words, " or "))
		}
		set(text)
		return err
	}
}
