package ui

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/words"
)

// sentences are all sentences that a page can show: those of the templates, and those
// that the code says.
func sentences(t *testing.T) []string {
	t.Helper()
	all := map[string]bool{}
	quoted := regexp.MustCompile(`(?:\.T|\bsay|\bSay)\(? ?("(?:[^"\\]|\\.)*")`)
	titles := regexp.MustCompile(`(?:Title|Text): +("(?:[^"\\]|\\.)*")`)
	files, _ := filepath.Glob("*.go")
	pages, _ := filepath.Glob("pages/*.html")
	for _, file := range append(files, pages...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, pattern := range []*regexp.Regexp{quoted, titles} {
			for _, found := range pattern.FindAllStringSubmatch(string(text), -1) {
				sentence, err := strconv.Unquote(found[1])
				if err != nil {
					t.Fatal(file, found[1], err)
				}
				if strings.ContainsFunc(sentence, func(r rune) bool { return r >= 'A' && r <= 'z' && r != 'd' && r != 's' && r != 'f' }) {
					all[sentence] = true
				}
			}
		}
	}
	for _, f := range append(fields(), madeOf()...) {
		all[f.Label] = true
	}
	for _, label := range labels() {
		all[label] = true
	}
	for _, text := range texts(func(name string, _ ...any) string { return name }) {
		all[text] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// TestSentences: each language has every sentence and no other one, with the same
// verbs and the same names in braces.
func TestSentences(t *testing.T) {
	names := sentences(t)
	if file := os.Getenv("SENTENCES"); file != "" { // for translators
		if err := os.WriteFile(file, []byte(strings.Join(names, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verbs := regexp.MustCompile(`%[.\d]*[a-z]|\{\w+\}`)
	for _, tag := range words.Languages() {
		have, err := words.Sentences(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if _, ok := have[name]; !ok && tag != language.English {
				t.Errorf("%s lacks %q", tag, name)
			}
		}
		for name, forms := range have {
			if !slices.Contains(names, name) {
				t.Errorf("%s has %q, which no page says", tag, name)
			}
			for category, text := range forms {
				want, got := verbs.FindAllString(name, -1), verbs.FindAllString(text, -1)
				slices.Sort(want)
				slices.Sort(got)
				if category == "other" && !slices.Equal(want, got) || text == "" {
					t.Errorf("%s: %q has %q; want the verbs %q", tag, name, text, want)
				}
			}
		}
	}
}
