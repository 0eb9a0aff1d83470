package settings

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A flag gets its value from the first of these that has one: the command line,
// the environment, the profile, the top of the config file, its default. Values
// of a repeatable flag never come from two of them.

// Resolve gives the flags of c that are not on the command line their values.
// It reads environment variables with lookup, as [os.LookupEnv] does, and the
// file that --config names. An error is one sentence, which names the variable,
// or the file and the line.
func Resolve(c *cobra.Command, lookup func(string) (string, bool)) error {
	fromEnv, err := fromEnvironment(c.Flags(), lookup)
	if err != nil {
		return err
	}
	config, err := readConfig(c)
	if err != nil {
		return err
	}
	var errs []error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Changed && !slices.Contains(fromEnv, f.Name) {
			errs = append(errs, config.give(f))
		}
	})
	return cmp.Or(errs...)
}

// fromEnvironment sets each flag that is not on the command line from its
// variable: --max-rate from PARTNER_IMPORT_MAX_RATE. An empty variable does not count.
// It returns which flags were set.
func fromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) (set []string, err error) {
	var errs []error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || f.Name == "all" || f.Name == "version" {
			return
		}
		for _, name := range variables(f) {
			value, ok := lookup(name)
			if !ok || value == "" {
				continue
			}
			set = append(set, f.Name)
			if _, err := give(f, lineByLine(f, value)); err != nil {
				errs = append(errs, fmt.Errorf("the environment variable %s %s", name, plain(err)))
			}
			return
		}
	})
	return set, cmp.Or(errs...)
}

// variables are those that a flag can be given by; the first one that is set
// counts.
func variables(f *pflag.Flag) []string {
	names := []string{"PARTNER_IMPORT_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))}
	if f.Name == "base-url" {
		names = append(names, "PARTNERO_BASE_URL")
	}
	return names
}

// A repeatable is the value of a flag that can be given any number of times.
type repeatable interface{ Append(string) error }

func isRepeatable(f *pflag.Flag) bool {
	_, ok := f.Value.(repeatable)
	return ok
}

// lineByLine are the values in a variable. A repeatable flag has one on each
// line, since a value may hold any other character.
func lineByLine(f *pflag.Flag, text string) []string {
	if !isRepeatable(f) {
		return []string{text}
	}
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// set sets a flag to the values of a setting with its name. An error names the setting.
func set(f *pflag.Flag, values []string) error {
	if len(values) != 1 && !isRepeatable(f) {
		return fmt.Errorf("%s takes one value, not %d", f.Name, len(values))
	}
	if wrong, err := give(f, values); err != nil {
		return errors.New(misgiven(f.Name, plain(err), strconv.Quote(wrong)))
	}
	return nil
}

// give sets a flag to the values. Only a repeatable flag has several. It returns
// the value that is wrong.
func give(f *pflag.Flag, values []string) (wrong string, err error) {
	set := f.Value.Set
	if list, ok := f.Value.(repeatable); ok {
		set = list.Append
	}
	for _, value := range values {
		if err := set(value); err != nil {
			return value, err
		}
	}
	return "", nil
}
