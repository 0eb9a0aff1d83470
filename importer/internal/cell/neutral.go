package cell

import (
	"strings"
	"unicode/utf8"
)

// Neutralize puts a ' before what a spreadsheet would run as a formula
// (https://owasp.org/www-community/attacks/CSV_Injection). A spreadsheet may read the
// file with another separator than the comma. Then a part of the cell is a cell of its
// own. So the same is done behind every separator.
func Neutralize(cell string) string {
	for i := range max(0, len(cell)-1) {
		switch cell[i] { // faster than strings.ContainsAny
		case ';', '\t', '|', '\r', '\n':
			return neutralParts(cell)
		}
	}
	if isFormulaStart(cell) {
		return "'" + cell
	}
	return cell
}

const (
	separators = ";\t|\r\n"
	// around may be between a separator and a formula: white space, and quotes that
	// begin or end a cell.
	around = " \"" + separators
)

// isFormulaStart recognises what spreadsheets take for the beginning of a formula, in
// full width too.
func isFormulaStart(cell string) bool {
	if cell == "" || cell[0] > '@' && cell[0] < utf8.RuneSelf || cell[0] >= '0' && cell[0] <= '9' {
		return false // as with nearly all cells
	}
	for _, start := range [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, start) {
			return true
		}
	}
	return false
}

// isSign recognises what is a formula only without a space in front. In a sentence it is
// a dash, or an option.
func isSign(cell string) bool {
	return strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＋")
}

// neutralParts neutralises each part of a cell with separators in it.
func neutralParts(cell string) string {
	var out strings.Builder
	if isFormulaStart(cell) {
		out.WriteByte('\'')
	}
	for {
		at := strings.IndexAny(cell, separators)
		if at < 0 {
			break
		}
		n := at + len(cell[at:]) - len(strings.TrimLeft(cell[at:], around))
		out.WriteString(cell[:n])
		spaced := cell[n-1] == ' '
		if cell = cell[n:]; isFormulaStart(cell) && !(spaced && isSign(cell)) {
			out.WriteByte('\'')
		}
	}
	out.WriteString(cell)
	return out.String()
}
