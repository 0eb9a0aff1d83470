package settings

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A Group is flags that the help shows together.
type Group struct {
	Title string
	Names []string
}

// Groups are all flags of the commands that work on a file, in the order of the
// help. Each flag is in one group.
func Groups() []Group {
	return []Group{
		{"Input", []string{"from", "map", "only", "skip", "key-from", "split-name", "set", "add-tag", "sheet", "delimiter", "encoding", "skip-rows", "repair", "show-mapping"}},
		{"What to send", []string{"sandbox", "dry-run", "limit", "strict", "orphans", "invite", "resend-unknown", "api-key-file", "base-url"}},
		{"Partners who exist", []string{"existing", "replace-tags", "update-passwords", "prefetch", "online"}},
		{"What to take back", []string{"restore", "last", "even-changed", "permanently", "yes-permanently"}},
		{"Speed and limits", []string{"rate", "max-rate", "workers", "timeout", "max-attempts", "settle"}},
		{"Output", []string{"report", "carry", "failed", "summary", "json", "html", "journal", "adopt-journal", "force", "quiet", "no-progress", "color"}},
		{"Unattended", []string{"yes", "until", "max-duration", "max-outage", "max-failures", "min-rows", "fail-on", "config", "profile", "metrics-file", "wait", "slice"}},
		{"Diagnostics", []string{"log-file", "log-level", "log-format", "all", "help"}},
	}
}

// First are the flags of a command that people need first, in that order. It is
// nil for a command with so few flags that the help shows all of them.
func First(command string) []string {
	switch command {
	case "import":
		return []string{"sandbox", "limit", "existing", "from", "map", "only", "skip", "key-from", "add-tag", "api-key-file", "html", "yes"}
	case "validate":
		return []string{"from", "map", "only", "skip", "add-tag", "sheet", "show-mapping", "online", "api-key-file", "html", "json", "fail-on"}
	case "undo":
		return []string{"dry-run", "last", "restore", "even-changed", "permanently", "yes", "journal", "api-key-file", "rate"}
	case "verify":
		return []string{"journal", "map", "sheet", "api-key-file", "rate", "report"}
	case "report":
		return []string{"journal", "report", "failed", "summary", "html", "map", "only", "skip", "add-tag", "sheet", "invite"}
	}
	return nil
}

// OneOutput returns the first flag that was given and names one output file. Such
// a flag is of no use for several input files.
func (r *Run) OneOutput() string {
	for _, name := range []string{"report", "failed", "summary", "html", "metrics-file"} {
		if f := r.flags.Lookup(name); f != nil && f.Value.String() != "" {
			return name
		}
	}
	return ""
}

// Unused are the flags on the command line that a dry run does not use.
func (r *Run) Unused() (names []string) {
	sending := []string{
		"limit", "workers", "settle", "max-attempts", "max-outage", "max-failures", "strict", "orphans",
		"prefetch", "resend-unknown", "adopt-journal", "yes", "wait", "slice",
	}
	if r.Sends() {
		return nil
	}
	r.flags.Visit(func(f *pflag.Flag) {
		if slices.Contains(sending, f.Name) {
			names = append(names, "--"+f.Name)
		}
	})
	return names
}

// AddAll adds the flag that makes the help of a command show every flag.
func AddAll(flags *pflag.FlagSet) { flags.Bool("all", false, "with --help: show all flags") }

// All reports whether a command was given the flag of [AddAll].
func All(c *cobra.Command) bool {
	f := c.Flags().Lookup("all")
	return f != nil && f.Changed
}
