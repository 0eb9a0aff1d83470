// Package sheet keeps the rows of a file so that any of them can be read at once.
//
// A file in any encoding, or a workbook, can only be read from its start. So its
// rows are written once into a file of our own, as lengths and texts.
package sheet

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"

	"partner-import/importer/plainfile"
	"partner-import/importer/source"
)

// every is how many rows share an entry of the index.
const every = 64

// mostCells and mostText bound what is read back, in case the file was damaged. Both
// are more than source lets through.
const (
	mostCells = 1 << 14
	mostText  = 1 << 21 // bytes
)

// A Row is a row of the file, as text.
type Row struct {
	Number int // data rows count from 0
	Line   int // where it starts in the file
	Cells  []string
}

// A Sheet is the rows of a file. It is safe for concurrent use. The caller of [Write]
// closes it.
type Sheet struct {
	Columns []string // their names

	file    *os.File
	offsets []int64  // of rows 0, 64, 128 and so on
	lines   []uint32 // where each row starts in the original
}

// Write reads the source once, and writes its rows to a new private file at path.
func Write(ctx context.Context, path string, s *source.Source) (*Sheet, error) {
	file, err := plainfile.Replace(path)
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{Columns: s.OriginalColumns(), file: file}
	if err := sheet.fill(ctx, s); err != nil {
		file.Close()
		return nil, err
	}
	return sheet, nil
}

// Close closes the file.
func (s *Sheet) Close() error { return s.file.Close() }

// Rows is how many data rows there are.
func (s *Sheet) Rows() int { return len(s.lines) }

// Line is where a row starts in the original.
func (s *Sheet) Line(row int) int { return int(s.lines[row]) }

func (s *Sheet) fill(ctx context.Context, from *source.Source) error {
	out, at := bufio.NewWriterSize(s.file, 1<<18), int64(0)
	var line []byte
	for original, err := range from.Originals() {
		if err != nil {
			return err
		}
		if len(s.lines)%every == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s.offsets = append(s.offsets, at)
		}
		s.lines = append(s.lines, uint32(original.Line))
		line = appendRow(line[:0], original.Cells())
		if _, err := out.Write(line); err != nil {
			return err
		}
		at += int64(len(line))
	}
	return out.Flush()
}

// appendRow appends the number of cells, and then the length and the text of each.
func appendRow(line []byte, cells []string) []byte {
	line = binary.AppendUvarint(line, uint64(len(cells)))
	for _, cell := range cells {
		line = binary.AppendUvarint(line, uint64(len(cell)))
		line = append(line, cell...)
	}
	return line
}

// Window reads n rows from one on, or as many as there are.
func (s *Sheet) Window(from, n int) ([]Row, error) {
	from = max(0, min(from, s.Rows()))
	rows := make([]Row, 0, max(0, min(n, s.Rows()-from)))
	err := s.Each(from, func(r Row) bool {
		rows = append(rows, r)
		return len(rows) < n
	})
	return rows, err
}

// Each reads the rows from one on, until see returns false.
func (s *Sheet) Each(from int, see func(Row) bool) error {
	if from >= s.Rows() {
		return nil
	}
	start := from / every
	in := reader{in: bufio.NewReaderSize(io.NewSectionReader(s.file, s.offsets[start], 1<<62), 1<<16)}
	for row := start * every; row < s.Rows(); row++ {
		cells, err := in.row()
		if err != nil {
			return fmt.Errorf("row %d: %w", row+1, err)
		}
		if row >= from && !see(Row{row, s.Line(row), cells}) {
			return nil
		}
	}
	return nil
}

// A DamageError is the error of a file that was changed since it was written.
type DamageError struct{ what string }

func (e *DamageError) Error() string { return "the copy of the file is damaged: " + e.what }

// A reader reads rows. It makes one text of each row, and cuts its cells out of that:
// a file of a million rows has many millions of cells.
type reader struct {
	in   *bufio.Reader
	text []byte
	ends []int // of the cells in text
}

func (r *reader) row() ([]string, error) {
	count, err := binary.ReadUvarint(r.in)
	if err != nil || count > mostCells {
		return nil, &DamageError{fmt.Sprintf("it has no number of cells (%d, %v)", count, err)}
	}
	r.text, r.ends = r.text[:0], r.ends[:0]
	for range count {
		length, err := binary.ReadUvarint(r.in)
		if err != nil || length > mostText {
			return nil, &DamageError{fmt.Sprintf("it has no length of a cell (%d, %v)", length, err)}
		}
		from := len(r.text)
		r.text = slices.Grow(r.text, int(length))[:from+int(length)]
		if _, err := io.ReadFull(r.in, r.text[from:]); err != nil {
			return nil, &DamageError{err.Error()}
		}
		r.ends = append(r.ends, len(r.text))
	}
	whole, from := string(r.text), 0
	cells := make([]string, count)
	for i, end := range r.ends {
		cells[i], from = whole[from:end], end
	}
	return cells, nil
}
