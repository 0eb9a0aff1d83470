package workbook

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A cell is written as Excel writes texts. A line of the sheet is a row, so that
// [Rows] needs no XML.
const (
	cellBegin = `<c r="`
	cellText  = `" s="1" t="inlineStr"><is><t xml:space="preserve">`
	cellEnd   = `</t></is></c>`
	rowEnd    = "</row>\n"
)

// appendRow appends a row of the sheet.
func appendRow(to []byte, row int, cells []string) ([]byte, error) {
	to = append(to, `<row r="`...)
	to = strconv.AppendInt(to, int64(row), 10)
	to = append(to, `">`...)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if err := fits(cell, row); err != nil {
			return to, err
		}
		to = append(to, cellBegin...)
		to = appendColumn(to, i)
		to = strconv.AppendInt(to, int64(row), 10)
		to = append(to, cellText...)
		to = appendText(to, cell)
		to = append(to, cellEnd...)
	}
	return append(to, rowEnd...), nil
}

// fits refuses a text that Excel would cut off, or that XML cannot have.
func fits(cell string, row int) error {
	if !utf8.ValidString(cell) {
		return unfit("row %d has bytes that are no text", row)
	}
	if len(cell) <= maxUnits {
		return nil
	}
	units := 0
	for _, r := range cell {
		units++
		if r > 0xffff {
			units++
		}
	}
	if units > maxUnits {
		return unfit("a cell of row %d is longer than %d characters", row, maxUnits)
	}
	return nil
}

// appendColumn appends the letters of a column: A, B, …, Z, AA.
func appendColumn(to []byte, column int) []byte {
	if column >= 26 {
		to = appendColumn(to, column/26-1)
	}
	return append(to, byte('A'+column%26))
}

// appendText appends a text so that it comes back as it is. What XML cannot have is
// written as _x0001_, and so is a text that looks like that.
func appendText(to []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r == '&':
			to = append(to, "&amp;"...)
		case r == '<':
			to = append(to, "&lt;"...)
		case r == '>':
			to = append(to, "&gt;"...)
		case r == '\n':
			to = append(to, "&#10;"...)
		case r == '\t':
			to = append(to, "&#9;"...)
		case r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff || r == '_' && isEscape(text[i:]):
			to = fmt.Appendf(to, "_x%04X_", r)
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return to
}

const escapeLen = len("_x000D_")

// isEscape recognises what programs read as one character.
func isEscape(text string) bool {
	if len(text) < escapeLen || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 16)
	return err == nil
}

// plain is what appendText was given.
func plain(text string) string {
	if strings.Contains(text, "_x") {
		var b strings.Builder
		for text != "" {
			if text[0] == '_' && isEscape(text) {
				unit, _ := strconv.ParseUint(text[2:6], 16, 16)
				b.WriteRune(rune(unit))
				text = text[escapeLen:]
				continue
			}
			b.WriteByte(text[0])
			text = text[1:]
		}
		text = b.String()
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#10;", "\n", "&#9;", "\t", "&amp;", "&").Replace(text)
}
