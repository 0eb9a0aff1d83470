package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
)

// An environment is all that the program has to do with the outside, so that
// a test can be it.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	lookup         func(string) (string, bool) // of environment variables
	signals        <-chan os.Signal
}

// run is the whole program. It returns the exit status.
func run(args []string, env environment) int {
	status := exitOK
	root := newRoot(env, &status)
	root.SetArgs(args)
	root.SetIn(env.stdin)
	root.SetOut(env.stdout)
	root.SetErr(env.stderr)
	if err := root.Execute(); errors.As(err, new(saidError)) {
		return exitNotStarted
	} else if err != nil {
		terminal.New(env.stderr, terminal.Options{Env: env.lookup}).Error(terminal.Explain(err))
		return exitNotStarted
	}
	return status
}

func newRoot(env environment, status *int) *cobra.Command {
	root := &cobra.Command{
		Use:   "partner-import",
		Short: "Create partners in a Partnero program from a CSV file",
		Long: `partner-import creates partners in a Partnero program from a CSV file, and writes
a report with one line for every row: the partner's id and referral link, or what
was wrong and what to do about it.

A first try, which needs no key and sends nothing to anybody:

    partner-import template > partners.csv
    partner-import import partners.csv --sandbox`,
		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		Args:                       noSuchCommand,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
		Version:                    version(),
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			return settings.Resolve(c, env.lookup)
		},
	}
	root.Flags().Bool("version", false, "print the version") // else cobra gives it a letter
	root.SetVersionTemplate(versionLine())
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprint(".FlagUsagesWrapped ", terminal.DefaultWidth)))
	root.SetFlagErrorFunc(settings.FlagError)
	root.AddCommand(
		newImport(env, status), newValidate(env, status), newReport(env, status), newTemplate(), newSandbox(env), newVersion(),
	)
	settings.Complete(root)
	return root
}

func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	message := fmt.Sprintf("there is no command %q", args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		message += fmt.Sprintf("; did you mean %q?", near[0])
	} else if _, err := os.Stat(args[0]); err == nil {
		message += fmt.Sprintf("; did you mean: partner-import import %s?", args[0])
	}
	return usageError{message + " (see: partner-import help)"}
}

// oneFile is the argument of import, validate and report.
func oneFile(c *cobra.Command, args []string) error {
	given := "none was named"
	switch len(args) {
	case 0:
	case 1:
		return nil
	default:
		given = fmt.Sprintf("%d were named", len(args))
	}
	return usageError{fmt.Sprintf("%s takes one file, and %s; like: partner-import %s partners.csv", c.Name(), given, c.Name())}
}
