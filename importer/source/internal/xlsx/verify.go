package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/raw"
)

const (
	maxSheetRows = 1 << 20
	maxToken     = 1 << 20 // between two "<"
)

// A sheetShape is what is known about a sheet before its cells are read.
type sheetShape struct {
	width       int // the last column that is not empty
	hidden      int // rows that are not shown
	firstHidden int
	uncomputed  []cellAt // formulas without a result
	merges      []raw.Merge
}

type cellAt struct {
	row    int32
	column int16
}

// hiddenRows says that hidden rows are read too.
func (s sheetShape) hiddenRows() string {
	if s.hidden == 0 {
		return ""
	}
	if s.hidden == 1 {
		return fmt.Sprintf("1 row (row %d) is hidden in the sheet. It is read like the others.", s.firstHidden)
	}
	return fmt.Sprintf("%d rows (first: row %d) are hidden in the sheet. They are read like the others.", s.hidden, s.firstHidden)
}

// prove checks that the parts of a sheet are sound, and finds its shape.
func (a *archive) prove(sheet string) (shape sheetShape, err error) {
	if err := a.checkSize(sheet); err != nil {
		return shape, err
	}
	texts := 0
	if a.parts["xl/sharedstrings.xml"] != nil {
		err := a.walk("xl/sharedstrings.xml", func(token xml.Token) error {
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
				texts++
			}
			return nil
		})
		if err != nil {
			return shape, err
		}
	}
	p := &sheetProof{texts: texts}
	err = a.walk(sheet, p.token)
	return p.shape, err
}

// walk reads a part of XML to its end.
func (a *archive) walk(part string, visit func(xml.Token) error) error {
	r, err := a.reader(part)
	if err != nil {
		return err
	}
	defer r.Close()
	decoder := xml.NewDecoder(&markupReader{r: r})
	for {
		token, err := decoder.Token()
		if err != nil {
			return unlessEOF(err)
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}

func orEOF(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// A markupReader stops if the next piece of XML would not fit into memory.
type markupReader struct {
	r     io.Reader
	since int // bytes since the last "<"
}

func (m *markupReader) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.since += n
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		m.since = n - last
	}
	if m.since > maxToken {
		return n, errors.New("a cell has more than 1 MiB")
	}
	return n, err
}

// A sheetProof follows a sheet's XML. It stops at anything that excelize would skip
// or put in the wrong place.
type sheetProof struct {
	shape sheetShape
	texts int // how many texts cells may share

	place   place
	row     int
	hidden  bool
	column  int
	kind    string // of the cell's value
	value   []byte
	content content
}

// A place is where a proof is in the sheet.
type place uint8

const (
	inRows place = iota
	inValue
	behindRows
)

// A content is what a cell has.
type content uint8

const (
	noContent    content = iota // a format at most
	uncalculated                // a formula without its result
	calculated                  // a value
)

func (p *sheetProof) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		if p.place != behindRows {
			return p.start(t)
		}
		if t.Name.Local == "mergeCell" {
			p.noteMerge(attribute(t, "ref"))
		}
	case xml.CharData:
		if p.place == inValue {
			p.value = append(p.value, t...)
		}
	case xml.EndElement:
		return p.finish(t.Name.Local)
	}
	return nil
}

func (p *sheetProof) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "row":
		return p.startRow(t)
	case "c":
		return p.startCell(t)
	case "f":
		p.content = max(p.content, uncalculated)
	case "v":
		p.place, p.content = inValue, calculated
	case "is":
		p.content = calculated
	}
	return nil
}

func (p *sheetProof) startRow(t xml.StartElement) error {
	row := p.row + 1
	if name := attribute(t, "r"); name != "" {
		n, err := strconv.Atoi(name)
		if err != nil {
			return fmt.Errorf("a row has the number %q", name)
		}
		row = n
	}
	if row <= p.row || row > maxSheetRows {
		return fmt.Errorf("row %d follows row %d", row, p.row)
	}
	hidden := attribute(t, "hidden")
	p.row, p.column, p.hidden = row, 0, hidden == "1" || hidden == "true"
	return nil
}

func (p *sheetProof) startCell(t xml.StartElement) error {
	column, row := p.column+1, p.row
	name := attribute(t, "r")
	if name != "" {
		var err error
		if column, row, err = excelize.CellNameToCoordinates(name); err != nil {
			return err
		}
	}
	if row != p.row || column <= p.column {
		return fmt.Errorf("cell %s is in row %d after column %d", name, p.row, p.column)
	}
	p.column, p.kind = column, attribute(t, "t")
	p.value, p.content = p.value[:0], noContent
	return nil
}

func (p *sheetProof) finish(name string) error {
	switch name {
	case "sheetData":
		p.place = behindRows
	case "v":
		if p.place == inValue {
			p.place = inRows
		}
	case "c":
		if p.place != behindRows {
			return p.finishCell()
		}
	}
	return nil
}

func (p *sheetProof) finishCell() error {
	if p.content == noContent {
		return nil // a format without content
	}
	if p.column > raw.MaxColumns {
		return &raw.Refusal{Message: fmt.Sprintf("The sheet has more than %d columns. Delete the ones that you do not need.", raw.MaxColumns)}
	}
	p.shape.width = max(p.shape.width, p.column)
	if p.hidden {
		p.hidden = false // count the row once
		if p.shape.hidden++; p.shape.hidden == 1 {
			p.shape.firstHidden = p.row
		}
	}
	if p.content == uncalculated {
		p.noteUncomputed()
	}
	if text := strings.TrimSpace(string(p.value)); p.kind == "s" && text != "" {
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n >= p.texts {
			return fmt.Errorf("row %d refers to the text %s, which does not exist", p.row, cell.Quote(text))
		}
	}
	return nil
}

func (p *sheetProof) noteUncomputed() {
	p.shape.uncomputed = append(p.shape.uncomputed, cellAt{int32(p.row), int16(p.column)})
}

// noteMerge notes cells that are shown as one. A range that is none has no effect.
func (p *sheetProof) noteMerge(name string) {
	from, to, _ := strings.Cut(name, ":")
	left, top, err := excelize.CellNameToCoordinates(from)
	right, bottom, other := excelize.CellNameToCoordinates(to)
	if err == nil && other == nil {
		p.shape.merges = append(p.shape.merges, raw.Merge{Top: top, Bottom: bottom, Left: left - 1, Right: right - 1})
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
