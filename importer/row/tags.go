package row

import (
	"slices"
	"strings"
)

// SplitTags splits a cell at comma, semicolon, bar or line end, and keeps each tag
// once. A tag in double quotes keeps what is inside.
func SplitTags(cell string) []string { return SplitList(cell, '"', false) }

// JoinTags writes tags as SplitTags reads them.
func JoinTags(tags []string) string {
	var cell strings.Builder
	for i, tag := range tags {
		if i > 0 {
			cell.WriteByte(',')
		}
		if tag[0] == '"' || strings.ContainsFunc(tag, isBetweenTags) {
			tag = `"` + strings.ReplaceAll(tag, `"`, `""`) + `"`
		}
		cell.WriteString(tag)
	}
	return cell.String()
}

// SplitList is SplitTags for another quote. A quote inside of quotes is doubled, or,
// with escapes, behind a backslash.
func SplitList(cell string, quote byte, escapes bool) []string {
	tags := tagSet{}
	credit := 4 * len(cell) // bytes that may be looked at in vain, for quotes that close nothing
	for cell != "" {
		cell = strings.TrimLeftFunc(cell, func(r rune) bool { return isBetweenTags(r) || r == ' ' || r == '\t' })
		tag, rest, ok := "", cell, false
		if credit > 0 {
			tag, rest, ok = quotedTag(cell, quote, escapes)
		}
		if !ok {
			credit -= len(cell) - len(rest)
			end := strings.IndexFunc(cell, isBetweenTags)
			if end < 0 {
				end = len(cell)
			}
			tag, rest = cell[:end], cell[end:]
		}
		if tag = strings.TrimSpace(tag); tag != "" {
			tags.add(tag)
		}
		cell = rest
	}
	return tags.list
}

// A tagSet keeps each tag once, in the order in which they come.
type tagSet struct {
	list []string
	set  map[string]bool // of list, once it is long
}

// fewTags are compared one by one.
const fewTags = 32

// add keeps a tag if it is new.
func (t *tagSet) add(tag string) {
	if len(t.list) < fewTags {
		if !slices.Contains(t.list, tag) {
			t.list = append(t.list, tag)
		}
		return
	}
	if t.set == nil {
		t.set = make(map[string]bool, 2*fewTags)
		for _, known := range t.list {
			t.set[known] = true
		}
	}
	if !t.set[tag] {
		t.set[tag] = true
		t.list = append(t.list, tag)
	}
}

// UniqueTags returns each tag once.
func UniqueTags(tags []string) []string {
	var t tagSet
	for _, tag := range tags {
		t.add(tag)
	}
	return t.list
}

func isBetweenTags(r rune) bool {
	return r == ',' || r == ';' || r == '|' || r == '\n' || r == '\r'
}

// quotedTag reads the tag in quotes at the beginning of a cell. It is not ok if
// there is none, or if more than the next tag follows. The rest is what it did not
// look at.
func quotedTag(cell string, quote byte, escapes bool) (tag, rest string, ok bool) {
	if cell == "" || cell[0] != quote {
		return "", cell, false
	}
	var inner strings.Builder
	for i := 1; i < len(cell); i++ {
		next := i+1 < len(cell) && (cell[i+1] == quote || cell[i] == '\\' && cell[i+1] == '\\')
		switch {
		case next && (cell[i] == quote || escapes && cell[i] == '\\'):
			i++
		case cell[i] == quote:
			rest = strings.TrimLeft(cell[i+1:], " \t")
			return inner.String(), rest, rest == "" || isBetweenTags(rune(rest[0]))
		}
		inner.WriteByte(cell[i])
	}
	return "", "", false
}
