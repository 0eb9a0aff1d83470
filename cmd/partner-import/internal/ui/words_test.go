package ui

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"partner-import/cmd/partner-import/internal/ui/internal/retell"
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
		if strings.HasSuffix(file, "_test.go") || file == "serve.go" { // which speaks at the terminal
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
	for _, cure := range cures() {
		all[cure] = true
	}
	for _, text := range texts(func(name string, _ ...any) string { return name }) {
		all[text] = true
	}
	for _, name := range retell.Names() {
		all[name] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// TestSentences: each language has every sentence and no other one.
//
// For translators: SENTENCES=FILE writes what each language lacks, as {"de": {"Back":
// ""}}. With the texts filled in, TRANSLATED=FILE puts them into the files of the
// languages, and removes from them what no page says any more.
func TestSentences(t *testing.T) {
	names, lacking := sentences(t), map[string]map[string]any{}
	translated(t, names)
	for _, tag := range words.Languages() {
		have := sentencesOf(t, tag)
		lacks := map[string]any{}
		for _, name := range names {
			if _, ok := have[name]; !ok && tag != language.English {
				lacks[name] = blank(t, tag, name)
			}
		}
		if len(lacks) > 0 {
			lacking[tag.String()] = lacks
			t.Errorf("%s lacks %d sentences: %q", tag, len(lacks), slices.Sorted(maps.Keys(lacks)))
		}
		for name := range have {
			if !slices.Contains(names, name) {
				t.Errorf("%s has %q, which no page says", tag, name)
			}
		}
	}
	if file := os.Getenv("SENTENCES"); file != "" {
		writeJSON(t, file, lacking)
	}
}

// sentencesOf reads the file of a language from the disk, since a test may have just written it.
func sentencesOf(t *testing.T, tag language.Tag) (have map[string]words.Forms) {
	t.Helper()
	text, err := os.ReadFile(langFile(tag))
	if err == nil {
		err = json.Unmarshal(text, &have)
	}
	if err != nil {
		t.Fatal(tag, err)
	}
	return have
}

func langFile(tag language.Tag) string { return "internal/words/lang/" + tag.String() + ".json" }

// blank is the place for a translation: one text, or one for each plural category if the
// English sentence has several.
func blank(t *testing.T, tag language.Tag, name string) any {
	t.Helper()
	if !counted(t)[name] {
		return ""
	}
	forms := map[string]string{}
	for _, category := range words.Categories(tag) {
		forms[category] = ""
	}
	return forms
}

// counted are the sentences whose words depend on a number.
func counted(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for name := range sentencesOf(t, language.English) {
		all[name] = true
	}
	return all
}

// translated takes over what a translator filled in.
func translated(t *testing.T, names []string) {
	t.Helper()
	file := os.Getenv("TRANSLATED")
	if file == "" {
		return
	}
	var given map[string]map[string]any
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &given)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range words.Languages() {
		all := map[string]any{}
		for name, forms := range sentencesOf(t, tag) {
			if all[name] = forms; len(forms) == 1 {
				all[name] = forms["other"]
			}
		}
		maps.Copy(all, given[tag.String()])
		maps.DeleteFunc(all, func(name string, _ any) bool { return !slices.Contains(names, name) })
		writeJSON(t, langFile(tag), all)
	}
}

func writeJSON(t *testing.T, file string, value any) {
	t.Helper()
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(value)
	if err == nil {
		err = os.WriteFile(file, []byte(text.String()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTranslations: a translation has the verbs of its sentence, all plural forms of its
// language, and is a text that can be shown as it is.
func TestTranslations(t *testing.T) {
	for _, tag := range words.Languages() {
		for name, forms := range sentencesOf(t, tag) {
			if have := slices.Sorted(maps.Keys(forms)); len(have) > 1 && !slices.Equal(have, slices.Sorted(slices.Values(words.Categories(tag)))) {
				t.Errorf("%s: %q has the forms %q; want %q", tag, name, have, words.Categories(tag))
			}
			for category, text := range forms {
				for _, fault := range faults(tag, name, category, text) {
					t.Errorf("%s: %q as %q: %s", tag, name, text, fault)
				}
			}
		}
	}
}

// faults are what is wrong with a translation.
func faults(tag language.Tag, name, category, text string) (all []string) {
	if strings.TrimSpace(text) == "" || strings.TrimSpace(text) != text {
		all = append(all, "it is empty, or has a space at its edge")
	}
	want, got := verbsOf(name), verbsOf(text)
	if onlyOne := category == "one" && slices.Contains([]language.Tag{language.English, language.German, language.Spanish}, tag); onlyOne && len(got) < len(want) {
		want = want[1:] // "the row"
	}
	if len(got) > 0 || category != "one" {
		if !maps.Equal(counts(want), counts(got)) {
			all = append(all, fmt.Sprintf("it has the verbs %q; want %q", got, want))
		}
	}
	if strings.ContainsAny(text, "<>&\"'") {
		all = append(all, "it has HTML, or a quote of a typewriter")
	}
	if tag == language.French && regexp.MustCompile(` [:;!?»]|« `).MatchString(text) {
		all = append(all, "a line can end before its punctuation: use a no-break space")
	}
	last := func(text string) string { return regexp.MustCompile(`[.…?:]$`).FindString(text) }
	if last(name) != last(text) {
		all = append(all, "it ends otherwise")
	}
	if tag != language.English && name == text && len(strings.Fields(name)) > 2 && !strings.Contains(name, "%") {
		all = append(all, "it is English")
	}
	return all
}

// verbsOf are the verbs of a text, each with the place of its argument, and the names in braces.
func verbsOf(text string) (all []string) {
	at := 0
	for _, found := range regexp.MustCompile(`%(\[(\d+)\])?([.\d]*[a-z])|\{\w+\}`).FindAllStringSubmatch(text, -1) {
		if found[3] == "" {
			all = append(all, found[0])
			continue
		}
		at++
		if found[2] != "" {
			at, _ = strconv.Atoi(found[2])
		}
		all = append(all, fmt.Sprintf("%d%s", at, found[3]))
	}
	return all
}

func counts(all []string) map[string]int {
	n := map[string]int{}
	for _, one := range all {
		n[one]++
	}
	return n
}
