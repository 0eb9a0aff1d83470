package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// FlagError turns what pflag says about a flag of c into one sentence, with the
// nearest flag. It never repeats what may be a key.
func FlagError(c *cobra.Command, err error) error {
	message := err.Error()
	if strings.HasPrefix(message, "unknown shorthand flag") {
		message = "there is no such one-letter flag; write flags with two dashes, such as --limit" // what follows it may be a key
	} else if name, ok := strings.CutPrefix(message, "flag needs an argument: "); ok {
		message = name + " needs a value after it"
	} else if name, ok := strings.CutPrefix(message, "unknown flag: --"); ok {
		message = fmt.Sprintf("there is no flag --%s", name)
		owner := ownerOf(c, name)
		if name == "all" {
			message = "--all is for the help of one command: partner-import import --help --all"
		} else if isKeyName(name) {
			message += "; set PARTNERO_API_KEY, or put the key in a file and use --api-key-file (every user of this machine can read command lines)"
		} else if owner != "" && c == c.Root() {
			message = fmt.Sprintf("flags come after the command: partner-import %s partners.csv --%s", owner, name)
		} else if owner != "" {
			message = fmt.Sprintf("%s has no flag --%s; only %s has it", c.Name(), name, owner)
		} else if near := nearest(name, flagNames(c)); near != "" {
			message += fmt.Sprintf("; did you mean --%s?", near)
		}
	}
	if value, ok := strings.CutPrefix(message, "invalid argument "); ok {
		given, rest, _ := strings.Cut(value, " for ")
		flag, why, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `" flag: `)
		message = misgiven(flag, plain(errors.New(why)), given)
	}
	return fmt.Errorf("%s (see: %s --help)", message, c.CommandPath())
}

// misgiven says what a value must be. If that takes more than a few words, the
// value comes first.
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

// isKeyName reports whether a name sounds as if it took the key itself.
func isKeyName(name string) bool {
	folded := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
	return strings.Contains(folded, "apikey") && folded != "apikeyfile" || slices.Contains([]string{"key", "token", "secret"}, folded)
}

// plain replaces the errors of strconv and time with what the value must be.
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
	// cobra measures the distance between commands only, so each name becomes a
	// command.
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
