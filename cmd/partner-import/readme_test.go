//go:build unix

package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client/sandbox"
)

// blocks returns the README's blocks of a language ("" for those without one).
func blocks(t *testing.T, language string) []string {
	t.Helper()
	return blocksOf(t, "../../README.md", language)
}

func blocksOf(t *testing.T, page, language string) []string {
	t.Helper()
	list := blocksIn(read(t, page), language)
	if len(list) == 0 {
		t.Fatalf("%s has no blocks of %q", page, language)
	}
	return list
}

// fakeMake is make, as far as the README needs it: it knows the targets of the
// Makefile, and what "make build" builds is there already. That the other
// targets work is not for this test, which is one of them.
const fakeMake = `#!/bin/sh
grep -q "^$1:" "$MAKEFILE" || { echo "make: no target $1"; exit 2; }
if test "$1" = build; then mkdir -p bin && cp "$BINARY" bin/partner-import; fi
`

func TestReadmeCommands(t *testing.T) {
	box := sandbox.New(sandbox.Options{})
	server, err := sandbox.Serve("", box)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir, bin := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "make"), []byte(fakeMake), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program(t), filepath.Join(bin, "partner-import")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "partners.csv"), "email,name\nann@partners.example,Ann\nbob@partners.example,Bob\ncem@partners.example,Cem\n")
	makefile, err := filepath.Abs("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	script := "set -ex\n" + strings.Join(blocks(t, "sh"), "\n")
	run := prepare(t, dir, []string{"MAKEFILE=" + makefile, "BINARY=" + program(t), "PARTNERO_BASE_URL=" + server.URL()}, "sh", "-c", script)
	run.Env = append(run.Env, "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	run.run(t, 0)
	if len(box.Partners()) == 0 {
		t.Errorf("the README's import has created no one:\n%s", &run.stderr)
	}
	for _, name := range documented(t, `(?m)^\| \x60(partners\.[a-z.]+)\x60 \|`) {
		if name == "partners.failed.csv" {
			continue // nothing failed
		}
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("the README promises a file: %v", err)
		}
	}
}

// documented returns what the README says, as the pattern's first group.
func documented(t *testing.T, pattern string) []string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(read(t, "../../README.md"), -1) {
		found = append(found, match[1])
	}
	if len(found) == 0 {
		t.Fatalf("the README has nothing like %s", pattern)
	}
	return found
}

// The README shows what "make demo" prints, with "..." for what is left out.
func TestReadmeDemo(t *testing.T) {
	recipe := regexp.MustCompile(`(?m)^demo:.*\n((?:\t.*\n)+)`).FindStringSubmatch(read(t, "../../Makefile"))
	if recipe == nil {
		t.Fatal("the Makefile has no target demo")
	}
	commands := strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(recipe[1]), "@"), "$$", "$")
	commands = strings.ReplaceAll(commands, "go run ./cmd/partner-import", program(t))
	run := prepare(t, "../..", nil, "sh", "-c", commands)
	run.Stderr = run.Stdout // as on a terminal
	before := workTree(t)
	run.run(t, 0)
	if diff := cmp.Diff(before, workTree(t)); diff != "" {
		t.Errorf("the demo leaves something behind (-before +after):\n%s", diff)
	}
	if left, err := os.ReadDir(temporary(run)); err != nil || len(left) > 0 {
		t.Errorf("the demo leaves %d temporary files behind (%v)", len(left), err)
	}
	var pattern strings.Builder
	for text := range strings.Lines(blocks(t, "")[0]) {
		if text == "...\n" {
			pattern.WriteString(`(.*\n)*`)
			continue
		}
		pattern.WriteString(regexp.QuoteMeta(text))
	}
	if !regexp.MustCompile(`(?m)^` + pattern.String()).Match(run.stdout.Bytes()) {
		t.Errorf("the demo prints\n%s\nand the README shows\n%s", &run.stdout, blocks(t, "")[0])
	}
}

func temporary(p *process) string {
	dir := ""
	for _, variable := range p.Env {
		if value, ok := strings.CutPrefix(variable, "TMPDIR="); ok {
			dir = value
		}
	}
	return dir
}

// workTree is what git would show, or nothing outside of a repository.
func workTree(t *testing.T) string {
	t.Helper()
	command := exec.Command("git", "status", "--porcelain", "--untracked-files=all", "--", "samples")
	command.Dir = "../.."
	out, err := command.Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// The exit statuses are in exit.go and in docs/nightly.md, to which the README
// links. That page may leave words out, and puts the signals on one line.
func TestReadmeExitStatuses(t *testing.T) {
	code := table(t, "exit.go", `(?m)^    (\d+) +(.*(?:\n {9}.*)?)$`)
	page := table(t, "../../docs/nightly.md", `(?m)^\| ([\d, ]+) \| ([^|]*) \| [^|]+ \|$`)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(code)), slices.Sorted(maps.Keys(page))); diff != "" {
		t.Errorf("exit statuses (-exit.go +docs/nightly.md):\n%s", diff)
	}
	if !strings.Contains(read(t, readmePage), "](docs/nightly.md#exit-statuses)") {
		t.Error("the README does not link to the exit statuses")
	}
	for status, meaning := range page {
		meaning, _, _ = strings.Cut(meaning, ";") // what else a signal does is for the page to tell
		if !isSubsequence(words(meaning), words(code[status])) {
			t.Errorf("docs/nightly.md says of %s %q, and exit.go %q", status, meaning, code[status])
		}
	}
	for status, want := range map[string]int{"0": exitOK, "1": exitSomeFailed, "2": exitNotStarted, "3": exitStopped, "130": exitSignal + 2} {
		if fmt.Sprint(want) != status || code[status] == "" {
			t.Errorf("the status %s is %d in the code and means %q", status, want, code[status])
		}
	}
}

// table reads statuses and what they mean. A line for several is kept under
// the first of them.
func table(t *testing.T, path, pattern string) map[string]string {
	t.Helper()
	meanings := map[string]string{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(read(t, path), -1) {
		first, _, _ := strings.Cut(match[1], ",")
		meanings[first] = match[2]
	}
	return meanings
}

func words(text string) []string {
	return regexp.MustCompile(`[A-Za-z]+`).FindAllString(text, -1)
}

func isSubsequence(short, long []string) bool {
	for _, word := range short {
		i := slices.Index(long, word)
		if i < 0 {
			return false
		}
		long = long[i+1:]
	}
	return true
}
