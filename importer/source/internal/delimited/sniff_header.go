package delimited

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/raw"
)

// dialect is what the reading found, or why the file cannot be read so.
func (h *Head) dialect(r reading, named bool) (Dialect, error) {
	if !slices.ContainsFunc(r.rows, func(row raw.Row) bool { return row.Err != nil || !cell.AllEmpty(row.Cells) }) {
		return Dialect{}, &raw.Refusal{Message: "The file is empty. It needs a header line with an e-mail column."}
	}
	if r.header < 0 {
		if err := h.refuse(r, named); err != nil {
			return Dialect{}, err
		}
	}
	at := max(0, r.header)
	if r.header < 0 && len(r.rows) > 1 && isSection(r.rows[0]) {
		at = 1
	}
	header := r.rows[at]
	if at > 0 {
		h.warnings = append(h.warnings, raw.SkippedAbove(header.Line-r.rows[0].Line, header.Line))
	}
	if r.ruler > 0 {
		h.warn("Lines of dashes and row counts are skipped (first: line %d).", r.ruler)
	}
	width := len(header.Cells)
	if header.Err == nil {
		if err := otherWidth(header, r.rows[at+1:]); err != nil {
			return Dialect{}, err
		}
		if !named && r.delimiter == '|' && isDoubled(header.Cells) && (at+1 == len(r.rows) || isBetween(r.rows[at+1].Cells)) {
			return Dialect{}, &raw.Refusal{Line: header.Line, Message: "The columns are separated by ||, but only one character is allowed between them. Replace || with a semicolon."}
		}
		width = withoutGhosts(header.Cells, r.rows[at+1:])
	}
	return Dialect{
		Delimiter: r.delimiter, Quote: r.quote, Start: h.start + header.Begin, Line: header.Line,
		Header: header, Width: width, Ghosts: max(ghosts(width, r.rows[at+1:]), h.ghostsOfOne(width, r.rows[at+1:])), Warnings: h.warnings,
	}, nil
}

// refuse says why there is no header, if it can tell. Otherwise the first line counts
// as the header, and its columns are looked at one by one.
func (h *Head) refuse(r reading, named bool) error {
	first := r.rows[0]
	if first.Err != nil {
		return nil
	}
	text := strings.Join(first.Cells, string(r.delimiter))
	if err := h.refuseDrawn(r, text); err != nil {
		return err
	}
	if len(first.Cells) == 1 {
		for _, delimiter := range delimiters() {
			if h.opensWithQuote(first) && h.fields(splitLine(first.Cells[0], string(delimiter))) > 0 {
				return &raw.Refusal{Line: first.Line, Message: "Every line is one quoted cell, as if there were a single column. Split it into columns in the spreadsheet, and export it again."}
			}
		}
		for _, separator := range []string{"||", "^", ":", "~", "!", "\x1f", " "} {
			if !named && h.fields(splitLine(text, separator)) > 0 {
				return &raw.Refusal{Line: first.Line, Message: fmt.Sprintf(
					"The columns are not separated by a comma, semicolon, tab or bar. Save the file with one of these, or name the character with %s, as in %s.",
					h.Call.Call(option.Delimiter, ""), h.Call.Call(option.Delimiter, `"^"`))}
			}
		}
	}
	if raw.HoldsAddress(first.Cells) {
		return &raw.Refusal{Message: fmt.Sprintf(
			"No header row: none of the first %d lines has an e-mail column. Line %d is %s. Put the names of the columns above the rows.",
			raw.HeaderDepth, first.Line, cell.Quote(text))}
	}
	return nil
}

// isSection recognises the name of a section above the header, as in [[PARTNERS]].
func isSection(row raw.Row) bool {
	text := strings.TrimSpace(strings.Join(row.Cells, ""))
	return strings.HasPrefix(text, "[[") && strings.HasSuffix(text, "]]")
}

func (h *Head) opensWithQuote(row raw.Row) bool {
	first := make([]byte, 1)
	_, _ = h.in.ReadAt(first, h.start+row.Begin)
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

// otherWidth refuses a header that lacks a column of the rows, or has one that they
// lack. With any guess, values would be in the wrong columns. If the first row is as
// wide as the header, the header is right. Then most rows are a footer or another
// table.
func otherWidth(header raw.Row, rows []raw.Row) error {
	width, n := commonWidth(rows)
	named := len(header.Cells)
	for named > 0 && strings.TrimSpace(header.Cells[named-1]) == "" {
		named--
	}
	if len(rows) < 3 || n*2 <= len(rows) || len(rows[0].Cells) == len(header.Cells) {
		return nil
	}
	switch {
	case len(header.Cells) < width && share(rows, len(header.Cells))*2 <= 1:
		return &raw.Refusal{Line: header.Line, Message: fmt.Sprintf(
			"The header has %s, but the rows have %d. Give every column a name, and look for a missing delimiter in the header.", cell.Count(len(header.Cells), "column"), width)}
	case named > width && !onlyPartnersFit(rows, named):
		return &raw.Refusal{Line: header.Line, Message: fmt.Sprintf(
			"The header has %s, but the rows have %d. If the program leaves out empty values, export the file in another way. If the rows lack a column, delete its name or add the column.", cell.Count(named, "column"), width)}
	}
	return nil
}

// onlyPartnersFit reports whether the rows with an address are those that have all
// columns of the header. Then the others are lines between the partners.
func onlyPartnersFit(rows []raw.Row, width int) bool {
	partners := false
	for _, row := range rows {
		if raw.HoldsAddress(row.Cells) {
			if len(row.Cells) < width {
				return false
			}
			partners = true
		}
	}
	return partners
}

// ghosts returns how many empty cells rows may have beyond the header: as many as
// spreadsheets write in all of them. In a single row they more likely show a comma
// without quotes, which moves all cells after it to the right.
func ghosts(width int, rows []raw.Row) int {
	for extra := 0; ; extra++ {
		n := 0 // rows that have more
		for _, row := range rows {
			if row.Err == nil && len(row.Cells) > width+extra && cell.AllEmpty(row.Cells[width:]) {
				n++
			}
		}
		if n < 2 || n*2 <= len(rows) {
			return extra
		}
	}
}

// ghostsOfOne is ghosts for a file with one row. If all its cells are in quotes, no
// comma is without them.
func (h *Head) ghostsOfOne(width int, rows []raw.Row) int {
	if len(rows) != 1 || rows[0].Err != nil || len(rows[0].Cells) != width+1 || rows[0].Cells[width] != "" {
		return 0
	}
	text := make([]byte, min(rows[0].End-rows[0].Begin, raw.MaxRow))
	n, _ := h.in.ReadAt(text, h.start+rows[0].Begin)
	line := strings.TrimSpace(string(text[:n]))
	if strings.HasPrefix(line, `"`) && strings.HasSuffix(line, `",`) && strings.Count(line, `","`) == width-1 {
		return 1
	}
	return 0
}

// withoutGhosts returns the width of the header without the empty cells at its end
// that most rows do not have.
func withoutGhosts(header []string, rows []raw.Row) int {
	width, n := commonWidth(rows)
	if n*2 <= len(rows) || width >= len(header) || !cell.AllEmpty(header[width:]) {
		return len(header)
	}
	return width
}

// isBetween: every second cell is empty, and perhaps others too.
func isBetween(cells []string) bool {
	for i := 1; i < len(cells); i += 2 {
		if cells[i] != "" {
			return false
		}
	}
	return true
}

// isDoubled: every second cell is empty, and no other one.
func isDoubled(cells []string) bool {
	for i, cell := range cells {
		if (i%2 == 1) != (cell == "") {
			return false
		}
	}
	return len(cells) > 2
}
