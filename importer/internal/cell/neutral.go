package cell

import (
	"strings"
	"unicode/utf8"
)

// Neutralize puts a ' before what a spreadsheet would run as a formula
// (https://owasp.org/www-community/attacks/CSV_Injection).
func Neutralize(cell string) string {
	if cell == "" || cell[0] > '@' && cell[0] < utf8.RuneSelf || cell[0] >= '0' && cell[0] <= '9' {
		return cell // as with nearly all cells
	}
	for _, start := range [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, start) {
			return "'" + cell
		}
	}
	return cell
}
