package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var listMessages = flag.Bool("messages", false, "list every sentence for people")

// sources are the files of the project that people read or write, by path.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	const root = "../.."
	files := map[string][]byte{}
	for _, module := range []string{"", "cmd/partner-import-fleet", "cmd/partner-import-fleet/devserver", "cmd/release"} {
		sourcesOf(t, filepath.Join(root, module), module, files)
	}
	return files
}

// sourcesOf adds the files of one module.
func sourcesOf(t *testing.T, root, module string, files map[string][]byte) {
	t.Helper()
	skip := func(name string) bool { return slices.Contains([]string{".git", "bin", "dist", "rapid", "fuzz"}, name) }
	err := walkModule(root, skip, func(path string, entry os.DirEntry) error {
		if !entry.Type().IsRegular() || entry.Name() == "LICENSE" {
			return nil
		}
		content, err := os.ReadFile(filepath.Join(root, path))
		if err == nil && !bytes.ContainsRune(content, 0) {
			files[filepath.Join(module, path)] = content
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPlainWords: words that a native speaker would not use are nowhere in code,
// messages and docs. (They are written in two parts here, so that this file has
// none.)
func TestPlainWords(t *testing.T) {
	odd := regexp.MustCompile(`(?i)\b(men` + `d(s|ed|ing)?|who` + `m|of whi` + `ch|stands i` + `n|go(es)? o` + `n)\b`)
	files := sources(t)
	if len(files) < 300 {
		t.Fatalf("%d files; want the whole project", len(files))
	}
	for path, content := range files {
		for number, line := range strings.Split(string(content), "\n") {
			if found := odd.FindString(line); found != "" {
				t.Errorf("%s:%d: %q", path, number+1, found)
			}
		}
	}
}

// TestMessages: with -messages, it lists the sentences that the program can say,
// as make messages does. The sandbox's are left out: it imitates Partnero.
func TestMessages(t *testing.T) {
	var all []string
	for path, content := range sources(t) {
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "client/sandbox/") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, imports := n.(*ast.ImportSpec); imports {
				return false
			}
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, _ := strconv.Unquote(literal.Value); isSentence(text) {
					all = append(all, fmt.Sprintf("%s: %s", filepath.Dir(path), text))
				}
			}
			return true
		})
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) < 300 {
		t.Errorf("%d sentences; want all of them", len(all))
	}
	if *listMessages {
		fmt.Println(strings.Join(all, "\n"))
	}
}

// isSentence reports whether a text has several words.
func isSentence(text string) bool {
	return regexp.MustCompile(`[A-Za-z]{2,} [a-z]`).MatchString(text) && !strings.HasPrefix(text, "SELECT")
}
