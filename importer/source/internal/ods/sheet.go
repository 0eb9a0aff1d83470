package ods

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/raw"
)

const (
	maxRows   = 1 << 20
	maxMerges = 1 << 16
	oneBeyond = raw.MaxColumns + 1 // so that cells there are told
)

// A cell has the text of its element, without its place.
type cell struct {
	column int
	xml    string
}

// sheet translates a table.
func (t *translator) sheet() error {
	state := "visible"
	if t.hidden[string(t.x.AnyAttr("style-name"))] {
		state = "hidden"
	}
	t.sheets = append(t.sheets, fmt.Sprintf(`name="%s" state="%s"`, escaped(string(t.x.AnyAttr("name"))), state))
	w, err := t.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(t.sheets)))
	if err != nil {
		return err
	}
	t.out, t.row, t.merges = bufio.NewWriter(w), 0, nil
	t.write(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	var columns []string
	from := 1
	err = t.children(func(name string) error {
		switch name {
		case "table-header-rows", "table-row-group", "table-rows", "table-header-columns", "table-column-group", "table-columns":
			return nil // its children are those of the table
		case "table-column":
			n := t.repeated("number-columns-repeated")
			if t.isHidden() && from <= oneBeyond {
				columns = append(columns, fmt.Sprintf(`<col min="%d" max="%d" hidden="1"/>`, from, from+n-1))
			}
			from += n
		case "table-row":
			if t.row == 0 {
				t.write("<cols>" + strings.Join(columns, "") + "</cols><sheetData>")
			}
			return t.tableRow()
		}
		return t.x.Skip()
	})
	if err != nil {
		return err
	}
	if t.row > 0 {
		t.write("</sheetData>")
	}
	t.write("<mergeCells>" + strings.Join(t.merges, "") + "</mergeCells></worksheet>")
	if err := t.out.Flush(); err != nil {
		return err
	}
	return t.enough()
}

// children calls visit for the elements in the present one. It goes down into those
// that visit does not skip.
func (t *translator) children(visit func(name string) error) error {
	for depth := t.x.Depth(); t.x.Depth() >= depth; {
		kind, err := t.x.Next()
		if err == nil && kind == markup.Start {
			name, _ := t.x.Local()
			err = visit(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *translator) isHidden() bool {
	visible := string(t.x.AnyAttr("visibility"))
	return visible == "collapse" || visible == "filter"
}

// repeated is how often the present element is there.
func (t *translator) repeated(name string) int {
	n, err := strconv.Atoi(string(t.x.AnyAttr(name)))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxRows+1)
}

// tableRow translates a row. A row without values costs nothing, however often it is
// repeated.
func (t *translator) tableRow() error {
	n, hidden := t.repeated("number-rows-repeated"), ""
	if t.isHidden() {
		hidden = ` hidden="1"`
	}
	t.column, t.cells = 0, t.cells[:0]
	err := t.children(func(name string) error {
		switch name {
		case "table-cell":
			return t.tableCell()
		case "covered-table-cell":
			t.column += t.repeated("number-columns-repeated")
		}
		return t.x.Skip()
	})
	if err != nil || len(t.cells) == 0 {
		t.row += n
		return err
	}
	if t.row+n > maxRows {
		return &raw.Refusal{Message: sayTooMuch}
	}
	for range n {
		t.row++
		t.write(fmt.Sprintf(`<row r="%d"%s>`, t.row, hidden))
		for _, c := range t.cells {
			t.write(`<c r="` + reference(c.column, t.row) + `"` + c.xml)
		}
		t.write("</row>")
		if err := t.enough(); err != nil {
			return err
		}
	}
	return nil
}

func (t *translator) write(text string) {
	t.left -= int64(len(text))
	_, _ = t.out.WriteString(text) // its error stays until Flush
}

func (t *translator) enough() error {
	if t.left < 0 {
		return &raw.Refusal{Message: sayTooMuch}
	}
	return nil
}

// tableCell translates a cell.
func (t *translator) tableCell() error {
	n, right, down := t.repeated("number-columns-repeated"), t.repeated("number-columns-spanned"), t.repeated("number-rows-spanned")
	v := value{kind: string(t.x.AnyAttr("value-type")), formula: len(t.x.AnyAttr("formula")) > 0}
	for _, name := range []string{"value", "date-value", "time-value", "boolean-value", "string-value"} {
		if stored := t.x.AnyAttr(name); len(stored) > 0 {
			v.stored = string(stored)
		}
	}
	if err := t.cellText(); err != nil {
		return err
	}
	v.shown = string(t.text)
	first := t.column + 1
	t.column += n
	if right+down > 2 && len(t.merges) < maxMerges && first <= raw.MaxColumns {
		t.merges = append(t.merges, `<mergeCell ref="`+reference(first, t.row+1)+":"+reference(first+min(right, oneBeyond)-1, t.row+down)+`"/>`)
	}
	if text := t.xml(v); text != "" && t.last() < oneBeyond {
		for column := min(first, oneBeyond); column <= min(t.column, oneBeyond); column++ {
			t.cells = append(t.cells, cell{column, text})
		}
	}
	return nil
}

// last is the column of the last cell with a value.
func (t *translator) last() int {
	if len(t.cells) == 0 {
		return 0
	}
	return t.cells[len(t.cells)-1].column
}

// cellText reads the paragraphs of a cell.
func (t *translator) cellText() error {
	t.text = t.text[:0]
	begun := false
	return t.children(func(name string) error {
		if name != "p" && name != "h" {
			return t.x.Skip() // a comment or a picture
		}
		if begun {
			t.text = append(t.text, '\n')
		}
		begun = true
		return t.paragraph()
	})
}

// paragraph reads a text. Several spaces in it count as one, as in a web page.
func (t *translator) paragraph() error {
	space := true // the last character is one
	for depth := t.x.Depth(); t.x.Depth() >= depth; {
		kind, err := t.x.Next()
		if err != nil {
			return err
		}
		if kind == markup.Text {
			for _, b := range t.x.Text() {
				isSpace := b == ' ' || b == '\t' || b == '\n' || b == '\r'
				if isSpace && !space {
					b = ' '
				}
				if !isSpace || !space {
					t.text = append(t.text, b)
				}
				space = isSpace
			}
		}
		if kind == markup.Start {
			space = false
			if err := t.inside(); err != nil {
				return err
			}
		}
		if len(t.text) > markup.MaxToken {
			return errors.New("a cell has more than 1 MiB")
		}
	}
	return nil
}

// inside handles an element in a paragraph.
func (t *translator) inside() error {
	switch name, _ := t.x.Local(); name {
	case "s":
		t.text = append(t.text, strings.Repeat(" ", min(t.repeated("c"), raw.MaxRow))...)
	case "tab":
		t.text = append(t.text, '\t')
	case "line-break":
		t.text = append(t.text, '\n')
	case "annotation", "note", "ruby-text":
		return t.x.Skip()
	}
	return nil
}

// reference is the name of a cell.
func reference(column, row int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}

// escaped is a text as XML has it.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}
