package xlsx

import (
	"errors"
	"fmt"
	"io"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/markup"
)

const (
	maxSheetRows    = 1 << 20
	maxSheetColumns = 1 << 14
)

var errLongCell = errors.New("a cell has more than 1 MiB")

// A sheetParser reads the rows of a sheet's part. It stops at anything that would
// otherwise be skipped or put in the wrong place.
type sheetParser struct {
	x     *markup.Lexer
	texts *texts
	emit  func(*parsedRow) error

	row     parsedRow
	column  int    // of the last cell
	value   []byte // of the present cell
	formula bool   // the present cell has one
	merges  []merge
	hidden  []span // columns that are not shown
}

// A parsedRow is a row with the cells that have content.
type parsedRow struct {
	number int
	named  bool // it has a number of its own
	hidden bool
	wide   bool // it has cells beyond the last column that is read
	long   bool // its texts are not complete
	cells  []parsedCell
	text   []byte // of all cells
}

// A parsedCell has its text in that of the row.
type parsedCell struct {
	column   int
	kind     cellKind
	style    int
	from, to int
}

// A cellKind is what the value of a cell is.
type cellKind uint8

const (
	textCell cellKind = iota
	numberCell
	truthCell
	dateCell
	uncomputedCell // a formula without its result
)

// parse reads the whole sheet.
func (p *sheetParser) parse() error {
	rows := false
	for {
		kind, err := p.x.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if kind != markup.Start {
			continue
		}
		switch string(p.x.Name()) {
		case "sheetData":
			if rows {
				return errors.New("it has two lists of rows")
			}
			rows = true
			err = p.parseRows()
		case "mergeCell":
			p.addMerge(p.x.Attr("ref"))
		case "col":
			p.addHidden()
		}
		if err != nil {
			return err
		}
	}
}

func (p *sheetParser) parseRows() error {
	for {
		kind, err := p.x.Next()
		switch {
		case err != nil:
			return err
		case kind == markup.End:
			return nil
		case kind == markup.Text:
		case p.x.Is("row"):
			if err := p.parseRow(); err != nil {
				return err
			}
		default:
			if err := p.x.Skip(); err != nil {
				return err
			}
		}
	}
}

func (p *sheetParser) parseRow() error {
	r := &p.row
	number, err := p.rowNumber(p.x.Attr("r"))
	if err != nil {
		return err
	}
	*r = parsedRow{number: number, named: len(p.x.Attr("r")) > 0, hidden: isTrue(p.x.Attr("hidden")), cells: r.cells[:0], text: r.text[:0]}
	p.column = 0
	for {
		kind, err := p.x.Next()
		switch {
		case err != nil:
			return err
		case kind == markup.End:
			return p.emit(r)
		case kind == markup.Text:
		case p.x.Is("c"):
			if err := p.parseCell(); err != nil {
				return err
			}
		default:
			if err := p.x.Skip(); err != nil {
				return err
			}
		}
	}
}

// rowNumber is the number of the next row: rows are in order.
func (p *sheetParser) rowNumber(name []byte) (int, error) {
	row := p.row.number + 1
	if len(name) > 0 {
		n, ok := number(name)
		if !ok {
			return 0, fmt.Errorf("a row has the number %s", cell.Quote(string(name)))
		}
		row = n
	}
	if row <= p.row.number || row > maxSheetRows {
		return 0, fmt.Errorf("row %d follows row %d", row, p.row.number)
	}
	return row, nil
}
