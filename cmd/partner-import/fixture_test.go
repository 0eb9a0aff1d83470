package main

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/spf13/cobra"

	"partner-import/importer"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func readSummary(t *testing.T, path string) (s importer.Summary) {
	t.Helper()
	if err := json.Unmarshal([]byte(read(t, path)), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// commands returns new copies of all commands, ours and those of cobra.
func commands(t *testing.T, lookup func(string) (string, bool)) []*cobra.Command {
	t.Helper()
	root := newRoot(environment{lookup: lookup}, new(int))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("any")
	list := []*cobra.Command{root}
	for i := 0; i < len(list); i++ {
		list[i].InheritedFlags() // adds them to its own
		list = append(list, list[i].Commands()...)
	}
	return list
}

func noVariables(string) (string, bool) { return "", false }

func theCommand(t *testing.T, name string, lookup func(string) (string, bool)) *cobra.Command {
	t.Helper()
	all := commands(t, lookup)
	i := slices.IndexFunc(all, func(c *cobra.Command) bool { return c.Name() == name })
	if i < 0 {
		t.Fatalf("there is no command %q", name)
	}
	return all[i]
}
