package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// release is set by the linker when a release is built.
var release string

// version is the release, or the commit that the program was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return versionOf(info)
}

// versionOf is the version of a build without a release: that of the module, if
// Go knows one, and else the day and the commit.
func versionOf(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	revision, day := set["vcs.revision"], set["vcs.time"]
	if revision == "" {
		return "devel-unknown" // built from files that no version control knows
	}
	parts := []string{"devel", fmt.Sprintf("%.10s", day), fmt.Sprintf("%.12s", revision)}
	if set["vcs.modified"] == "true" {
		parts = append(parts, "modified")
	}
	return strings.ReplaceAll(strings.Join(parts, "-"), "--", "-")
}

func versionLine() string {
	return fmt.Sprintf("partner-import %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Long: `Show the version of the program, the version of Go that built it, and the system it
is for. Please include this line when you report a problem.`,
		Example: "  partner-import version",
		GroupID: moreCommands,
		Args:    nothingElse,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := io.WriteString(c.OutOrStdout(), versionLine())
			return err
		},
	}
}
