package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// noSuchCommand is for a first word that is not a command. Often it is a file.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if name := spaced(args); name != "" {
		return inQuotes(name)
	}
	message := fmt.Sprintf("there is no command %q", args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		message += fmt.Sprintf(". Did you mean: partner-import %s?", near[0])
	} else if isTable(args[0]) {
		message += fmt.Sprintf(". Did you mean: partner-import validate %s?", quoted(args[0]))
	}
	return usageError{message + " (see: partner-import help)"}
}

// isTable reports whether a word names a file to import.
func isTable(word string) bool {
	_, err := os.Stat(word)
	return err == nil || slices.Contains([]string{".csv", ".tsv", ".xlsx", ".txt", ".gz"}, strings.ToLower(filepath.Ext(word)))
}

// quoted is a file's name as it is typed.
func quoted(name string) string {
	if strings.ContainsAny(name, " \t'&;()") {
		return `"` + name + `"`
	}
	return name
}

// spaced returns the words with spaces between them if a file has that name, and
// "" otherwise.
func spaced(words []string) string {
	for from := range words {
		if _, err := os.Stat(words[from]); err == nil {
			continue
		}
		for to := len(words); to > from+1; to-- {
			name := strings.Join(words[from:to], " ")
			if info, err := os.Stat(name); err == nil && !info.IsDir() {
				return name
			}
		}
	}
	return ""
}

func inQuotes(name string) error {
	return usageError{fmt.Sprintf("The name has spaces: put it in quotes: %q", name)}
}

// oneFile is the argument of report.
func oneFile(c *cobra.Command, args []string) error {
	if err := someFiles(c, args); err != nil {
		return err
	}
	if len(args) > 1 {
		return usageError{fmt.Sprintf("%s takes one file, not %d, such as: partner-import %s partners.csv", c.Name(), len(args), c.Name())}
	}
	return nil
}

// someFiles are the arguments of import and validate.
func someFiles(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{fmt.Sprintf("name the file, such as: partner-import %s partners.csv", c.Name())}
	}
	if len(args) == 1 {
		return nil
	}
	if name := spaced(args); name != "" {
		return inQuotes(name)
	}
	if slices.Contains(args, "-") {
		return usageError{`"-" is standard input, which cannot be combined with files; run the command once for each`}
	}
	for i, name := range args {
		if j := slices.IndexFunc(args[:i], func(other string) bool { return filepath.Clean(other) == filepath.Clean(name) }); j >= 0 {
			return usageError{fmt.Sprintf("%s is named twice; name each file once", name)}
		}
	}
	return nil
}

// nothingElse is for a command without arguments.
func nothingElse(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Sprintf("%s takes no file or other argument; remove %q (see: partner-import %s --help)", c.Name(), args[0], c.Name())}
	}
	return nil
}
