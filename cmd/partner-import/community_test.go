package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestContributing: the commands of that page can be run: make has the targets, and go
// test finds the packages and the tests. (TestDocsRun runs our own commands.)
func TestContributing(t *testing.T) {
	makefile := read(t, "../../Makefile")
	ran := 0
	for _, block := range blocksIn(read(t, contributingPage), "sh") {
		for line := range strings.Lines(block) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
			ran++
			switch words := shellWords(line); {
			case words[0] == "make":
				if !strings.Contains(makefile, "\n"+words[1]+":") {
					t.Errorf("make has no target %q", words[1])
				}
			case words[0] == "go":
				checkGoTest(t, line)
			case !isProgram(words[0]) && words[0] != "git":
				t.Errorf("nothing here runs %q", line)
			}
		}
	}
	if ran < 8 {
		t.Errorf("only %d commands were found", ran)
	}
	for _, path := range regexp.MustCompile("`((?:cmd|importer|client|docs|samples)/[a-z_/.-]+\\.[a-z]+)`").FindAllStringSubmatch(read(t, contributingPage), -1) {
		if found, _ := filepath.Glob("../../" + strings.Replace(path[1], "*", "[a-z]*", 1)); len(found) == 0 {
			t.Errorf("there is no %s", path[1])
		}
	}
}

// checkGoTest: the packages of "go test" are there, and have tests that -run means.
func checkGoTest(t *testing.T, line string) {
	t.Helper()
	pattern := regexp.MustCompile(`.`)
	for i, word := range shellWords(line) {
		if word == "-run" {
			pattern = regexp.MustCompile(shellWords(line)[i+1])
		}
	}
	for _, word := range shellWords(line) {
		dir, isPackage := strings.CutPrefix(word, "./")
		if !isPackage {
			continue
		}
		found := false
		files, _ := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
		for _, file := range files {
			for _, name := range regexp.MustCompile(`(?m)^func (Test\w+)`).FindAllStringSubmatch(read(t, file), -1) {
				found = found || pattern.MatchString(name[1])
			}
		}
		if !found {
			t.Errorf("%s: %s has no such test", line, dir)
		}
	}
}

// An issueForm is a form for an issue, as GitHub reads it.
type issueForm struct {
	Name, Description string
	Body              []struct {
		Type, ID    string
		Attributes  struct{ Label, Value, Description, Render string }
		Validations struct{ Required bool }
	}
}

// TestIssueForms: the forms can be read, ask for the mapping and the first line, and
// tell people not to send the file.
func TestIssueForms(t *testing.T) {
	paths, err := filepath.Glob("../../.github/ISSUE_TEMPLATE/[0-9]*.yml")
	if err != nil || len(paths) != 3 {
		t.Fatalf("there are %d forms (%v)", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var form issueForm
		decoder := yaml.NewDecoder(strings.NewReader(string(text)))
		if err := decoder.Decode(&form); err != nil || form.Name == "" || form.Description == "" {
			t.Errorf("%s: %v: %+v", path, err, form)
		}
		asked := map[string]bool{}
		for _, field := range form.Body {
			if field.Type != "markdown" && (field.ID == "" || field.Attributes.Label == "" || asked[field.ID]) {
				t.Errorf("%s: a field without a name of its own: %+v", path, field)
			}
			asked[field.ID] = field.Validations.Required
		}
		if strings.Contains(path, "file.yml") && !(asked["mapping"] && asked["first-line"] && asked["version"]) {
			t.Errorf("%s does not ask for the mapping, the first line and the version", path)
		}
		for _, command := range regexp.MustCompile("`(partner-import [^`]+)`").FindAllStringSubmatch(string(text), -1) {
			parseCommand(t, command[1])
		}
		if asked["version"] && (!strings.Contains(string(text), "do not attach your file") || !strings.Contains(string(text), "--show-mapping")) {
			t.Errorf("%s does not say what to send, and what not", path)
		}
	}
}
