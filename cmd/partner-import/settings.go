package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A flag gets its value from the first of these that has one: the command line,
// the environment, the profile, the top of the config file, its default. Values
// of a flag that can be repeated are never gathered from two of them.

// settle gives the flags that are not on the command line their values.
func settle(c *cobra.Command, env environment) error {
	fromEnv, err := fromEnvironment(c.Flags(), env.lookup)
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
	return firstError(errs)
}

// fromEnvironment sets each flag that is not on the command line from its
// variable: --max-rate from PARTNER_IMPORT_MAX_RATE. An empty variable is none.
// It returns which flags were set.
func fromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) (set []string, err error) {
	var errs []error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || f.Name == "version" {
			return
		}
		for _, name := range variables(f) {
			value, ok := lookup(name)
			if !ok || value == "" {
				continue
			}
			set = append(set, f.Name)
			if _, err := give(f, lineByLine(f, value)); err != nil {
				errs = append(errs, usageError{fmt.Sprintf("the environment variable %s %s", name, plain(err))})
			}
			return
		}
	})
	return set, firstError(errs)
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

// lineByLine are the values in a variable: one in each line, if the flag is
// repeatable, since every other character may stand in one.
func lineByLine(f *pflag.Flag, text string) []string {
	if !isRepeatable(f) {
		return []string{text}
	}
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// give sets a flag to the values, of which there are several for a repeatable
// one alone. It returns the one that is wrong.
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

// firstError is the first that is one: an error is one sentence.
func firstError(errs []error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

// flagError makes one sentence of what pflag says, with the nearest flag.
func flagError(c *cobra.Command, err error) error {
	message := err.Error()
	if strings.HasPrefix(message, "unknown shorthand flag") {
		message = "there is no flag of one letter but -h" // and what follows it may be a key
	} else if name, ok := strings.CutPrefix(message, "flag needs an argument: "); ok {
		message = name + " needs a value behind it"
	} else if name, ok := strings.CutPrefix(message, "unknown flag: --"); ok {
		message = fmt.Sprintf("there is no flag --%s", name)
		owner := ownerOf(c, name)
		if isKeyName(name) {
			message += "; a key on the command line can be read by everybody on this machine: set PARTNERO_API_KEY, or name a file with --api-key-file"
		} else if owner != "" {
			message = fmt.Sprintf("%s has no flag --%s; %s has", c.Name(), name, owner)
		} else if near := nearest(name, flagNames(c)); near != "" {
			message += fmt.Sprintf("; did you mean --%s?", near)
		}
	}
	if value, ok := strings.CutPrefix(message, "invalid argument "); ok {
		given, rest, _ := strings.Cut(value, " for ")
		flag, why, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `" flag: `)
		message = misgiven(flag, plain(errors.New(why)), given)
	}
	return usageError{fmt.Sprintf("%s (see: %s --help)", message, c.CommandPath())}
}

// misgiven says what a value must be. What must be in more than a few words has
// the value in front.
func misgiven(name, must, quoted string) string {
	if strings.Contains(must, ";") {
		return name + " " + quoted + " " + must
	}
	return name + " " + must + ", not " + quoted
}

// ownerOf is another command that has the flag, "" if none has.
func ownerOf(c *cobra.Command, flag string) string {
	for _, other := range c.Root().Commands() {
		if other.Flags().Lookup(flag) != nil {
			return other.Name()
		}
	}
	return ""
}

// isKeyName reports whether something is called as if it took the key itself.
func isKeyName(name string) bool {
	folded := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
	return strings.Contains(folded, "apikey") && folded != "apikeyfile" || slices.Contains([]string{"key", "token", "secret"}, folded)
}

// plain replaces what strconv and time say of a value by what it must be.
func plain(err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "strconv.Parse") && strings.Contains(text, "nt:"):
		return "must be a whole number"
	case strings.Contains(text, "strconv.ParseBool"):
		return "must be true or false"
	case strings.Contains(text, "time: "):
		return "must look like 30s or 5m"
	default:
		return text
	}
}

func flagNames(c *cobra.Command) (names []string) {
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// nearest returns the name that is at most two typing errors away, or begins
// with what was given, or "".
func nearest(given string, names []string) string {
	// cobra's own measure of distance is for commands; a command for each
	// name lends it to us.
	list := &cobra.Command{Use: "names"}
	for _, name := range names {
		list.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	for list.SuggestionsMinimumDistance < 2 {
		list.SuggestionsMinimumDistance++
		if near := list.SuggestionsFor(given); len(near) > 0 {
			return near[0]
		}
	}
	return ""
}
