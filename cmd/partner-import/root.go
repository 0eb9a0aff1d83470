package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	if err := root.Execute(); err != nil {
		fmt.Fprintf(env.stderr, "partner-import: %s\n", explain(err))
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
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			return fromEnvironment(c.Flags(), env.lookup)
		},
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, err) })
	root.AddCommand(
		newImport(env, status), newValidate(env, status), newReport(env, status), newTemplate(), newSandbox(env), newVersion(),
	)
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

// oneFile is the argument of import and validate.
func oneFile(c *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return usageError{fmt.Sprintf("%s takes one file, and %d were named; like: partner-import %s partners.csv", c.Name(), len(args), c.Name())}
}

// flagError makes one sentence of what pflag says, with the nearest flag.
func flagError(c *cobra.Command, err error) error {
	message := err.Error()
	if strings.HasPrefix(message, "unknown shorthand flag") {
		message = "there are no flags of one letter" // and what follows it may be a key
	} else if name, ok := strings.CutPrefix(message, "unknown flag: --"); ok {
		message = fmt.Sprintf("there is no flag --%s", name)
		if strings.Contains(foldFlag(name), "apikey") {
			message += "; a key on the command line can be read by everybody on this machine: set PARTNERO_API_KEY, or name a file with --api-key-file"
		} else if near := nearestFlag(c, name); near != "" {
			message += fmt.Sprintf("; did you mean --%s?", near)
		}
	}
	if value, ok := strings.CutPrefix(message, "invalid argument "); ok {
		given, rest, _ := strings.Cut(value, " for ")
		flag, why, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `" flag: `)
		message = fmt.Sprintf("%s %s, not %s", flag, plain(errors.New(why)), given)
	}
	return usageError{fmt.Sprintf("%s (see: partner-import %s --help)", message, c.Name())}
}

// plain replaces what strconv and time say of a value by what it must be.
func plain(err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "strconv.ParseInt"):
		return "must be a whole number"
	case strings.Contains(text, "strconv.ParseBool"):
		return "must be true or false"
	case strings.Contains(text, "time: "):
		return "must look like 30s or 5m"
	default:
		return text
	}
}

func foldFlag(name string) string { return strings.ReplaceAll(name, "-", "") }

func nearestFlag(c *cobra.Command, name string) string {
	// cobra's own measure of distance is for commands; a command for each
	// flag lends it to us.
	flags := &cobra.Command{Use: "flags", SuggestionsMinimumDistance: 2}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		flags.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	if near := flags.SuggestionsFor(name); len(near) > 0 {
		return near[0]
	}
	return ""
}

// fromEnvironment sets each flag that is not on the command line from its
// variable: --max-rate from PARTNER_IMPORT_MAX_RATE.
func fromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	var errs []error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "PARTNER_IMPORT_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := lookup(name)
		if !ok || f.Changed || f.Name == "help" {
			return
		}
		if err := f.Value.Set(value); err != nil {
			errs = append(errs, usageError{fmt.Sprintf("the environment variable %s %s", name, plain(err))})
		}
	})
	return errors.Join(errs...)
}
