// Package reshape changes values of cells on their way to a field: a link becomes a
// key, a full name becomes two names. All of it is pure: the same value gives the same
// result, whatever was read before. Everything here is safe for concurrent use.
package reshape

import (
	"fmt"
	"strings"
)

// A Chain is what is done to a value, step by step. The empty chain changes nothing.
type Chain []Step

// A Step is one change of a value.
type Step struct {
	text string
	run  func(string) (string, error)
}

// String is the step as [ParseStep] reads it.
func (s Step) String() string { return s.text }

// Apply changes a value. The error says what is wrong with it.
func (c Chain) Apply(value string) (string, error) {
	for _, step := range c {
		var err error
		if value, err = step.run(value); err != nil {
			return "", err
		}
	}
	return value, nil
}

// FromLink is the step that takes the key out of a link: see [TakeKey].
func FromLink(parameter string) Step {
	return Step{strings.TrimSpace("link " + parameter), func(s string) (string, error) {
		key, err := TakeKey(s, parameter)
		return key.Text, err
	}}
}

// ParseStep reads a step: its name, and what it needs, such as "link via" or "prefix
// awp-". What a step needs may be in double quotes.
func ParseStep(text string) (Step, error) {
	name, argument, _ := strings.Cut(strings.TrimSpace(text), " ")
	argument = strings.TrimSpace(argument)
	if len(argument) > 1 && strings.HasPrefix(argument, `"`) && strings.HasSuffix(argument, `"`) {
		argument = argument[1 : len(argument)-1]
	}
	for _, k := range kinds() {
		switch {
		case k.name != name:
		case k.needs == "" && argument != "":
			return Step{}, fmt.Errorf("the step %q takes nothing after its name", name)
		case argument == "" && !k.optional() && k.needs != "":
			return Step{}, fmt.Errorf("the step %q needs %s after its name", name, k.needs)
		case name == "link":
			return FromLink(argument), nil
		default:
			return Step{strings.TrimSpace(text), func(s string) (string, error) { return k.run(s, argument), nil }}, nil
		}
	}
	return Step{}, fmt.Errorf("there is no step %q; the steps are %s", name, strings.Join(stepNames(), ", "))
}

// A kind is a step by name.
type kind struct {
	name  string
	needs string // what comes after the name, "" for nothing; "[…]" need not be there
	does  string
	run   func(value, argument string) string
}

func (k kind) optional() bool { return strings.HasPrefix(k.needs, "[") }

func kinds() []kind {
	alone := func(run func(string) string) func(string, string) string {
		return func(value, _ string) string { return run(value) }
	}
	emptied := func(value, word string) string { return Emptied(value, word) }
	return []kind{
		{"link", "[PARAMETER]", "takes the key out of a link", nil},
		{"unslash", "", `removes the backslashes of PHP: O\'Brien becomes O'Brien`, alone(Unslash)},
		{"one-tag", "", "the whole cell is one tag, even with a comma", alone(OneTag)},
		{"list", "SEPARATOR", "the cell is a list of tags with this separator", ListOf},
		{"without", "WORD", `leaves out this tag; "WORD*": all tags that begin so`, Without},
		{"empty", "WORD", "this word means nothing", emptied},
		{"prefix", "TEXT", "puts the text before the value", Prefixed},
		{"slug", "", "white space becomes a hyphen", alone(Slug)},
		{"first", "SEPARATOR", "takes the first of several values", First},
	}
}

// A StepHelp says what a step does.
type StepHelp struct{ Name, Needs, Does string }

// Steps are the steps that ParseStep knows.
func Steps() (all []StepHelp) {
	for _, k := range kinds() {
		all = append(all, StepHelp{k.name, k.needs, k.does})
	}
	return all
}

func stepNames() (all []string) {
	for _, k := range kinds() {
		all = append(all, k.name)
	}
	return all
}
