package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
)

// An environment is all that the program uses from outside, so that a test can
// replace it.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	lookup         func(string) (string, bool) // of environment variables
	environ        func() []string             // all of them, nil for none
	signals        <-chan os.Signal
	libraries      *terminal.LibraryLog // what libraries say, nil in tests
	color          *settings.Color      // of the screen
	args           []string             // the command line
}

// run is the whole program. It returns the exit status.
func run(args []string, env environment) int {
	status := exitOK
	env.args = args
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
	started := launched(env)
	root := &cobra.Command{
		Use:   "partner-import",
		Short: "Import partners into Partnero from a spreadsheet",
		Long:  "Import partners into Partnero from a spreadsheet, and know what happened to every row.",
		Example: `  partner-import demo                             see how it goes
  partner-import template -o partners.xlsx        a spreadsheet to fill in
  partner-import validate partners.xlsx           check it
  partner-import import partners.xlsx --sandbox   try the import`,
		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		Args:                       dropped(started),
		RunE:                       bare(env, started),
		Version:                    version(),
		PersistentPreRunE: func(c *cobra.Command, args []string) error {
			if settings.All(c) && c.Name() != "help" {
				return usageError{fmt.Sprintf("--all goes with --help: partner-import %s --help --all", c.Name())}
			}
			err := settings.Resolve(c, env.lookup)
			if err != nil {
				noteUnresolved(env, c, args, err)
			}
			return err
		},
	}
	env.color = settings.AddColor(root.PersistentFlags())
	root.Flags().Bool("version", false, "show the version") // else cobra gives it a letter
	root.SetVersionTemplate(versionLine())
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { writeHelp(c.OutOrStdout(), c, settings.All(c)) })
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		err = settings.FlagError(c, err)
		noteUnresolved(env, c, c.Flags().Args(), err)
		return err
	})
	root.AddGroup(&cobra.Group{ID: coreCommands, Title: "Core commands"}, &cobra.Group{ID: moreCommands, Title: "More commands"})
	root.AddCommand(
		newDemo(env, status), newImport(env, status), newValidate(env, status), newUI(env), newReport(env, status), newUndo(env, status), newVerify(env, status),
		newTemplate(), newFormats(), newJournal(), newSandbox(env), newVersion(),
	)
	root.SetHelpCommand(newHelp())
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		c.Short, c.Long = "Set up tab completion for your shell", ""
	}
	settings.Complete(root)
	return root
}
