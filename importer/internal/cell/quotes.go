package cell

import (
	"strings"
	"unicode/utf8"

	"partner-import/importer/row"
)

// unquote removes typographic quotes, or apostrophes, around a whole value. A CSV
// reader does not know them as quotes.
func (c *Cleaner) unquote(field, s string) string {
	open, width := utf8.DecodeRuneInString(s)
	closing := closingQuotes(open)
	last, lastWidth := utf8.DecodeLastRuneInString(s)
	if len(s) < width+lastWidth || closing == "" || !strings.ContainsRune(closing, last) {
		return s
	}
	inner := s[width : len(s)-lastWidth]
	if strings.ContainsRune(inner, open) || strings.ContainsAny(inner, closing) {
		return s // more than one pair: they belong to the text
	}
	c.note(QuotesRemoved, field, Quote(s))
	return inner
}

// dropTextMark removes the apostrophe with which spreadsheets mark text, as in
// '00123. No address, id or key begins with one.
func (c *Cleaner) dropTextMark(field, s string) string {
	inner, marked := strings.CutPrefix(s, "'")
	if !marked || inner == "" {
		return s
	}
	c.note(QuotesRemoved, field, Quote(s))
	return inner
}

// tags cleans a cell of tags. It also cleans each tag if all of them are in quotes,
// as some programs write them: "gold","emea" or ["gold","emea"]. It removes the
// brackets around a list of several tags, such as {gold,emea}.
func (c *Cleaner) tags(cell string) string {
	cell = c.value("tags", aText, cell)
	list := withoutBrackets(cell)
	listed := list != cell
	if list == "" || !listed && list[0] != '"' {
		return cell
	}
	mark, tags := "", row.SplitTags(list)
	if list[0] == '"' || list[0] == '\'' {
		mark = list[:1]
	}
	for i, tag := range tags {
		inner := strings.TrimSuffix(strings.TrimPrefix(tag, mark), mark)
		if inner == "" || len(inner) != len(tag)-2*len(mark) || mark != "" && strings.Contains(inner, mark) {
			return cell
		}
		tags[i] = inner
	}
	if mark == "" && len(tags) < 2 {
		return cell
	}
	c.note(QuotesRemoved, "tags", Quote(cell))
	return strings.Join(tags, ",")
}

func withoutBrackets(list string) string {
	for _, pair := range [...]string{"[]", "{}"} {
		if len(list) > 1 && list[0] == pair[0] && list[len(list)-1] == pair[1] {
			return list[1 : len(list)-1]
		}
	}
	return list
}

// closingQuotes are the closing quotes of an opening one in some language, "" if it
// is not an opening quote.
func closingQuotes(open rune) string {
	switch open {
	case '“':
		return "”“"
	case '„':
		return "“”"
	case '”':
		return "”"
	case '«':
		return "»"
	case '»':
		return "«"
	case '‘':
		return "’"
	case '‚':
		return "‘’"
	case '\'':
		return "'"
	}
	return ""
}
