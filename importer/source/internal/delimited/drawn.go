package delimited

import (
	"strings"

	"partner-import/importer/source/internal/raw"
)

// mostRuler is the longest line of dashes that is looked for.
const mostRuler = 8 << 10

// fillLine reads on until the whole line is in the window, if it may be a line of
// dashes.
func (s *Reader) fillLine() error {
	for !s.ended && len(s.window)-s.pos < mostRuler && mayBeRuler(s.window[s.pos:]) && !strings.ContainsAny(s.window[s.pos:], "\r\n") {
		if err := s.fill(s.pos); err != nil {
			return err
		}
	}
	return nil
}

func mayBeRuler(text string) bool {
	return strings.TrimLeft(text[:1], "-+=|:( 0123456789") == ""
}

// rulerLength returns the length of a line that programs draw around the rows of a
// table: dashes, or the number of rows below it. It is 0 for another line.
func rulerLength(text string) int {
	if !mayBeRuler(text) {
		return 0
	}
	end := strings.IndexAny(text, "\r\n")
	if end < 0 {
		end = len(text)
	}
	line := text[:end]
	if !isRuler(line) && !isRowCount(line) {
		return 0
	}
	return end + lineEnd(text[end:])
}

// isRuler recognises +---+---+, |---|:-:| and ---+---.
func isRuler(line string) bool {
	return strings.Count(line, "-")+strings.Count(line, "=") > 2 && strings.Trim(line, "-+=|: \t") == ""
}

// isRowCount recognises "(2 rows)" of psql and "2 rows in set (0.00 sec)" of mysql.
func isRowCount(line string) bool {
	rest := strings.TrimLeft(strings.TrimPrefix(line, "("), "0123456789")
	if len(rest) == len(line) || len(strings.TrimPrefix(line, "(")) == len(rest) {
		return false
	}
	for _, end := range []string{" row)", " rows)", " rows affected)", " row affected)"} {
		if strings.TrimRight(rest, " ") == end {
			return true
		}
	}
	return strings.HasPrefix(rest, " row in set") || strings.HasPrefix(rest, " rows in set")
}

// isFixedWidth recognises the line below the header of a report with columns of fixed
// width: dashes, and spaces between them.
func isFixedWidth(line string) bool {
	return strings.Count(line, "-") > 2 && strings.Contains(strings.TrimSpace(line), " ") && strings.Trim(line, "- ") == ""
}

// wideGaps splits a line at two or more spaces.
func wideGaps(line string) []string {
	var cells []string
	for _, cell := range strings.Split(line, "  ") {
		if cell = strings.TrimSpace(cell); cell != "" {
			cells = append(cells, cell)
		}
	}
	return cells
}

// inApostrophes reports whether every row begins and ends with an apostrophe. Then they
// are quotes, even if some rows have too few cells.
func inApostrophes(rows []raw.Row) bool {
	for _, row := range rows {
		if n := len(row.Cells); n == 0 || !strings.HasPrefix(row.Cells[0], "'") || !strings.HasSuffix(row.Cells[n-1], "'") {
			return false
		}
	}
	return len(rows) > 1
}

// inSingleQuotes reports whether all cells that are not empty are in single quotes.
// Then a comma may be inside them.
func inSingleQuotes(line string, delimiter rune) bool {
	quoted := 0
	for _, cell := range strings.Split(line, string(delimiter)) {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if len(cell) < 2 || cell[0] != '\'' || cell[len(cell)-1] != '\'' {
			return false
		}
		quoted++
	}
	return quoted > 0
}
