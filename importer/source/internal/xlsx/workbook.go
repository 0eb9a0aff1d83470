// Package xlsx reads one sheet of a workbook as rows of cells. It unpacks only the
// parts that are needed for cells. It reads the sheet once, proves that it is sound,
// and keeps its rows in a temporary file, from where they are read any number of
// times.
//
//	parts ─▶ markup ─▶ sheetParser ─▶ packed rows ─▶ sheetRows ─▶ raw.Row
package xlsx

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"sync"

	"partner-import/importer/internal/spool"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/parts"
	"partner-import/importer/source/internal/raw"
)

// A Workbook is one sheet of an .xlsx file, with its cells as they are displayed. It
// may be read any number of times, also at the same time.
type Workbook struct {
	Sheet string
	Hint  string // what to do if this sheet has no e-mail column

	rows     *os.File // packed
	size     int64    // of rows
	shape    sheetShape
	styles   *styles
	from1904 bool // how its dates count
	first    int  // the row of the header

	mu    sync.Mutex
	notes []string
	seen  [kindsOfNotes]string // found while reading
}

// Options say which sheet to read.
type Options struct {
	Sheet    string                   // its name; "": find it
	SkipRows int                      // rows above the header
	Fields   func(cells []string) int // how many fields cells name, 0 without an e-mail column
	Call     option.Namer             // how messages call options
}

// Open opens a sheet, or returns nil if the file is not a workbook.
func Open(file *os.File, size int64, o Options) (*Workbook, error) {
	head := make([]byte, 64<<10)
	n, _ := file.ReadAt(head, 0)
	if head = head[:n]; bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil, encrypted(file, size)
	}
	archive, err := parts.Open(file, size)
	if err != nil && !bytes.Contains(bytes.ToLower(head), []byte("workbook")) && !bytes.Contains(head, []byte("xl/")) {
		return nil, nil
	} else if err != nil {
		return nil, damaged(err)
	}
	if archive == nil {
		return nil, nil
	}
	a, err := recognise(archive)
	if a == nil || err != nil {
		return nil, err
	}
	b, err := a.open(o)
	if err != nil {
		return nil, Refusal(err)
	}
	return b, nil
}

// open reads the sheet that the options want.
func (a *book) open(o Options) (*Workbook, error) {
	if err := a.readBook(); err != nil {
		return nil, err
	}
	if err := a.readTexts(); err != nil {
		return nil, err
	}
	sheet, err := a.choose(a.sheets, o)
	if err != nil {
		return nil, err
	}
	b := &Workbook{Sheet: sheet.Name, Hint: sheet.hint, from1904: a.from1904}
	if b.styles, err = a.readStyles(); err != nil {
		return nil, err
	}
	if err := b.pack(a, sheet.part); err != nil {
		b.Close()
		return nil, err
	}
	b.note(sheet.note)
	b.note(b.shape.hiddenRows())
	return b, nil
}

// Refusal says in plain words why a workbook is not read.
func Refusal(err error) error {
	var refused *raw.Refusal
	var temp *spool.Error
	switch {
	case errors.As(err, &refused), errors.As(err, &temp):
		return err
	case errors.Is(err, parts.ErrTooLarge):
		return &raw.Refusal{Message: sayTooLarge}
	case errors.Is(err, parts.ErrTwice):
		return &raw.Refusal{Message: sayTwice}
	case errors.Is(err, parts.ErrRatio):
		return &raw.Refusal{Message: sayRatio}
	}
	return damaged(err)
}

func damaged(err error) error {
	return &raw.Refusal{Message: sayDamaged, Err: err, Hint: saySaveAgain}
}

func (b *Workbook) note(text string) {
	if text != "" {
		b.notes = append(b.notes, text)
	}
}

// Notes are what a person should know about the sheet, as far as it has been read.
func (b *Workbook) Notes() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := slices.Clone(b.notes)
	for _, text := range b.seen {
		if text != "" {
			all = append(all, text)
		}
	}
	return all
}

// noteOnce keeps the first note of a kind.
func (b *Workbook) noteOnce(kind noteKind, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen[kind] == "" {
		b.seen[kind] = text
	}
}

// Close removes what was unpacked.
func (b *Workbook) Close() {
	if b.rows != nil {
		spool.Remove(b.rows)
	}
}

// FindHeader finds the row that names the columns, after skip rows that do not count.
// It looks at the rows above the first partner. It takes the row that names an e-mail
// column and the most fields. If there is none, it takes the first row, which is then
// refused.
func (b *Workbook) FindHeader(fields func([]string) int, skip int) (header raw.Row, err error) {
	b.first = skip + 1
	rows, most, first := b.Rows(nil), 0, 0
	wide := false // the header has too many columns
	for n := range raw.HeaderDepth {
		row, err := rows.Next(nil)
		if err == io.EOF && n > 0 {
			break
		} else if err == io.EOF {
			return row, &raw.Refusal{Message: sayEmpty}
		} else if err != nil {
			return row, err
		}
		if n == 0 {
			first = row.Line
		}
		if named := fields(row.Cells); n == 0 || named > most {
			header, most, wide = row, named, rows.wide
		}
		if skip > 0 || most > 0 && raw.HoldsAddress(row.Cells) {
			break
		}
	}
	if wide {
		return header, &raw.Refusal{Message: sayTooWide(raw.MaxColumns)}
	}
	if b.first = header.Line; header.Line > first && most > 0 {
		b.note(raw.SkippedAbove(header.Line-first, header.Line))
	}
	b.note(b.shape.beyond())
	return header, nil
}
