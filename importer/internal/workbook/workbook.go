// Package workbook writes tables as workbooks that run nothing: each cell is a text.
// The same rows give the same bytes.
package workbook

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Is reports whether a file with that name is a workbook, by its ending.
func Is(path string) bool { return strings.EqualFold(filepath.Ext(path), ".xlsx") }

// An UnfitError says why a table is not written as a workbook. As CSV it can be.
type UnfitError struct{ Why string }

// Error says why.
func (e *UnfitError) Error() string { return "it does not fit into a workbook: " + e.Why }

// IsUnfit reports whether an error is an [*UnfitError].
func IsUnfit(err error) bool {
	var unfit *UnfitError
	return errors.As(err, &unfit)
}

func unfit(format string, args ...any) error { return &UnfitError{fmt.Sprintf(format, args...)} }

// Limits of Excel, and of our own reader: it takes a sheet for a bomb that unpacks to
// more than 100 times its size.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
	maxUnits   = 32767 // UTF-16 units in a cell
	maxPlain   = 1 << 30
	maxRatio   = 50
	freePlain  = 16 << 20
)

// A Writer writes one sheet, row by row, and keeps none. It is for one goroutine.
type Writer struct {
	packed counter
	zip    *zip.Writer
	sheet  *bufio.Writer
	plain  int64
	rows   int
	row    []byte
	err    error
}

// New begins a workbook. The caller closes it.
func New(w io.Writer) *Writer {
	b := &Writer{packed: counter{w: w}}
	b.zip = zip.NewWriter(&b.packed)
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, part := range frame() {
		if b.err == nil {
			b.err = b.add(part.name, part.text)
		}
	}
	if b.err == nil {
		var sheet io.Writer
		sheet, b.err = b.zip.CreateHeader(&zip.FileHeader{Name: sheetName, Method: zip.Deflate})
		b.sheet = bufio.NewWriterSize(sheet, 64<<10)
	}
	if b.err == nil {
		b.put([]byte(sheetHead))
	}
	return b
}

func (b *Writer) add(name, text string) error {
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

// Write adds a row. An empty cell takes no place. After an error, all calls return it;
// it may be an [*UnfitError].
func (b *Writer) Write(cells []string) error {
	if b.err != nil {
		return b.err
	}
	if b.rows++; b.rows > maxRows {
		b.err = unfit("it has more than %d rows", maxRows)
		return b.err
	}
	if len(cells) > maxColumns {
		b.err = unfit("it has more than %d columns", maxColumns)
		return b.err
	}
	if b.row, b.err = appendRow(b.row[:0], b.rows, cells); b.err != nil {
		return b.err
	}
	b.put(b.row)
	return b.err
}

// put writes text of the sheet, and watches what it packs to.
func (b *Writer) put(text []byte) {
	if b.plain += int64(len(text)); b.plain > maxPlain {
		b.err = unfit("its text has more than 1 GiB")
		return
	}
	if b.plain > freePlain && b.plain > maxRatio*b.packed.n {
		b.err = unfit("its cells repeat so much that programs take it for an attack")
		return
	}
	_, b.err = b.sheet.Write(text)
}

// Close ends the workbook. It does not close what it writes to.
func (b *Writer) Close() error {
	if b.err != nil {
		return b.err
	}
	b.put([]byte(sheetTail))
	if b.err == nil {
		b.err = b.sheet.Flush()
	}
	if b.err == nil {
		b.err = b.zip.Close()
	}
	return b.err
}

// A counter counts what is written through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
