package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
)

var manDir = flag.String("man", "", "write the man pages into this folder, as make man does")

// TestManPages makes the man pages from the commands. It is a test, so the program
// does not contain the code for them. Each command has a page that can be read and
// names all of its flags.
func TestManPages(t *testing.T) {
	dir := *manDir
	if dir == "" {
		dir = t.TempDir()
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	root := newRoot(environment{lookup: noVariables}, new(int))
	root.DisableAutoGenTag = true
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("any")
	header := &doc.GenManHeader{Section: "1", Source: "partner-import " + version(), Manual: "partner-import"}
	if err := doc.GenManTree(root, header, dir); err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, c := range commands(t, noVariables) {
		if c.Name() == "help" {
			continue
		}
		path := filepath.Join(dir, strings.ReplaceAll(c.CommandPath(), " ", "-")+".1")
		text := strings.NewReplacer(`\-`, "-", `\&`, "").Replace(read(t, path))
		pages++
		checkPage(t, c, text)
		lintPage(t, path)
	}
	if list, err := os.ReadDir(dir); err != nil || *manDir == "" && len(list) != pages {
		t.Errorf("there are %d pages, %v; want %d", len(list), err, pages)
	}
}

func checkPage(t *testing.T, c *cobra.Command, text string) {
	t.Helper()
	if !strings.Contains(text, ".SH SYNOPSIS") || !strings.Contains(text, c.Short) {
		t.Errorf("the page of %s does not say what it is for", c.CommandPath())
	}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(text, "--"+f.Name+"\\fP") {
			t.Errorf("the page of %s has no --%s", c.CommandPath(), f.Name)
		}
	})
}

// lintPage checks the page with mandoc, if it is installed.
func lintPage(t *testing.T, path string) {
	t.Helper()
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		t.Logf("mandoc is not installed, so %s is not checked", filepath.Base(path))
		return
	}
	if out, err := exec.Command(mandoc, "-T", "lint", "-W", "error", path).CombinedOutput(); err != nil {
		t.Errorf("mandoc: %v\n%s", err, out)
	}
}

// TestExamples: every command has worked examples.
func TestExamples(t *testing.T) {
	for _, c := range commands(t, noVariables) {
		theirs := c.Name() == "help" || c.HasParent() && c.Parent().Name() == "completion" || c.Name() == "completion"
		if !theirs && !c.HasSubCommands() && !strings.Contains(c.Example, "  "+c.CommandPath()) {
			t.Errorf("%s has no example", c.CommandPath())
		}
	}
}
