package xlsx

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"partner-import/importer/source/internal/raw"
)

// peekSize is how many bytes of a sheet are read to see its first rows.
const peekSize = 1 << 20

// hasEmail reports whether one of the first rows of a sheet names an e-mail column.
// It reads little of the file, and finds nothing in a sheet that it cannot read.
func (a *archive) hasEmail(sheet string, o Options) bool {
	if a.texts == nil {
		a.texts = a.firstTexts()
	}
	p := peek{skip: o.SkipRows, texts: a.texts}
	a.glance(sheet, peekSize, p.token)
	if o.SkipRows > 0 {
		p.rows = p.rows[:min(1, len(p.rows))]
	}
	for _, cells := range p.rows {
		if o.Fields(cells) > 0 {
			return true
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

// firstTexts are the texts that cells share, from the beginning of their table.
func (a *archive) firstTexts() []string {
	texts, text, within := []string{}, strings.Builder{}, false
	a.glance("xl/sharedstrings.xml", maxInMemory, func(token xml.Token) bool {
		switch t := token.(type) {
		case xml.StartElement:
			within = t.Name.Local == "t"
		case xml.CharData:
			if within {
				text.Write(t)
			}
		case xml.EndElement:
			if within = false; t.Name.Local == "si" {
				texts = append(texts, text.String())
				text.Reset()
			}
		}
		return true
	})
	return texts
}

// A peek collects the cells of the first rows of a sheet.
type peek struct {
	skip  int
	texts []string // that cells share

	number int // of the row in the sheet
	rows   [][]string
	cells  []string // of the present row
	kind   string   // of the present cell
	text   strings.Builder
	within bool // text is being read
}

func (p *peek) token(token xml.Token) bool {
	switch t := token.(type) {
	case xml.StartElement:
		p.start(t)
	case xml.CharData:
		if p.within {
			p.text.Write(t)
		}
	case xml.EndElement:
		p.end(t.Name.Local)
	}
	return len(p.rows) < raw.HeaderDepth
}

func (p *peek) start(t xml.StartElement) {
	switch t.Name.Local {
	case "row":
		p.number++
		if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
			p.number = n
		}
		p.cells = nil
	case "c":
		p.kind = attribute(t, "t")
		p.text.Reset()
	case "v", "t":
		p.within = true
	}
}

func (p *peek) end(name string) {
	switch name {
	case "v", "t":
		p.within = false
	case "c":
		text := p.text.String()
		if i, err := strconv.Atoi(strings.TrimSpace(text)); p.kind == "s" && err == nil && i >= 0 && i < len(p.texts) {
			text = p.texts[i]
		}
		p.cells = append(p.cells, text)
	case "row":
		if p.number > p.skip && strings.Join(p.cells, "") != "" {
			p.rows = append(p.rows, p.cells)
		}
	}
}
