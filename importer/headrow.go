package importer

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
)

// dialect is what the reading says, or why the file cannot be read so.
func (h *head) dialect(r reading, named bool) (dialect, error) {
	if !slices.ContainsFunc(r.rows, func(row textRow) bool { return row.err != nil || !cell.AllEmpty(row.cells) }) {
		return dialect{}, &refusedFile{Message: "the file is empty; it needs a header line that names an email column"}
	}
	if r.header < 0 {
		if err := h.refuse(r, named); err != nil {
			return dialect{}, err
		}
	}
	at := max(0, r.header)
	header := r.rows[at]
	if at > 0 {
		h.warn("skipped %s before the header row on line %d", cell.Count(header.line-r.rows[0].line, "line"), header.line)
	}
	width := len(header.cells)
	if header.err == nil {
		if err := otherWidth(header, r.rows[at+1:]); err != nil {
			return dialect{}, err
		}
		if !named && r.delimiter == '|' && isDoubled(header.cells) {
			return dialect{}, &refusedFile{Line: header.line, Message: "the columns are separated by || and only one character can stand between them; replace || by a semicolon"}
		}
		width = withoutGhosts(header.cells, r.rows[at+1:])
	}
	return dialect{
		delimiter: r.delimiter, start: h.start + header.begin, line: header.line,
		header: header, width: width, ghosts: ghosts(width, r.rows[at+1:]), warnings: h.warnings,
	}, nil
}

// refuse says why there is no header, as far as that can be seen. Otherwise
// the first line is taken for the header, whose columns are then looked at one
// by one.
func (h *head) refuse(r reading, named bool) error {
	first := r.rows[0]
	if first.err != nil {
		return nil
	}
	text := strings.Join(first.cells, string(r.delimiter))
	if len(first.cells) == 1 {
		for _, delimiter := range delimiters() {
			if h.opensWithQuote(first) && h.fields(splitLine(first.cells[0], string(delimiter))) > 0 {
				return &refusedFile{Line: first.line, Message: "every line is one quoted cell, as if it were a single column; split it into columns in the spreadsheet and export again"}
			}
		}
		for _, separator := range []string{"||", "^", ":", "~", "!", "\x1f", " "} {
			if !named && h.fields(splitLine(text, separator)) > 0 {
				return &refusedFile{Line: first.line, Message: `does not split into columns by comma, semicolon, tab or bar; save the file with one of these, or name the character with --delimiter, like --delimiter "^"`}
			}
		}
	}
	if strings.Contains(text, "@") {
		return &refusedFile{Message: fmt.Sprintf(
			"no header row: none of the first %d lines names an email column; line %d is %s; put the names of the columns above the rows",
			headerDepth, first.line, cell.Quote(text))}
	}
	return nil
}

func (h *head) opensWithQuote(row textRow) bool {
	first := make([]byte, 1)
	_, _ = h.in.ReadAt(first, h.start+row.begin)
	return first[0] == '"'
}

func splitLine(text, separator string) []string {
	cells := strings.Split(text, separator)
	if len(cells) == 1 {
		return nil
	}
	for i, cell := range cells {
		cells[i] = strings.Trim(cell, `"`)
	}
	return cells
}

// otherWidth refuses a header that lacks a column which the rows have, or has
// one that they lack: whatever was guessed, values would stand under the wrong
// names. If the first row has the header's width, it is not the header that is
// wrong: most rows are then a footer or another table.
func otherWidth(header textRow, rows []textRow) error {
	width, n := commonWidth(rows)
	named := len(header.cells)
	for named > 0 && strings.TrimSpace(header.cells[named-1]) == "" {
		named--
	}
	if len(rows) < 3 || n*2 <= len(rows) || len(rows[0].cells) == len(header.cells) {
		return nil
	}
	switch {
	case len(header.cells) < width && share(rows, len(header.cells))*2 <= 1:
		return &refusedFile{Line: header.line, Message: fmt.Sprintf(
			"the header has %s but the rows have %d: a delimiter is missing in the header; give every column its name", cell.Count(len(header.cells), "column"), width)}
	case named > width:
		return &refusedFile{Line: header.line, Message: fmt.Sprintf(
			"the header has %s but the rows have %d; remove the name of the column that the rows lack, or add the column", cell.Count(named, "column"), width)}
	}
	return nil
}

// ghosts returns how many empty cells beyond the header rows may have: as many
// as spreadsheets write in all of them. In a single row they are more likely
// the trace of a comma that is not quoted, with all cells behind it one too far
// to the right.
func ghosts(width int, rows []textRow) int {
	for extra := 0; ; extra++ {
		n := 0 // rows that have more
		for _, row := range rows {
			if row.err == nil && len(row.cells) > width+extra && cell.AllEmpty(row.cells[width:]) {
				n++
			}
		}
		if n < 2 || n*2 <= len(rows) {
			return extra
		}
	}
}

// withoutGhosts returns the width of the header without empty cells at its end
// that most rows do not have.
func withoutGhosts(header []string, rows []textRow) int {
	width, n := commonWidth(rows)
	if n*2 <= len(rows) || width >= len(header) || !cell.AllEmpty(header[width:]) {
		return len(header)
	}
	return width
}

// isDoubled: every second cell is empty.
func isDoubled(cells []string) bool {
	for i, cell := range cells {
		if (i%2 == 1) != (cell == "") {
			return false
		}
	}
	return len(cells) > 2
}
