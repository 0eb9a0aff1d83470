package source

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/spool"
	"partner-import/importer/source/internal/charset"
	"partner-import/importer/source/internal/delimited"
	"partner-import/importer/source/internal/export"
	"partner-import/importer/source/internal/raw"
)

// A textFormat is a file of text with delimiters.
type textFormat struct {
	file      *os.File // the text as UTF-8
	decoded   bool     // file is a private copy
	form      charset.Form
	delimiter rune
	quote     byte
	start     int64 // of the header in file
	end       int64 // of the text in file
	line      int   // of the header
	notes     []string
}

// detectText finds out what the bytes of a file are. If the text is not UTF-8, it
// makes a private copy that is.
func detectText(given *os.File, size int64, o charset.Options) (*textFormat, error) {
	form, err := charset.Detect(given, size, o)
	var refused *charset.Refusal
	switch {
	case errors.As(err, &refused):
		return nil, &raw.Refusal{Message: refused.Message}
	case err != nil:
		return nil, err
	case form.Workbook:
		return nil, &raw.Refusal{Message: `This is an Excel workbook (.xlsx). In Excel, choose File > Save As > "CSV UTF-8".`}
	}
	f := &textFormat{file: given, form: form, notes: form.Warnings, start: form.Start, end: form.Start + form.Size}
	if form.Decoder == nil {
		return f, nil
	}
	return f, f.decode()
}

// decode continues with a copy of the text in UTF-8.
func (f *textFormat) decode() error {
	file, err := spool.Create()
	if err != nil {
		return err
	}
	warning, err := f.form.Decode(spool.Writer{File: file}, f.file)
	if err != nil {
		spool.Remove(file)
		return err
	}
	if warning != "" {
		f.notes = append(f.notes, warning)
	}
	f.file, f.decoded, f.start = file, true, 0
	f.end, err = file.Seek(0, io.SeekCurrent)
	return err
}

func (f *textFormat) close() {
	if f.decoded {
		spool.Remove(f.file)
	}
}

func (f *textFormat) findHeader(o *Options, fields func([]string) int) (header raw.Row, ghosts int, err error) {
	line := 1
	if section := export.Section(o.From); section != "" {
		if f.start, f.end, line, err = delimited.Section(f.file, f.start, f.end, section); err != nil {
			return raw.Row{}, 0, err
		}
	}
	head := delimited.NewHead(f.file, f.start, f.end, fields)
	head.Call = o.Call
	head.BeginAt(line)
	found, err := head.Sniff(o.Delimiter, o.SkipRows)
	if err != nil {
		return raw.Row{}, 0, err
	}
	f.start, f.line, f.delimiter, f.quote = found.Start, found.Line, found.Delimiter, found.Quote
	f.notes = append(f.notes, found.Warnings...)
	if err := f.form.OtherHeader(found.Header.Cells, fields); err != nil {
		return raw.Row{}, 0, &raw.Refusal{Line: found.Line, Message: err.Error()}
	}
	if found.Header.Err == nil {
		found.Header.Cells = found.Header.Cells[:found.Width]
	}
	return found.Header, found.Ghosts, nil
}

func (f *textFormat) rows(s *Source) raw.Reader {
	split := delimited.NewReader(io.NewSectionReader(f.file, f.start, f.end-f.start), f.delimiter, f.line)
	split.SetQuote(f.quote)
	split.Width, split.Email = s.width, max(0, s.header.Index("email"))
	return split
}

// original returns the cells as they are in the file. Reading changes the line ends
// in them. A row that cannot be split has no cells.
func (f *textFormat) original(row raw.Row) ([]string, bool) {
	severalLines := func(cell string) bool { return strings.Contains(cell, "\n") }
	if row.Err != nil || !slices.ContainsFunc(row.Cells, severalLines) {
		return row.Cells, row.Err == nil
	}
	again := delimited.NewReader(strings.NewReader(f.piece(row)), f.delimiter, row.Line)
	again.SetQuote(f.quote)
	again.Verbatim = true
	exact, err := again.Next(nil)
	n := len(row.Cells)
	if err != nil || exact.Err != nil || len(exact.Cells) < n || !cell.AllEmpty(exact.Cells[n:]) {
		return row.Cells, true
	}
	return exact.Cells[:n], true
}

// piece returns the text of a row as it is in the file, up to the longest allowed
// row.
func (f *textFormat) piece(row raw.Row) string {
	text := make([]byte, min(row.End-row.Begin, raw.MaxRow))
	n, _ := f.file.ReadAt(text, f.start+row.Begin)
	return strings.Trim(string(text[:n]), "\r\n")
}

const (
	samples    = 256
	sampleSize = 1 << 10
)

// estimateRows guesses from samples of the text how many rows it has.
func (f *textFormat) estimateRows() int {
	size, lines, read := f.end-f.start, 0, 0
	text := make([]byte, sampleSize)
	for i := range int64(samples) {
		n, _ := f.file.ReadAt(text, f.start+size*i/samples)
		lines += max(bytes.Count(text[:n], []byte("\n")), bytes.Count(text[:n], []byte("\r")))
		read += n
	}
	return int(float64(lines) * float64(size) / float64(max(read, 1)))
}

func (f *textFormat) describe() Description {
	return Description{Encoding: f.form.Encoding, Delimiter: f.delimiter, warnings: f.notes}
}
