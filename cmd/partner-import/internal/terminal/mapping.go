package terminal

import (
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"

	"partner-import/importer/source"
)

// WriteMapping prints a line for each column to w: column → field → first value.
// The error is one of w.
func WriteMapping(w io.Writer, columns []source.MappedColumn) error {
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
