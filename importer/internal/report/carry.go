package report

import (
	"bufio"
	"bytes"
	"cmp"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source"
)

// Carry has Finish put the columns behind the lines that the source carries along.
func (r *Report) Carry(s *source.Source) {
	r.carried, r.source = s.Carried(strings.Split(ReportHeader, ",")), s
}

// copyCarried copies the lines with the cells of the source behind them.
func (r *Report) copyCarried(to *bufio.Writer, lines *Lines) error {
	row, more := 0, []byte(nil)
	for cells, err := range r.source.CarriedCells() {
		if err != nil {
			return err
		}
		if row++; row >= len(r.begins) {
			break
		}
		line, err := lines.At(row)
		if err := cmp.Or(err, r.halted(row)); err != nil {
			return err
		}
		more = appendCarried(append(more[:0], line...), cells)
		if _, err := to.Write(more); err != nil {
			return err
		}
	}
	if row < len(r.begins)-1 {
		return r.source.Changed()
	}
	return to.Flush()
}

// appendCarried appends cells to a line with its line end.
func appendCarried(line []byte, cells []string) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	for _, text := range cells {
		line = appendCell(append(line, ','), cell.Neutralize(text))
	}
	return append(line, '\n')
}
