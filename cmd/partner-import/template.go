package main

import (
	"encoding/csv"

	"partner-import/importer/row"

	"github.com/spf13/cobra"
)

func newTemplate() *cobra.Command {
	return &cobra.Command{
		Use:     "template",
		Short:   "Print a CSV with every column and two example rows",
		Long:    "Template prints a CSV file with every column that is known and two example rows.\nOnly email is required; leave out the columns that you do not need.",
		Example: "  partner-import template > partners.csv",
		Args:    nothingElse,
		RunE: func(c *cobra.Command, _ []string) error {
			w := csv.NewWriter(c.OutOrStdout())
			return w.WriteAll([][]string{
				row.Fields(),
				{"jane.smith@example.com", "Jane", "Smith", "", "aff-1001", "jane", "gold; newsletter", "", "", ""},
				{"joao.silva@example.com", "João", "Silva", "", "", "", "", "aff-1001", "", ""},
			})
		},
	}
}
