package main

import (
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"

	"partner-import/importer"
)

// showMapping prints column → field → first value.
func showMapping(w io.Writer, s *importer.Source) error {
	columns, err := s.Mapping()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 8, 1, ' ', 0)
	for _, c := range columns {
		column := cmp.Or(c.Column, "(every row)")
		if c.Column == "" && c.Field == "" {
			column = "(no name)"
		}
		fmt.Fprintf(table, "%s\t→ %s", shortened(column, 60), cmp.Or(c.Field, "(ignored)"))
		if c.First != "" {
			fmt.Fprintf(table, "\t→ %s", shortened(c.First, 60))
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
