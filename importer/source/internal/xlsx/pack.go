package xlsx

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"partner-import/importer/internal/spool"
	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/raw"
)

// maxPacked is how many bytes all rows may need. They need more than in the sheet
// if they share long texts.
const maxPacked = 2 << 30

// freePacked is allowed in any case. Beyond it, rows may need maxGrowth times the
// bytes of the sheet, and maxRatio times those of the file: texts that cells share
// may fill a disk from a file of 100 KB.
const (
	freePacked = 64 << 20
	maxGrowth  = 16
	maxRatio   = 200
)

// pack reads the sheet to its end and packs its rows into a temporary file.
func (b *Workbook) pack(a *book, sheet string) (err error) {
	if a.Size(sheet)+a.Size(a.related["sharedStrings"]) > 1<<30 {
		return &raw.Refusal{Message: sayTooLarge}
	}
	if b.rows, err = spool.Create(); err != nil {
		return err
	}
	most := freePacked + min(maxGrowth*a.Size(sheet), maxRatio*a.Packed())
	w := packer{w: bufio.NewWriterSize(spool.Writer{File: b.rows}, 64<<10), most: min(maxPacked, most)}
	p, err := a.parseSheet(sheet, 1<<40, func(r *parsedRow) error {
		b.shape.see(r)
		if len(r.cells) == 0 && !r.wide {
			return nil
		}
		return w.write(r)
	})
	if err != nil {
		return err
	}
	b.size = w.size
	b.shape.setMerges(p.merges)
	b.shape.columns = p.hidden
	return w.w.Flush()
}

// parseSheet reads a sheet, at most so many bytes of it.
func (a *book) parseSheet(sheet string, most int64, emit func(*parsedRow) error) (*sheetParser, error) {
	r, err := a.Reader(sheet)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	x, err := markup.New(io.LimitReader(r, most))
	if err != nil {
		return nil, err
	}
	p := &sheetParser{x: x, texts: a.texts, emit: emit}
	return p, p.parse()
}

// A packer writes rows in a compact form.
type packer struct {
	w    *bufio.Writer
	buf  []byte
	size int64
	most int64
}

const (
	flagWide = 1 << iota
	flagLong
)

func (p *packer) write(r *parsedRow) error {
	b := append(p.buf[:0], 0, 0, 0, 0) // for the length
	flags := byte(0)
	if r.wide {
		flags |= flagWide
	}
	if r.long {
		flags |= flagLong
	}
	b = append(b, flags)
	b = binary.AppendUvarint(b, uint64(r.number))
	for _, c := range r.cells {
		b = binary.AppendUvarint(b, uint64(c.column))
		b = append(b, byte(c.kind))
		b = binary.AppendUvarint(b, uint64(c.style))
		b = binary.AppendUvarint(b, uint64(c.to-c.from))
		b = append(b, r.text[c.from:c.to]...)
	}
	binary.LittleEndian.PutUint32(b, uint32(len(b)-4))
	p.buf = b
	if p.size += int64(len(b)); p.size > p.most {
		return &raw.Refusal{Message: sayTooMuch}
	}
	_, err := p.w.Write(b)
	return err
}

// An unpacker reads packed rows.
type unpacker struct {
	r   *bufio.Reader
	buf []byte
}

func newUnpacker(file *os.File, size int64) *unpacker {
	return &unpacker{r: bufio.NewReaderSize(io.NewSectionReader(file, 0, size), 64<<10)}
}

var errPacked = errors.New("a temporary file has changed")

// next reads the next row. What it has is valid until the next call.
func (u *unpacker) next(r *parsedRow) error {
	head, err := u.r.Peek(4)
	if err == io.EOF && len(head) == 0 {
		return io.EOF
	}
	if err != nil {
		return spool.Unreadable(err)
	}
	n := int(binary.LittleEndian.Uint32(head))
	_, _ = u.r.Discard(4)
	if n < 2 || n > 4*raw.MaxRow {
		return spool.Unreadable(errPacked)
	}
	if cap(u.buf) < n {
		u.buf = make([]byte, n+n/2)
	}
	b := u.buf[:n]
	if _, err := io.ReadFull(u.r, b); err != nil {
		return spool.Unreadable(err)
	}
	return unpackRow(b, r)
}

func unpackRow(b []byte, r *parsedRow) error {
	*r = parsedRow{wide: b[0]&flagWide != 0, long: b[0]&flagLong != 0, cells: r.cells[:0], text: b}
	at := 1
	take := func() int {
		n, size := binary.Uvarint(b[at:])
		at += max(size, 0)
		return int(n)
	}
	r.number = take()
	for at < len(b)-3 {
		c := parsedCell{column: take()}
		if at >= len(b) {
			return spool.Unreadable(errPacked)
		}
		c.kind = cellKind(b[at])
		at++
		c.style = take()
		length := take()
		c.from, c.to = at, at+length
		if length < 0 || c.to > len(b) || c.column < 1 || c.column > raw.MaxColumns {
			return spool.Unreadable(errPacked)
		}
		at = c.to
		r.cells = append(r.cells, c)
	}
	return nil
}
