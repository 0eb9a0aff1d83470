package cell

import (
	"slices"
	"strings"
	"unicode/utf8"

	"partner-import/importer/row"
)

// tags cleans a cell of tags. It reads the lists that programs write, such as
// "gold","emea" and ["gold","emea"] and {gold,emea}, and drops the words for
// "nothing".
func (c *Cleaner) tags(cell string) string {
	cell = c.value("tags", aList, cell)
	if cell == "" || !mayBeList(cell) && !holdsNothing(cell) {
		return cell
	}
	if isNoName(cell) {
		c.empty("tags", &cell)
		return cell
	}
	list, listed := withoutBrackets(cell)
	if listed && cell[0] == '[' && isWordAlone(list) {
		return cell // a tag in brackets: programs write a list of one as ["vip"]
	}
	tags := row.SplitList(list, quoteOf(list, listed), listed)
	if slices.ContainsFunc(tags, func(tag string) bool { return isUnread(tag, listed) }) {
		c.note(TagsUnread, "tags", Quote(cell))
		return cell
	}
	tags = c.each(tags)
	if slices.Equal(tags, row.SplitTags(cell)) && (cell[0] != '"' || len(tags) > 0 && tags[0][0] == '"') {
		return cell
	}
	c.noteList(cell, tags)
	return row.JoinTags(tags)
}

// mayBeList recognises the beginning of a list in brackets or quotes.
func mayBeList(cell string) bool {
	switch cell[0] {
	case '[', '{', '"', '\'', 0xe2, 0xc2: // the last two begin curly quotes
		return true
	}
	return strings.IndexByte(cell, ':') > 0 && cell[len(cell)-1] == '}'
}

// holdsNothing reports whether one of the tags is a word for "nothing".
func holdsNothing(cell string) bool {
	for from := 0; from < len(cell); {
		end := from
		for end < len(cell) && cell[end] != ',' && cell[end] != ';' && cell[end] != '|' && cell[end] != '\n' {
			end++
		}
		for from < end && cell[from] == ' ' {
			from++
		}
		if from < end && mayBeNothing(cell[from]) && isNoName(strings.TrimSpace(cell[from:end])) {
			return true
		}
		from = end + 1
	}
	return false
}

func withoutBrackets(list string) (inner string, listed bool) {
	for _, pair := range [...]string{"[]", "{}"} {
		if len(list) > 1 && list[0] == pair[0] && list[len(list)-1] == pair[1] {
			return strings.TrimSpace(list[1 : len(list)-1]), true
		}
	}
	return list, false
}

func isWordAlone(list string) bool {
	return strings.IndexByte("\"'{[", list[0]) < 0 && !strings.ContainsAny(list, ",;|\n")
}

// quoteOf is the quote around the tags of a list. Apostrophes count only if the list
// ends with one too, because a name may begin with one: 't Hooft.
func quoteOf(list string, listed bool) byte {
	if list != "" && list[0] == '\'' && (listed || list[len(list)-1] == '\'') {
		return '\''
	}
	return '"'
}

// isUnread recognises the pieces of objects, of lists in lists, and of PHP's
// serialize.
func isUnread(tag string, listed bool) bool {
	if listed && (tag[0] == '{' || tag[0] == '[' || strings.Contains(tag, `":`) || strings.Contains(tag, `':`)) {
		return true
	}
	return strings.HasPrefix(tag, "a:") && strings.Contains(tag, ":{") || strings.HasPrefix(tag, "{i:0")
}

// each cleans the tags of a list one by one.
func (c *Cleaner) each(tags []string) []string {
	kept := tags[:0]
	for _, tag := range tags {
		if isNoName(tag) {
			c.empty("tags", &tag)
			continue
		}
		if inner := unquoted(tag); inner != "" {
			tag = inner
		}
		kept = append(kept, tag)
	}
	return row.UniqueTags(kept)
}

// noteList notes that a list was read, unless a word was all that was dropped.
func (c *Cleaner) noteList(cell string, tags []string) {
	for _, tag := range tags {
		if strings.ContainsAny(tag, ",;|") {
			c.note(TagInQuotes, "tags", Quote(tag))
			return
		}
	}
	if first, _ := utf8.DecodeRuneInString(cell); mayBeList(cell) && (first < utf8.RuneSelf || closingQuotes(first) != "") {
		c.note(QuotesRemoved, "tags", Quote(cell))
	}
}
