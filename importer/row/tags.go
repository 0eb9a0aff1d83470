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
	var tags []string
	for cell != "" {
		cell = strings.TrimLeftFunc(cell, func(r rune) bool { return isBetweenTags(r) || r == ' ' || r == '\t' })
		tag, rest, ok := quotedTag(cell, quote, escapes)
		if !ok {
			end := strings.IndexFunc(cell, isBetweenTags)
			if end < 0 {
				end = len(cell)
			}
			tag, rest = cell[:end], cell[end:]
		}
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
		cell = rest
	}
	return tags
}

func isBetweenTags(r rune) bool {
	return r == ',' || r == ';' || r == '|' || r == '\n' || r == '\r'
}

// quotedTag reads the tag in quotes at the beginning of a cell. It is not ok if
// there is none, or if more than the next tag follows.
func quotedTag(cell string, quote byte, escapes bool) (tag, rest string, ok bool) {
	if cell == "" || cell[0] != quote {
		return "", "", false
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
