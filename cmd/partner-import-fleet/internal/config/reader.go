package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A reader reads nodes of one file, and knows how to say what is wrong with them.
type reader struct{ path string }

// An entry is a name and its value.
type entry struct{ name, value *yaml.Node }

// root returns the only document of the file.
func (r reader) root(content []byte) (*yaml.Node, error) {
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf(`%s is empty; write "store:", "journal:" and "customers:" into it`, r.path)
	case err != nil:
		return nil, fmt.Errorf("%s is not valid YAML: %s; check the indentation, quotes and colons on that line", r.path, strings.TrimPrefix(err.Error(), "yaml: "))
	case !errors.Is(decoder.Decode(&second), io.EOF):
		return nil, r.wrong(&second, "a second document begins here; keep the fleet in one")
	}
	return document.Content[0], nil
}

// wrong is an error about a node, with its line and column.
func (r reader) wrong(at *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %s", r.at(at), fmt.Sprintf(format, args...))
}

func (r reader) at(n *yaml.Node) string {
	return fmt.Sprintf("%s:%d:%d", r.path, max(n.Line, 1), max(n.Column, 1))
}

// entries reads a mapping in its order. Its names must be among the given ones; with
// nil, any name that can be part of an id will do.
func (r reader) entries(n *yaml.Node, names []string, example string) ([]entry, error) {
	n = target(n)
	if n.Kind != yaml.MappingNode {
		return nil, r.wrong(n, "must be lines like %q", example)
	}
	var list []entry
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if err := r.checkName(name, names); err != nil {
			return nil, err
		}
		if first := lines[name.Value]; first > 0 {
			return nil, r.wrong(name, "%q is already on line %d; delete one of them", name.Value, first)
		}
		lines[name.Value] = name.Line
		list = append(list, entry{name, target(n.Content[i+1])})
	}
	return list, nil
}

func (r reader) checkName(name *yaml.Node, names []string) error {
	switch {
	case names == nil:
		return r.isID(name)
	case slices.Contains(names, name.Value):
		return nil
	}
	return r.wrong(name, "there is no %q here%s", name.Value, meant(name.Value, names))
}

// isID refuses what cannot be part of the id of a run, of a path and of a secret.
func (r reader) isID(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`).MatchString(n.Value) {
		return r.wrong(n, "%q cannot be a name; use letters a to z, digits, and . _ - after the first one", n.Value)
	}
	return nil
}

// text reads a value that is one word or sentence.
func (r reader) text(e entry) (string, error) {
	if e.value.Kind != yaml.ScalarNode || e.value.Tag == "!!null" || e.value.Value == "" {
		return "", r.wrong(e.name, "%q has no value; add one, or delete the line", e.name.Value)
	}
	return e.value.Value, nil
}

// duration reads a length of time within limits.
func (r reader) duration(e entry, least, most time.Duration) (time.Duration, error) {
	text, err := r.text(e)
	if err != nil {
		return 0, err
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		return 0, r.wrong(e.value, "%q must be a time from %s to %s, such as %s", e.name.Value, least, most, max(least, min(most, time.Minute)))
	}
	return d, nil
}

// target is what an alias (*name) refers to.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
