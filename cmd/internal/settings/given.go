package settings

import (
	"slices"

	"github.com/spf13/pflag"
)

// AlsoNext are the flags on the command line that say how to read the file and
// what to send, like "--sheet": the next command for the same file needs them
// as well.
func (r *Run) AlsoNext() (flags []string) {
	names := []string{
		"from", "delimiter", "encoding", "skip-rows", "repair", "sheet", "map", "only", "skip", "key-from", "split-name", "carry", "set", "add-tag",
		"invite", "existing", "config", "profile",
	}
	r.flags.Visit(func(f *pflag.Flag) {
		if slices.Contains(names, f.Name) {
			flags = append(flags, "--"+f.Name)
		}
	})
	return flags
}
