package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/pflag"

	"partner-import/importer"
)

// A mappingsFlag is COLUMN=FIELD, any number of times.
type mappingsFlag []importer.Mapping

func (m *mappingsFlag) Type() string { return "COLUMN=FIELD" }

func (m *mappingsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (m *mappingsFlag) Append(text string) error { return m.Set(text) }

func (m *mappingsFlag) Set(text string) error {
	mapping, err := importer.ParseMapping(text)
	*m = append(*m, mapping)
	return err
}

// A constantsFlag is FIELD=VALUE, any number of times.
type constantsFlag []importer.Constant

func (c *constantsFlag) Type() string { return "FIELD=VALUE" }

func (c *constantsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (c *constantsFlag) Append(text string) error { return c.Set(text) }

func (c *constantsFlag) Set(text string) error {
	constant, err := importer.ParseConstant(text)
	*c = append(*c, constant)
	return err
}

// A tagsFlag is a tag, any number of times.
type tagsFlag []string

func (t *tagsFlag) Type() string { return "TAG" }

func (t *tagsFlag) String() string { return "" }

// Append makes it repeatable for the environment and the config file.
func (t *tagsFlag) Append(text string) error { return t.Set(text) }

// Set refuses what is no tag, as where a script's variable is empty.
func (t *tagsFlag) Set(text string) error {
	if strings.Trim(text, " ,;|") == "" {
		return errors.New("must be a tag, like 2025")
	}
	*t = append(*t, text)
	return nil
}

func addShowMapping(flags *pflag.FlagSet, show *bool) {
	flags.BoolVar(show, "show-mapping", false, "print which column holds which field, with its first value, and stop")
}

// showMapping prints column → field → first value.
func showMapping(w io.Writer, s *importer.Source) error {
	columns, err := s.Mapping()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 8, 1, ' ', 0)
	for _, c := range columns {
		column := firstOf(c.Column, "(every row)")
		if c.Column == "" && c.Field == "" {
			column = "(no name)"
		}
		fmt.Fprintf(table, "%s\t→ %s", shortened(column, 60), firstOf(c.Field, "(ignored)"))
		if c.First != "" {
			fmt.Fprintf(table, "\t→ %s", shortened(c.First, 60))
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
