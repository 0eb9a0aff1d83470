package source

import (
	"fmt"
	"strings"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/standing"
	"partner-import/importer/source/profile"
)

// An UndecidedError says that a file has partners who were rejected, and that nobody
// said whether they are meant. An import would create and approve them.
type UndecidedError struct {
	Name string   // of the file
	Said []string // about each column: "Status: 2 active, 1 rejected."
	Good []string // COLUMN=VALUE for Options.Only: those who were not rejected; may be empty
	Bad  []string // likewise for Options.Skip: those who were
	All  []string // likewise for Options.Only: all of them

	// Like is the profile that the file looks like, nil without one. It knows who is
	// meant.
	Like *profile.Profile

	call option.Namer
}

// Error says which choices there are.
func (e *UndecidedError) Error() string {
	var ways []string
	if e.Like != nil {
		ways = append(ways, e.call.Call(option.From, e.Like.Name))
	}
	for _, c := range []struct {
		name  option.Name
		words []string
	}{{option.Only, e.Good}, {option.Skip, e.Bad}} {
		if len(c.words) > 0 {
			ways = append(ways, calls(e.call, c.name, c.words))
		}
	}
	return fmt.Sprintf("%s: %s Nothing was sent. Say which rows you mean: %s. For all of them: %s.",
		e.Name, e.Summary(), strings.Join(ways, ", or "), calls(e.call, option.Only, e.All))
}

// Summary says what would happen.
func (e *UndecidedError) Summary() string {
	return strings.Join(e.Said, " ") + " An import creates all of them, approved."
}

func calls(call option.Namer, name option.Name, words []string) string {
	list := make([]string, len(words))
	for i, text := range words {
		list[i] = call.Call(name, option.Word(text))
	}
	return strings.Join(list, " ")
}

// Standing says what the counts of all rows mean: warnings, and an error if somebody
// must decide before anything is sent.
func (s *Source) Standing(t *Tally, invite bool) (warnings []string, undecided *UndecidedError) {
	e := &UndecidedError{Name: s.Shown(), Like: s.like(), call: s.options.Call}
	for _, f := range s.watch.Report(&t.standing) {
		if s.choices.Requires(f.Column) {
			continue // the values that are meant were named
		}
		warnings = append(warnings, s.ofStanding(&f, invite))
		if !f.Refused {
			continue
		}
		e.Said, e.Bad, e.All = append(e.Said, f.Said), appendText(e.Bad, f.Bad), append(e.All, f.All)
		e.Good = appendText(e.Good, f.Good)
	}
	if len(e.Said) == 0 {
		return warnings, nil
	}
	return warnings, e
}

func (s *Source) ofStanding(f *standing.Finding, invite bool) string {
	does := "creates all of them, approved"
	if invite {
		does = "invites all of them"
	}
	text := fmt.Sprintf("%s An import %s.", f.Said, does)
	if !f.Known {
		text += " It does not know what these values mean."
	}
	advice := f.Advice(s.options.Call)
	switch {
	case advice == "":
		return text
	case f.Refused:
		return text + " It asks you first which rows you mean: " + advice + "."
	}
	return text + " To leave some of them out, use " + advice + "."
}

func appendText(list []string, text string) []string {
	if text == "" {
		return list
	}
	return append(list, text)
}
