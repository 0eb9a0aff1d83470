package delimited

import (
	"fmt"
	"strconv"
	"strings"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/raw"
)

// lookDeeper refuses a file with a header below the lines that are searched for it.
func (h *Head) lookDeeper(candidates []rune) error {
	for _, delimiter := range candidates {
		rows, err := splitAll(NewReader(h.text(), delimiter, h.line), headRecords)
		if err != nil {
			return err
		}
		for i, row := range rows {
			if i >= raw.HeaderDepth && h.fields(row.Cells) > 0 {
				return &raw.Refusal{Message: fmt.Sprintf(
					"No header in the first %d lines. Line %d may be the header. To skip the lines above it, use %s.",
					raw.HeaderDepth, row.Line, h.Call.Call(option.SkipRows, strconv.Itoa(row.Line-1)))}
			}
		}
	}
	return nil
}

// refuseDrawn names a text that is laid out for people, or with line ends that are
// none.
func (h *Head) refuseDrawn(r reading, text string) error {
	line := r.rows[0].Line
	if i := strings.IndexAny(text, "\u2028\u2029\u0085\x1e"); i > 0 && h.namesFields(text[:i]) {
		return &raw.Refusal{Line: line, Message: fmt.Sprintf(
			"The rows end with %U instead of a line end. Open the file in a spreadsheet program or an editor and save it again as CSV.", []rune(text[i:])[0])}
	}
	if strings.ContainsAny(text, "│┃║┌╔") {
		return &raw.Refusal{Line: line, Message: "This is a table with a drawn frame. Export the rows as CSV from the program that made it."}
	}
	for i, row := range r.rows[:min(len(r.rows), raw.HeaderDepth)] {
		whole := strings.Join(row.Cells, string(r.delimiter))
		if i > 0 && isFixedWidth(whole) || len(row.Cells) == 1 && len(wideGaps(whole)) > 1 && h.fields(wideGaps(whole)) > 0 {
			return &raw.Refusal{Line: line, Message: "The columns have a fixed width, with spaces between them. Export the rows as CSV from the program that made it."}
		}
	}
	return nil
}

// namesFields reports whether a line names a field with any delimiter.
func (h *Head) namesFields(line string) bool {
	for _, delimiter := range delimiters() {
		if h.fields(strings.Split(line, string(delimiter))) > 0 {
			return true
		}
	}
	return false
}
