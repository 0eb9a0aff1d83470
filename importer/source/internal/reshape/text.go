package reshape

import (
	"slices"
	"strings"

	"partner-import/importer/row"
)

// Unslash undoes the function addslashes of PHP, which puts a backslash before quotes
// and backslashes. Other backslashes stay.
func Unslash(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\"`, `"`).Replace(s)
}

// OneTag makes a cell of tags from a text that is one tag, even with a comma in it.
func OneTag(cell string) string {
	text := strings.TrimSpace(cell)
	if tags := row.SplitTags(text); len(tags) == 1 && strings.HasPrefix(text, `"`) {
		text = tags[0] // in quotes already
	}
	return joined(text)
}

// ListOf makes a cell of tags from a text that is a list with its own separator.
func ListOf(cell, separator string) string { return joined(strings.Split(cell, separator)...) }

func joined(texts ...string) string {
	var tags []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(tags, text) {
			tags = append(tags, text)
		}
	}
	return row.JoinTags(tags)
}

// Without removes a tag from a cell of tags. Case does not matter. A "*" at the end of
// the word stands for any rest.
func Without(cell, word string) string {
	begin, open := strings.CutSuffix(strings.ToLower(word), "*")
	return row.JoinTags(slices.DeleteFunc(row.SplitTags(cell), func(tag string) bool {
		tag = strings.ToLower(tag)
		return tag == begin || open && strings.HasPrefix(tag, begin)
	}))
}

// Emptied is "" for a word that means nothing, and the text otherwise. Case does not
// matter.
func Emptied(text string, words ...string) string {
	trimmed := strings.TrimSpace(text)
	if slices.ContainsFunc(words, func(word string) bool { return strings.EqualFold(trimmed, word) }) {
		return ""
	}
	return text
}

// Prefixed puts text before a value, if there is one.
func Prefixed(value, prefix string) string {
	if value = strings.TrimSpace(value); value == "" {
		return ""
	}
	return prefix + value
}

// Slug makes one word of several: each white space becomes a "-".
func Slug(text string) string { return strings.Join(strings.Fields(text), "-") }

// First is the first item of a list with a separator that is not empty.
func First(text, separator string) string {
	for item := range strings.SplitSeq(text, separator) {
		if item = strings.TrimSpace(item); item != "" {
			return item
		}
	}
	return ""
}
