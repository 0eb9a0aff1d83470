package main

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// parseCommand gives a command line to the command tree as far as that is
// possible without running it: the command, its flags with their values, and
// its arguments.
func parseCommand(t *testing.T, line string) {
	t.Helper()
	words := shellWords(line)
	root := newRoot(environment{lookup: noVariables}, new(int))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("any")
	c, rest, err := root.Find(words[1:])
	if err == nil {
		err = c.ParseFlags(rest)
	}
	if err == nil {
		err = c.ValidateArgs(c.Flags().Args())
	}
	if err != nil {
		t.Errorf("%s\n%v", line, err)
	}
}

// shellCommands are the simple commands of a shell's line that are ours,
// without what stands before the program's name, pipes and redirections.
func shellCommands(text string) (list []string) {
	text = strings.ReplaceAll(text, "\\\n", " ")
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, " #")
		for _, command := range regexp.MustCompile(`&&|\|\||[|;]`).Split(line, -1) {
			command = regexp.MustCompile(`\d?[<>]+(&\d|\s*\S+)`).ReplaceAllString(command, "")
			at := slices.IndexFunc(strings.Fields(command), isProgram)
			if at < 0 || slices.ContainsFunc(strings.Fields(command)[:at], func(word string) bool { return !strings.Contains(word, "=") && word != "$" }) {
				continue
			}
			list = append(list, strings.Join(strings.Fields(command)[at:], " "))
		}
	}
	return list
}

func isProgram(word string) bool { return filepath.Base(word) == "partner-import" }

// shellWords splits a command as a shell does, with both kinds of quotes.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quote, inside := rune(0), false
	for _, r := range line + " " {
		switch {
		case quote == 0 && (r == '"' || r == '\''):
			quote, inside = r, true
		case r == quote:
			quote = 0
		case quote == 0 && unicode.IsSpace(r):
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	return words
}

// docPages are the README and what is beside it, and the pages of docs, also those for
// developers.
func docPages(t *testing.T) []string {
	t.Helper()
	list := []string{readmePage, contributingPage, "../../SECURITY.md"}
	for _, pattern := range []string{"../../docs/*.md", "../../docs/internals/*.md"} {
		pages, err := filepath.Glob(pattern)
		if err != nil || len(pages) < 3 {
			t.Fatalf("%s: %d pages (%v)", pattern, len(pages), err)
		}
		list = append(list, pages...)
	}
	return list
}

const readmePage, contributingPage = "../../README.md", "../../CONTRIBUTING.md"

// TestDocsSayTheirReader: the first line below the title of each page says who
// should read it, and how many minutes it takes.
func TestDocsSayTheirReader(t *testing.T) {
	for _, page := range docPages(t) {
		if filepath.Base(page) == "README.md" {
			continue // the front door, and the index
		}
		lines := strings.SplitN(read(t, page), "\n", 4)
		if !regexp.MustCompile(`^For .* [0-9]+ minutes\.$`).MatchString(lines[2]) {
			t.Errorf("%s begins with %q; want who should read it, and how many minutes it takes", filepath.Base(page), lines[2])
		}
	}
}

// TestDocsIndex: the index of the pages has each of them.
func TestDocsIndex(t *testing.T) {
	index := read(t, "../../docs/README.md")
	for _, page := range docPages(t) {
		name, err := filepath.Rel("../../docs", page)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(index, "]("+name+")") && filepath.Base(page) != "README.md" {
			t.Errorf("docs/README.md does not list %s", name)
		}
	}
}

// TestDocsCommands: every command of ours that the pages and the help show is
// one, with flags that there are. (Those of the README are run as well.)
func TestDocsCommands(t *testing.T) {
	found := 0
	for _, page := range docPages(t) {
		for _, block := range blocksIn(read(t, page), "sh", "console", "powershell", "") {
			for _, command := range shellCommands(block) {
				found++
				parseCommand(t, strings.ReplaceAll(command, "--from ./ours.yaml", "--from gumroad")) // the page has made it
			}
		}
	}
	for _, c := range commands(t, noVariables) {
		for line := range strings.Lines(c.Example) {
			words, _, _ := strings.Cut(strings.TrimSpace(line), "   ") // what follows says what it is for
			for _, command := range shellCommands(words) {
				found++
				parseCommand(t, command)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d commands were found", found)
	}
}

// blocksIn are the blocks of a page in these languages, "" for those without one.
func blocksIn(page string, languages ...string) (list []string) {
	inside, wanted := false, false
	for line := range strings.Lines(page) {
		language, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && inside:
			inside = false
		case fence:
			inside, wanted = true, slices.Contains(languages, language)
			if wanted {
				list = append(list, "")
			}
		case inside && wanted:
			list[len(list)-1] += line
		}
	}
	return list
}

// TestDocsFlags: flags that the pages name in running text are flags of some
// command.
func TestDocsFlags(t *testing.T) {
	known := map[string]bool{"--help": true, "--system": true, "--no-create-home": true, "--now": true, "--failed": true, "--request": true, "--retry": true, "--retry-all-errors": true}
	for _, c := range commands(t, noVariables) {
		c.Flags().VisitAll(func(f *pflag.Flag) { known["--"+f.Name] = true })
	}
	fenced := regexp.MustCompile("(?s)\n```.*?\n```\n") // commands, also of other programs
	for _, page := range append(docPages(t), "../../CHANGELOG.md") {
		if filepath.Base(page) == "fleet.md" {
			continue // of another program, whose own tests check it
		}
		text := fenced.ReplaceAllString(read(t, page), "\n")
		for _, flag := range regexp.MustCompile(`(?:^|[\s\x60(])(--[a-z][a-z-]+)`).FindAllStringSubmatch(text, -1) {
			if !known[flag[1]] {
				t.Errorf("%s names %s, which is a flag of no command", filepath.Base(page), flag[1])
			}
		}
	}
}

// TestDocsLinks: pages and files that the pages link to are there.
func TestDocsLinks(t *testing.T) {
	for _, page := range docPages(t) {
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), link[1])); err != nil {
				t.Errorf("%s links to %s: %v", filepath.Base(page), link[1], err)
			}
		}
	}
}

// TestDocsAnchors: the headings that the pages link to are there.
func TestDocsAnchors(t *testing.T) {
	for _, page := range docPages(t) {
		for _, link := range regexp.MustCompile(`\]\(([^)#:]*)#([^)]+)\)`).FindAllStringSubmatch(read(t, page), -1) {
			target := page
			if link[1] != "" {
				target = filepath.Join(filepath.Dir(page), link[1])
			}
			if !slices.Contains(anchors(read(t, target)), link[2]) {
				t.Errorf("%s links to %s#%s, and there is no such heading", filepath.Base(page), link[1], link[2])
			}
		}
	}
}

// anchors are the headings of a page, as links name them.
func anchors(page string) (list []string) {
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		list = append(list, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, heading[1]))
	}
	return list
}

// TestDocsHouse: the page of the rooms has each of them, and no other.
func TestDocsHouse(t *testing.T) {
	text := read(t, "../../docs/internals/architecture.md")
	drawn := map[string]bool{}
	for _, line := range regexp.MustCompile(`(?m)^\| (\x60[a-z/, \x60]+) \|`).FindAllStringSubmatch(text, -1) {
		for name := range strings.SplitSeq(strings.ReplaceAll(line[1], "\x60", ""), ", ") {
			drawn[path.Join("importer", strings.TrimPrefix(name, "importer"))] = true
		}
	}
	rooms := map[string]bool{}
	for name := range arrows() {
		if name == "importer" || strings.HasPrefix(name, "importer/") {
			rooms[name] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(rooms)), slices.Sorted(maps.Keys(drawn))); diff != "" {
		t.Errorf("rooms (-code +page):\n%s", diff)
	}
}
