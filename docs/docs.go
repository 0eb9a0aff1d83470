// Package docs has the pages of the manual, for the help of the program.
package docs

import (
	"embed"
	"slices"
	"strings"
)

//go:embed *.md
var pages embed.FS

// Topics are the names of all pages, sorted, without the index.
func Topics() []string {
	entries, _ := pages.ReadDir(".")
	var list []string
	for _, entry := range entries {
		if name := strings.TrimSuffix(entry.Name(), ".md"); name != "README" {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// Page returns the Markdown text of a page, "" if there is no such page.
func Page(topic string) string {
	if !slices.Contains(Topics(), topic) {
		return ""
	}
	text, _ := pages.ReadFile(topic + ".md")
	return string(text)
}
