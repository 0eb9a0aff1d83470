package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer/row"
)

// templateFlags say what kind of template to make, and where.
type templateFlags struct {
	xlsx   bool
	output string
}

func newTemplate() *cobra.Command {
	f := &templateFlags{}
	c := &cobra.Command{
		Use:   "template",
		Short: "Make a spreadsheet with every column and two example rows",
		Long: `Make a spreadsheet with every column and two example rows. Replace these rows with
your partners. Only email is required; delete the columns that you do not need.

With --xlsx it is a workbook. Its cells are text, so that Excel keeps zeros at the
beginning of a number, and a second sheet explains each column. Without it, it is a
CSV file that Excel, too, reads with all accents.`,
		Example: `  partner-import template -o partners.xlsx
  partner-import template > partners.csv
  partner-import template --xlsx > partners.xlsx`,
		GroupID: coreCommands,
		Args:    nothingElse,
		RunE:    func(c *cobra.Command, _ []string) error { return f.run(c.OutOrStdout()) },
	}
	c.Flags().BoolVar(&f.xlsx, "xlsx", false, "make an .xlsx workbook")
	c.Flags().StringVarP(&f.output, "output", "o", "", "write to the new file `PATH`; .xlsx makes a workbook (default: standard output)")
	return c
}

func (f *templateFlags) run(stdout io.Writer) error {
	f.xlsx = f.xlsx || strings.EqualFold(filepath.Ext(f.output), ".xlsx")
	if f.xlsx && f.output == "" && terminal.Is(stdout) {
		return usageError{"a workbook cannot be shown on a terminal; write it to a file: partner-import template -o partners.xlsx"}
	}
	write := writeTemplate
	if f.xlsx {
		write = writeWorkbook
	}
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	if f.output == "" {
		_, err := content.WriteTo(stdout)
		return err
	}
	return writeNew(f.output, content.Bytes())
}

// writeNew writes a file that did not exist: a template must not replace a list of
// partners.
func writeNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return usageError{fmt.Sprintf("-o: %s already exists; choose another name, or delete it first", path)}
	case err != nil:
		return usageError{fmt.Sprintf("-o: %v; choose a folder that exists and that you can write to", err)}
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// byteOrderMark makes Excel read a CSV file as UTF-8.
const byteOrderMark = "\ufeff"

func writeTemplate(w io.Writer) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	return csv.NewWriter(w).WriteAll(templateRows())
}

// templateRows are the header and the two example rows. No one can have such
// addresses; an import leaves these rows out, except in the sandbox.
func templateRows() [][]string {
	return [][]string{
		row.Fields(),
		{"jane.smith@template.invalid", "Jane", "Smith", "", "aff-1001", "jane", "gold; newsletter", "", "", ""},
		{"joao.silva@template.invalid", "João", "Silva", "", "", "", "", "aff-1001", "", ""},
	}
}
