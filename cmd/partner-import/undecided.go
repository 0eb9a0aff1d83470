package main

import (
	"errors"
	"slices"
	"strings"

	"partner-import/importer/option"
	"partner-import/importer/source"
)

// An undecidedError says that a person must choose rows, and proposes commands.
type undecidedError struct {
	*source.UndecidedError
	command []string // as it was given
}

// undecided gives such an error the command that it is about.
func (r *runner) undecided(err error, path string) error {
	e := undecidedError{command: []string{"import", path}}
	if !errors.As(err, &e.UndecidedError) {
		return err
	}
	if inputs := r.inputs; inputs == 1 && !slices.Contains(r.env.args, "--") {
		e.command = r.env.args
	}
	return e
}

// Unwrap returns the error of the importer.
func (e undecidedError) Unwrap() error { return e.UndecidedError }

// Lines are a sentence, and the commands to choose from.
func (e undecidedError) Lines() []string {
	lines := []string{e.Name + ": " + e.Summary() + " Nothing was sent. Say which rows you mean:"}
	if e.Like != nil {
		lines = append(lines, e.with("from", []string{e.Like.Name})+"    (as an export of "+e.Like.Title+")")
	}
	if len(e.Good) > 0 {
		lines = append(lines, e.with("only", e.Good))
	}
	if len(e.Bad) > 0 {
		lines = append(lines, e.with("skip", e.Bad))
	}
	return append(lines, e.with("only", e.All)+"    (all of them)")
}

// with is the command with more flags.
func (e undecidedError) with(flag string, values []string) string {
	words := []string{"partner-import"}
	for _, word := range e.command {
		words = append(words, option.Word(word))
	}
	for _, value := range values {
		words = append(words, "--"+flag, option.Word(value))
	}
	return strings.Join(words, " ")
}
