package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/manual"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/docs"
)

// The help has room for this many columns at least and at most.
const leastHelp, mostHelp = 40, 100

// The groups of commands, in the order of the help.
const coreCommands, moreCommands = "core", "more"

// helpPages are the pages of the manual that the help names. (It can show all.)
const helpPages = "csv, formats, migration, existing, order, report, undo, page, nightly, durability, logs"

func newHelp() *cobra.Command {
	c := &cobra.Command{
		Use:   "help [COMMAND or PAGE]",
		Short: "Show the help for a command, or a page of the manual",
		Long: `Show the help for a command, or a page of the manual in plain text. The pages are:
` + helpPages + `, and some for programmers.`,
		Example: `  partner-import help import
  partner-import help import --all
  partner-import help nightly`,
		ValidArgsFunction: completeHelp,
		RunE: func(c *cobra.Command, args []string) error {
			return helpFor(c, args)
		},
	}
	settings.AddAll(c.Flags())
	return c
}

func completeHelp(c *cobra.Command, args []string, _ string) (words []string, directive cobra.ShellCompDirective) {
	if len(args) == 0 {
		for _, command := range c.Root().Commands() {
			words = append(words, command.Name())
		}
		words = slices.Compact(slices.Sorted(slices.Values(append(words, docs.Topics()...))))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// helpFor shows the help for a command, and the page of that name if there is one.
func helpFor(c *cobra.Command, words []string) error {
	out := c.OutOrStdout()
	found, rest, err := c.Root().Find(words)
	isCommand := err == nil && len(rest) == 0
	if isCommand {
		writeHelp(out, found, settings.All(c))
	}
	if page := docs.Page(strings.Join(words, " ")); page != "" {
		if isCommand {
			fmt.Fprintln(out)
		}
		_, err := io.WriteString(out, manual.Plain(page, helpWidth(out)))
		return err
	}
	if !isCommand {
		return usageError{fmt.Sprintf("there is no command or page %q; the pages are: %s", strings.Join(words, " "), strings.Join(docs.Topics(), ", "))}
	}
	return nil
}

func helpWidth(out io.Writer) int {
	return min(max(terminal.Width(out), leastHelp), mostHelp)
}

// writeHelp writes the help for a command. Without all, it has only the flags that
// people need first.
func writeHelp(out io.Writer, c *cobra.Command, all bool) {
	c.InitDefaultHelpFlag()
	c.Flags().Lookup("help").Usage = "show this help"
	c.InheritedFlags() // adds them to its own
	h := &helpText{width: helpWidth(out)}
	h.prose(cmp.Or(c.Long, c.Short))
	if c.HasParent() {
		h.section("Usage", "  "+c.UseLine()+"\n")
		h.section("Examples", c.Example+"\n")
		h.commands("Commands", c.Commands())
		h.flagsOf(c, all)
	} else {
		h.section("Start here (this needs no key and sends nothing to Partnero)", c.Example+"\n")
		h.commands("Core commands", inGroup(c, coreCommands))
		h.commands("More commands", inGroup(c, moreCommands))
		h.flags("Flags", h.visible(c))
		h.section("Learn more", h.folded("  partner-import import --help  ", "the flags of a command that people need first")+
			h.folded("  partner-import help csv       ", "a page of the manual: "+helpPages))
	}
	_, _ = io.WriteString(out, h.String())
}

// inGroup are the commands of a group, in the order in which people use them. Those
// without a group are in the last one.
func inGroup(root *cobra.Command, group string) (list []*cobra.Command) {
	for _, c := range root.Commands() {
		if cmp.Or(c.GroupID, moreCommands) == group {
			list = append(list, c)
		}
	}
	order := []string{"help", "version", "completion", "sandbox", "verify", "undo", "report", "import", "validate", "template", "demo"} // from the last
	slices.SortStableFunc(list, func(a, b *cobra.Command) int {
		return cmp.Compare(slices.Index(order, b.Name()), slices.Index(order, a.Name()))
	})
	return list
}

// A helpText is the help for a command as it grows.
type helpText struct {
	strings.Builder
	width  int
	column int // where the texts of flags begin, 0 if not known yet
}

func (h *helpText) add(text string) { h.WriteString(text) }

// prose adds paragraphs. Those with an indent keep their lines.
func (h *helpText) prose(text string) {
	for i, paragraph := range strings.Split(strings.Trim(text, "\n"), "\n\n") {
		if i > 0 {
			h.add("\n")
		}
		if strings.ContainsAny(paragraph[:1], " \t") || strings.Contains(paragraph, "\n ") {
			h.add(paragraph + "\n")
		} else {
			h.add(h.folded("", paragraph))
		}
	}
}

func (h *helpText) section(title, text string) {
	if strings.TrimSpace(text) != "" {
		h.add("\n" + title + ":\n" + text)
	}
}

func (h *helpText) commands(title string, list []*cobra.Command) {
	column, text := 0, ""
	for _, c := range list {
		column = max(column, len(c.Name()))
	}
	for _, c := range list {
		if c.IsAvailableCommand() || c.Name() == "help" {
			text += h.folded(fmt.Sprintf("  %-*s  ", column, c.Name()), c.Short)
		}
	}
	h.section(title, text)
}

// flagsOf adds the flags of a command that works on a file: those that people need
// first, or all of them in groups. Other commands have few flags.
func (h *helpText) flagsOf(c *cobra.Command, all bool) {
	first, visible := settings.First(c.Name()), h.visible(c)
	switch {
	case first == nil:
		h.flags("Flags", visible)
		return
	case !all:
		h.flags("Flags", named(visible, first))
		h.add(fmt.Sprintf("\nAll %d flags: partner-import %s --help --all\n", len(visible), c.Name()))
	default:
		for _, f := range visible {
			h.column = max(h.column, len(flagName(f)))
		}
		for _, group := range settings.Groups() {
			h.flags(group.Title, named(visible, group.Names))
		}
	}
	h.section("Learn more", h.folded("  partner-import help PAGE  ", "with one of these pages: "+helpPages))
}

func (h *helpText) visible(c *cobra.Command) (list []*pflag.Flag) {
	few := settings.First(c.Name()) == nil && c.HasParent()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && !(few && (f.Name == "color" || f.Name == "help")) {
			list = append(list, f)
		}
	})
	return list
}

// named are the flags with these names, in this order.
func named(list []*pflag.Flag, names []string) (found []*pflag.Flag) {
	for _, name := range names {
		if i := slices.IndexFunc(list, func(f *pflag.Flag) bool { return f.Name == name }); i >= 0 {
			found = append(found, list[i])
		}
	}
	return found
}

func (h *helpText) flags(title string, list []*pflag.Flag) {
	column, text := h.column, ""
	for _, f := range list {
		column = max(column, len(flagName(f)))
	}
	for _, f := range list {
		text += h.folded(fmt.Sprintf("  %-*s  ", column, flagName(f)), flagText(f))
	}
	h.section(title, text)
}

// flagName is a flag with what it takes, like "--limit N".
func flagName(f *pflag.Flag) string {
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	if takes, _ := pflag.UnquoteUsage(f); takes != "" {
		name += " " + takes
	}
	return name
}

// flagText is what a flag does, with its default.
func flagText(f *pflag.Flag) string {
	_, text := pflag.UnquoteUsage(f)
	if strings.Contains(text, "(default") || slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
		return text
	}
	value := f.DefValue
	if strings.HasSuffix(value, "m0s") {
		value = strings.TrimSuffix(value, "0s") // as people write it
	}
	return text + " (default: " + value + ")"
}

// folded is a text after a name, in lines that are no wider than the help.
func (h *helpText) folded(name, text string) string {
	indent, line, lines := strings.Repeat(" ", len(name)), name, ""
	for i, word := range strings.Fields(text) {
		if i > 0 && utf8.RuneCountInString(line+word) > h.width {
			lines += strings.TrimRight(line, " ") + "\n"
			line = indent
		}
		line += word + " "
	}
	return lines + strings.TrimRight(line, " ") + "\n"
}
