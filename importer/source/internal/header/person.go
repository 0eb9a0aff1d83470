package header

import (
	"fmt"
	"strings"
	"unicode"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
)

// FullNames is a warning that first names look like whole names, "" if they do not.
// Rows returns the cells of the first rows. A name that is mapped by hand is right.
func (h Header) FullNames(rows func() [][]string) string {
	name := h.Index("name")
	if name < 0 || h.byHand[name] || h.Index("surname") >= 0 {
		return ""
	}
	full, all, example := 0, 0, ""
	for _, cells := range rows() {
		text := strings.TrimSpace(cells[name])
		if text == "" {
			continue
		}
		if all++; isFullName(text) {
			if full++; full == 1 {
				example = text
			}
		}
	}
	if full*2 < all || full == 0 {
		return ""
	}
	return fmt.Sprintf("%s seems to hold full names, such as %s, and no column is the surname. Split them with %s. If it is right, use %s.",
		cell.Name(h.Columns[name]), cell.Quote(example), h.call.Call(option.SplitName, option.Word(h.Columns[name])), mapTo(h.call, h.Columns[name], "name"))
}

// isFullName reports whether a text is several words, and each begins with a letter.
// A single letter in front may be anything.
func isFullName(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	for _, word := range words {
		if !unicode.IsLetter([]rune(word)[0]) {
			return false
		}
	}
	return len(words) > 1 && len(words[0]) > 1
}

// TellJoined says that the header has several rows, "" if it has one.
func TellJoined(line, rows int) string {
	if rows == 1 {
		return ""
	}
	return fmt.Sprintf("The header has two rows, from line %d on. They are read as one.", line)
}
