package settings

import (
	"strings"

	"partner-import/importer/plainfile"
	"partner-import/importer/row"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Complete tells the shells what may follow the commands of root and their flags.
// The commands must have their flags already.
func Complete(root *cobra.Command) {
	for _, c := range root.Commands() {
		switch c.Name() {
		case "import", "validate", "report", "undo", "verify":
			c.ValidArgsFunction = completeInput
		default:
			c.ValidArgsFunction = cobra.NoFileCompletions
		}
		c.Flags().VisitAll(func(f *pflag.Flag) { completeFlag(c, f) })
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { completeFlag(root, f) })
}

// completeInput offers the files that can be imported. Only import and validate take
// several.
func completeInput(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 && c.Name() != "import" && c.Name() != "validate" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return []string{"csv", "tsv", "txt", "xlsx", "ods", "gz"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeFlag offers a flag's words. After a flag that names a file the shell
// offers files by itself, and after the others nothing.
func completeFlag(c *cobra.Command, f *pflag.Flag) {
	var offer cobra.CompletionFunc
	switch words := flagWords(f.Name); {
	case f.Name == "profile":
		offer = completeProfile
	case f.Name == "map":
		offer = endings(row.Fields())
	case words != nil:
		offer = cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	case isFileFlag(f) || f.Name == "config" || f.Name == "ledger" || f.Name == "output" || f.Value.Type() == "bool":
		return
	default:
		offer = cobra.NoFileCompletions
	}
	_ = c.RegisterFlagCompletionFunc(f.Name, offer) // refused for a flag that has one
}

// flagWords are what a flag takes, or what it is often given.
func flagWords(flag string) []string {
	switch flag {
	case "log-level":
		return []string{"debug", "info", "warn", "error"}
	case "log-format":
		return []string{"console", "json"}
	case "existing":
		return []string{"skip", "fail", "update"}
	case "orphans":
		return []string{"block", "create"}
	case "rate":
		return []string{"auto", "5/s", "10/s", "600/m"}
	case "max-rate":
		return []string{"10/s", "50/s", "100/s"}
	case "delimiter":
		return []string{",", ";", "|", "tab"}
	case "encoding":
		return []string{"utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1250", "iso-8859-15", "macintosh", "shift_jis", "gb18030"}
	case "repair":
		return []string{"mojibake"}
	case "color":
		return []string{"auto", "always", "never"}
	case "fail-on":
		return []string{"any", "new"}
	case "retry-after":
		return []string{"seconds", "date", "none"}
	}
	return nil
}

// endings completes COLUMN=FIELD after the =.
func endings(fields []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		const directive = cobra.ShellCompDirectiveNoFileComp
		at := strings.LastIndexByte(typed, '=')
		if at < 0 {
			return nil, directive
		}
		var list []string
		for _, field := range append(fields, "-") {
			list = append(list, typed[:at+1]+field)
		}
		return list, directive
	}
}

// completeProfile offers the profiles of the file that --config names.
func completeProfile(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	content, err := plainfile.Read(valueOf(c, "config"), mostConfig)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return (&config{}).profiles(content), cobra.ShellCompDirectiveNoFileComp
}

// profiles are the names of the file's profiles, as far as it can be read.
func (k *config) profiles(content []byte) (names []string) {
	root, err := k.decode(content)
	if err != nil {
		return nil
	}
	top, _ := k.entries(root, nil)
	for _, e := range top {
		if e.name.Value == "profiles" {
			list, _ := k.entries(e.value, nil)
			for _, p := range list {
				names = append(names, p.name.Value)
			}
		}
	}
	return names
}
