package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer/source/profile"
)

func newFormats() *cobra.Command {
	yaml := false
	c := &cobra.Command{
		Use:   "formats [NAME]",
		Short: "List the platforms whose exports can be read",
		Long: `List the platforms whose exports can be read with --from. With a name, show which
columns are read, what is done to their values, and which rows are left out.

With --yaml you get a profile as text. Change it, and use it with --from ./ours.yaml.
(See: partner-import help formats)`,
		Example: `  partner-import formats
  partner-import formats affiliatewp
  partner-import formats gumroad --yaml > ours.yaml`,
		GroupID:           moreCommands,
		ValidArgsFunction: completeFormats,
		RunE: func(c *cobra.Command, args []string) error {
			return showFormats(c.OutOrStdout(), args, yaml)
		},
	}
	c.Flags().BoolVar(&yaml, "yaml", false, "print the profile as YAML, as a start for your own")
	return c
}

func completeFormats(_ *cobra.Command, args []string, _ string) (words []string, directive cobra.ShellCompDirective) {
	if len(args) == 0 {
		for _, p := range profile.All() {
			words = append(words, p.Name+"\t"+p.Title)
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func showFormats(w io.Writer, args []string, yaml bool) error {
	switch {
	case len(args) == 0 && yaml:
		return usageError{"--yaml needs a name, such as: partner-import formats gumroad --yaml"}
	case len(args) == 0:
		return writeFormats(w, profile.All())
	case len(args) > 1:
		return usageError{fmt.Sprintf("formats takes one name, not %d, such as: partner-import formats gumroad", len(args))}
	}
	p, err := settings.Profile(args[0])
	switch {
	case err != nil:
		return usageError{fmt.Sprintf("%q %v", args[0], err)}
	case yaml:
		_, err = io.WriteString(w, p.YAML())
		return err
	}
	return writeFormat(w, p)
}

// writeFormats is the list of all platforms.
func writeFormats(w io.Writer, all []*profile.Profile) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tPLATFORM\tKEY\tNAMES\tTAGS\tKNOWN FROM")
	for _, p := range all {
		if p.Refused != "" {
			fmt.Fprintf(table, "%s\t%s\trefused\t\t\t%s\n", p.Name, p.Title, p.Certainty.Short())
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", p.Name, p.Title, keyOf(p), namesOf(p), from(p, "tags"), p.Certainty.Short())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, `
KEY "none": the export has no keys, so old links stop working. "–": there are no links.
KNOWN FROM says where the names of the columns are from: a page of the vendor, the code
of the program that writes the file, or users' programs that read it.

Use a name with --from: partner-import validate FILE --from gumroad
More about one of them: partner-import formats gumroad
`)
	return err
}

// keyOf says which column has the referral key.
func keyOf(p *profile.Profile) string {
	if len(p.KeyChoices) > 0 {
		return "you choose"
	}
	if p.Keys == profile.KeysLost {
		return "none"
	}
	return from(p, "key")
}

// namesOf says how names are written.
func namesOf(p *profile.Profile) string {
	switch {
	case len(p.ColumnsOf("name", "surname")) > 0:
		return "first, last"
	case len(p.ColumnsOf(profile.FullName)) > 0:
		return "full, split"
	}
	return "–"
}

// from names the first column with a field.
func from(p *profile.Profile, field string) string {
	columns := p.ColumnsOf(field)
	if len(columns) == 0 {
		return "–"
	}
	if len(columns) > 1 {
		return columns[0].Name + " …"
	}
	return columns[0].Name
}

// writeFormat is all about one platform.
func writeFormat(w io.Writer, p *profile.Profile) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", terminal.Printable(strings.TrimSuffix(p.Title+": "+p.File, ": ")))
	if p.Refused != "" {
		fmt.Fprintf(&b, "It cannot be imported. %s\n", p.Refused)
		_, err := io.WriteString(w, b.String())
		return err
	}
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for i := range p.Columns {
		if c := &p.Columns[i]; c.IsRead() {
			fmt.Fprintf(table, "  %s\t→ %s\n", terminal.Printable(c.Name), terminal.Printable(c.Describe()))
		}
	}
	table.Flush()
	for _, line := range aboutFormat(p) {
		if line[1] != "" {
			fmt.Fprintf(&b, "\n%s: %s\n", line[0], terminal.Printable(line[1]))
		}
	}
	for _, note := range p.Notes {
		fmt.Fprintf(&b, "\nNote: %s\n", terminal.Printable(note))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// aboutFormat are the lines below the columns: what they are about, and a text that may
// be empty.
func aboutFormat(p *profile.Profile) [][2]string {
	var signature, rows string
	for i, alternatives := range p.Signature {
		if i > 0 {
			signature += ", "
		}
		signature += strings.Join(alternatives, " or ")
	}
	switch r := p.Rows; {
	case len(r.Take) > 0:
		rows = fmt.Sprintf("only where %s is %s", r.Column, orEmpty(r.Take))
	case len(r.Leave) > 0:
		rows = fmt.Sprintf("all, except where %s is %s", r.Column, orEmpty(r.Leave))
	}
	merged := ""
	if p.Repeats == profile.SamePerson {
		merged = "rows of one partner that agree are merged"
	}
	return [][2]string{
		{"Rows", rows}, {"Repeated rows", merged}, {"Lines that are no partners", strings.Join(p.Footers, ", ")},
		{"Choose the key with --key-from", strings.Join(p.KeyChoices, " or ")}, {"Not read", allFrom(p, profile.Ignored)},
		{"Not read, and never shown", allFrom(p, profile.Secret)}, {"The file has these columns", signature},
		{"Known from", knownFrom(p)},
	}
}

func orEmpty(values []string) string {
	var shown []string
	for _, value := range values {
		shown = append(shown, cmp.Or(value, "empty"))
	}
	return strings.Join(shown, " or ")
}

func allFrom(p *profile.Profile, field string) string {
	var names []string
	for _, c := range p.ColumnsOf(field) {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// knownFrom says where the names of the columns are from, "" if the profile does not.
func knownFrom(p *profile.Profile) string {
	words := p.Certainty.Words()
	if words == "" || p.Source == "" {
		return cmp.Or(words, p.Source)
	}
	return words + " (" + p.Source + ")"
}
