package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"partner-import/cmd/internal/settings"
	"partner-import/docs"
)

// TestFlagGroups: each flag of the commands that work on a file is in one group,
// and the groups have no other. The flags that people need first exist.
func TestFlagGroups(t *testing.T) {
	groups := map[string][]string{}
	for _, group := range settings.Groups() {
		for _, name := range group.Names {
			groups[name] = append(groups[name], group.Title)
		}
	}
	exist := map[string]bool{}
	for _, name := range []string{"import", "validate", "report", "undo", "verify"} {
		c := theCommand(t, name, noVariables)
		c.InitDefaultHelpFlag()
		c.Flags().VisitAll(func(f *pflag.Flag) {
			exist[f.Name] = true
			if n := len(groups[f.Name]); n != 1 {
				t.Errorf("--%s is in %d groups %q; want one", f.Name, n, groups[f.Name])
			}
		})
		first := settings.First(name)
		if len(first) < 6 || len(first) > 12 {
			t.Errorf("%s has %d flags that people need first; want a dozen at most", name, len(first))
		}
		for _, flag := range first {
			if c.Flags().Lookup(flag) == nil {
				t.Errorf("%s has no --%s", name, flag)
			}
		}
	}
	for name := range groups {
		if !exist[name] {
			t.Errorf("the groups have --%s, which no command has", name)
		}
	}
}

// TestHelpFits: no line of any help is wider than 80 columns, and no flag takes
// more than two lines. Examples may be longer: a command is one line.
func TestHelpFits(t *testing.T) {
	for _, c := range commands(t, noVariables) {
		if c.HasParent() && c.Parent().Name() == "completion" {
			continue // their words are not ours
		}
		var out strings.Builder
		writeHelp(&out, c, true)
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := utf8.RuneCountInString(line); n > 80 && !strings.Contains(c.Example, line) {
				t.Errorf("%s: %d columns: %s", c.Name(), n, line)
			}
		}
		h := helpText{width: 80}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			name := "  " + strings.Repeat(" ", len("--orphans block|create")) + "  "
			if text := h.folded(name, flagText(f)); strings.Count(text, "\n") > 2 {
				t.Errorf("%s --%s takes more than two lines:\n%s", c.Name(), f.Name, text)
			}
		})
	}
}

// TestHelpPages: the pages that the help names exist, and completion offers them.
func TestHelpPages(t *testing.T) {
	words, _ := offered(t, "help", "")
	for page := range strings.SplitSeq(helpPages, ", ") {
		if docs.Page(page) == "" {
			t.Errorf("there is no page %q", page)
		}
		if !slices.Contains(words, page) || !slices.Contains(words, "import") {
			t.Errorf("after help the shells offer %q; want the pages and the commands", words)
		}
	}
}

// TestSeePages: the pages and commands that messages send people to exist.
func TestSeePages(t *testing.T) {
	words, _ := offered(t, "help", "")
	for _, f := range goFiles(t) {
		for _, m := range regexp.MustCompile(`see: partner-import help ([a-z]+)`).FindAllStringSubmatch(read(t, "../../"+f.path), -1) {
			if !slices.Contains(words, m[1]) {
				t.Errorf("%s names the page %q, which does not exist", f.path, m[1])
			}
		}
	}
}
