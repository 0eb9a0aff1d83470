package xlsx

import (
	"fmt"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/raw"
)

func (p *sheetParser) parseCell() error {
	c := parsedCell{column: p.column + 1, from: len(p.row.text)}
	if name := p.x.Attr("r"); len(name) > 0 {
		column, row, ok := parseRef(name)
		if !ok {
			return fmt.Errorf("a cell has the name %s", cell.Quote(string(name)))
		}
		if !p.row.named && p.column == 0 && row > p.row.number {
			p.row.number = row // its cells say which row it is
		}
		if row != p.row.number || column <= p.column {
			return fmt.Errorf("cell %s is in row %d after column %d", name, p.row.number, p.column)
		}
		c.column = column
	} else if c.column > maxSheetColumns {
		return fmt.Errorf("row %d has more than %d cells", p.row.number, maxSheetColumns)
	}
	p.column = c.column
	c.style, _ = number(p.x.Attr("s"))
	kind := typeOf(p.x.Attr("t"))
	found, err := p.parseContent()
	if err != nil || found == noContent {
		return err
	}
	return p.finish(c, kind, found)
}

// A content is what a cell has.
type content uint8

const (
	noContent   content = iota // a format at most
	aFormula                   // without its result
	aValue                     // in p.value
	inlineValue                // a text in p.value
)

// parseContent reads a cell to its end.
func (p *sheetParser) parseContent() (found content, err error) {
	p.value = p.value[:0]
	p.formula = false
	for {
		kind, err := p.x.Next()
		switch {
		case err != nil:
			return found, err
		case kind == markup.End:
			return found, nil
		case kind == markup.Text:
			continue
		case p.x.Is("v"):
			found = max(found, aValue)
			p.value, err = appendText(p.value[:0], p.x)
		case p.x.Is("is"):
			found = inlineValue
			p.value, err = appendRich(p.value[:0], p.x)
		case p.x.Is("f"):
			found, p.formula = max(found, aFormula), true
			err = p.x.Skip()
		default:
			err = p.x.Skip()
		}
		if err != nil {
			return found, err
		}
	}
}

// A valueType is the type that a cell gives to its value.
type valueType uint8

const (
	numberType valueType = iota
	sharedType
	textType
	truthType
	dateType
)

func typeOf(name []byte) valueType {
	switch string(name) {
	case "", "n":
		return numberType
	case "s":
		return sharedType
	case "b":
		return truthType
	case "d":
		return dateType
	}
	return textType
}

// finish adds a cell with content to the row.
func (p *sheetParser) finish(c parsedCell, kind valueType, found content) error {
	value := p.value
	switch {
	case found == aFormula, p.formula && len(value) == 0 && kind != textType:
		c.kind = uncomputedCell
	case found == inlineValue:
	case kind == sharedType:
		text, err := p.shared(value)
		if err != nil {
			return err
		}
		value = text
	case len(value) == 0:
	case kind == numberType:
		c.kind = numberCell
	case kind == truthType:
		c.kind, value = truthCell, truth(value)
	case kind == dateType:
		c.kind = dateCell
	}
	r := &p.row
	if c.column > raw.MaxColumns {
		r.wide = r.wide || len(value) > 0
		return nil
	}
	if len(r.text)+len(value) > raw.MaxRow {
		r.long, value = true, nil
	}
	r.text = append(r.text, value...)
	c.to = len(r.text)
	r.cells = append(r.cells, c)
	return nil
}

func truth(value []byte) []byte {
	switch string(value) {
	case "1":
		return []byte("TRUE")
	case "0":
		return []byte("FALSE")
	}
	return value
}

// shared is a text that cells share.
func (p *sheetParser) shared(value []byte) ([]byte, error) {
	for len(value) > 0 && value[0] <= ' ' {
		value = value[1:]
	}
	for len(value) > 0 && value[len(value)-1] <= ' ' {
		value = value[:len(value)-1]
	}
	if len(value) == 0 {
		return nil, nil
	}
	n, ok := number(value)
	if !ok || n >= p.texts.n {
		return nil, fmt.Errorf("row %d refers to the text %s, which does not exist", p.row.number, cell.Quote(string(value)))
	}
	return p.texts.at(n), nil
}

// parseRef reads the name of a cell, as in AB12.
func parseRef(name []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(name) && i < 4; i++ {
		b := name[i] | 0x20
		if b < 'a' || b > 'z' {
			break
		}
		column = column*26 + int(b-'a') + 1
	}
	row, ok = number(name[i:])
	return column, row, ok && column > 0 && column <= maxSheetColumns && row > 0
}

// refName is the name of a cell.
func refName(column, row int) string { return fmt.Sprintf("%s%d", columnName(column), row) }

func columnName(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
