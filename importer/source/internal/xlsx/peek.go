package xlsx

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"

	"partner-import/importer/source/internal/raw"
)

// peekSize is how many bytes of a sheet are read to see its first rows.
const peekSize = 1 << 20

// hasEmail reports whether one of the first rows of a sheet names an e-mail column.
// It reads little of the file, and finds nothing in a sheet that it cannot read.
func (a *archive) hasEmail(sheet string, skip int, fields func([]string) int) bool {
	p := peek{skip: skip}
	a.glance(sheet, peekSize, p.token)
	a.glance("xl/sharedstrings.xml", maxInMemory, p.sharedToken)
	for _, cells := range p.rows {
		if fields(cells) > 0 {
			return true
		}
		if skip > 0 {
			return false
		}
	}
	return false
}

// glance shows the beginning of a part, until visit returns false.
func (a *archive) glance(part string, size int64, visit func(xml.Token) bool) {
	r, err := a.reader(part)
	if err != nil {
		return
	}
	defer r.Close()
	decoder := xml.NewDecoder(io.LimitReader(r, size))
	for {
		token, err := decoder.Token()
		if err != nil || !visit(token) {
			return
		}
	}
}

// A peek collects the cells of the first rows of a sheet.
type peek struct {
	skip   int
	number int // of the row in the sheet
	rows   [][]string
	kind   string // of the cell
	text   *strings.Builder
	shared []sharedCell

	last, index int // the highest shared text that is needed, and the present one
	collected   strings.Builder
}

// A sharedCell is a cell with a text from the table of shared texts.
type sharedCell struct{ row, cell, text int }

func (p *peek) token(token xml.Token) bool {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.CharData:
		if p.text != nil {
			p.text.Write(t)
		}
	case xml.EndElement:
		p.end(t.Name.Local)
	}
	return true
}

func (p *peek) start(t xml.StartElement) bool {
	switch t.Name.Local {
	case "row":
		p.number++
		if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
			p.number = n
		}
		if len(p.rows) == raw.HeaderDepth {
			return false
		}
		p.rows = append(p.rows, nil)
	case "c":
		p.kind = attribute(t, "t")
		if n := len(p.rows); n > 0 {
			p.rows[n-1] = append(p.rows[n-1], "")
		}
	case "v", "t":
		p.text = &strings.Builder{}
	}
	return true
}

func (p *peek) end(name string) {
	n := len(p.rows)
	switch {
	case name == "row" && n > 0 && (p.number <= p.skip || strings.Join(p.rows[n-1], "") == "" && !p.awaits(n-1)):
		p.rows = p.rows[:n-1] // it does not count, or it is empty
		p.shared = slices.DeleteFunc(p.shared, func(c sharedCell) bool { return c.row == n-1 })
	case (name == "v" || name == "t") && p.text != nil && n > 0 && len(p.rows[n-1]) > 0:
		at, text := len(p.rows[n-1])-1, p.text.String()
		p.text = nil
		if p.kind != "s" {
			p.rows[n-1][at] += text
		} else if i, err := strconv.Atoi(strings.TrimSpace(text)); err == nil {
			p.shared = append(p.shared, sharedCell{n - 1, at, i})
			p.last = max(p.last, i)
		}
	}
}

// awaits reports whether a row has shared texts.
func (p *peek) awaits(row int) bool {
	n := len(p.shared)
	return n > 0 && p.shared[n-1].row == row
}

// sharedToken collects the shared texts that are needed.
func (p *peek) sharedToken(token xml.Token) bool {
	switch t := token.(type) {
	case xml.StartElement:
		p.text = nil
		if t.Name.Local == "t" {
			p.text = &p.collected
		}
	case xml.CharData:
		if p.text != nil {
			p.text.Write(t)
		}
	case xml.EndElement:
		p.text = nil
		if t.Name.Local == "si" {
			p.share(p.collected.String())
			p.collected.Reset()
			p.index++
		}
	}
	return p.index <= p.last
}

// share gives a text to the cells that it belongs to.
func (p *peek) share(text string) {
	for _, c := range p.shared {
		if c.text == p.index && c.row < len(p.rows) {
			p.rows[c.row][c.cell] = text
		}
	}
}
