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
	mostText  = 1 << 23 // bytes of a row
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
	_ = os.Remove(path) // so that nothing stays when the program is killed; Windows cannot do that
	sheet := &Sheet{Columns: s.OriginalColumns(), file: file}
	if err := sheet.fill(ctx, s); err != nil {
		file.Close()
		return nil, err
	}
	return sheet, nil
}

// Close closes the file, and removes it.
func (s *Sheet) Close() error {
	err := s.file.Close()
	_ = os.Remove(s.file.Name()) // where it could not be removed before
	return err
}

// Rows is how many data rows there are.
func (s *Sheet) Rows() int { return len(s.lines) }

// Line is where a row starts in the original.
func (s *Sheet) Line(row int) int { return int(s.lines[row]) }

func (s *Sheet) fill(ctx context.Context, from *source.Source) error {
	out, at := bufio.NewWriterSize(s.file, 1<<18), int64(0)
	var line, head []byte
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
		head = binary.AppendUvarint(head[:0], uint64(len(line)))
		if _, err := out.Write(append(head, line...)); err != nil {
			return err
		}
		at += int64(len(head) + len(line))
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
		cells, err := in.cells()
		if err != nil {
			return fmt.Errorf("row %d: %w", row+1, err)
		}
		if row >= from && !see(Row{row, s.Line(row), cells}) {
			return nil
		}
	}
	return nil
}

// Scan reads some columns of all rows, until see returns false. The cells are valid
// during the call only.
func (s *Sheet) Scan(columns []int, see func(row int, cells [][]byte) bool) error {
	in := reader{in: bufio.NewReaderSize(io.NewSectionReader(s.file, 0, 1<<62), 1<<18)}
	cells := make([][]byte, len(columns))
	for row := range s.Rows() {
		text, err := in.next()
		if err == nil {
			err = eachCell(text, func(place, from, to int) {
				if i := slices.Index(columns, place); i >= 0 {
					cells[i] = text[from:to]
				}
			})
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", row+1, err)
		}
		if !see(row, cells) {
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
	in  *bufio.Reader
	row []byte
}

// next reads a row in one piece, which is valid until the next one.
func (r *reader) next() ([]byte, error) {
	length, err := readLength(r.in)
	if err != nil {
		return nil, err
	}
	r.row = slices.Grow(r.row[:0], length)[:length]
	if _, err := io.ReadFull(r.in, r.row); err != nil {
		return nil, &DamageError{err.Error()}
	}
	return r.row, nil
}

func (r *reader) cells() (cells []string, err error) {
	row, err := r.next()
	if err != nil {
		return nil, err
	}
	whole := string(row)
	err = eachCell(row, func(_, from, to int) { cells = append(cells, whole[from:to]) })
	return cells, err
}

func readLength(in *bufio.Reader) (int, error) {
	length, err := binary.ReadUvarint(in)
	if err != nil || length > mostText {
		return 0, &DamageError{fmt.Sprintf("it has no length of a row (%d, %v)", length, err)}
	}
	return int(length), nil
}

// eachCell reads a row: how many cells it has, and the length and the text of each. It
// says where the texts begin and end.
func eachCell(row []byte, see func(place, from, to int)) error {
	count, n := binary.Uvarint(row)
	if n <= 0 || count > mostCells {
		return &DamageError{fmt.Sprintf("it has no number of cells (%d)", count)}
	}
	from := n
	for place := range int(count) {
		length, n := binary.Uvarint(row[from:])
		from += max(n, 0)
		if n <= 0 || length > uint64(len(row)-from) {
			return &DamageError{fmt.Sprintf("it has no length of a cell (%d)", length)}
		}
		to := from + int(length)
		see(place, from, to)
		from = to
	}
	return nil
}
