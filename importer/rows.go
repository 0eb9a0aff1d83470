package importer

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A Row is one data row. A row that cannot be read is a Row with a Problem:
// only trouble with the file itself ends the reading.
type Row struct {
	Number  int // data rows count from 1
	Line    int // the physical line where the row starts
	Record  *Record
	Problem *Problem // why there is no Record
}

// Rows reads the data rows of a Source from the first to the last.
type Rows struct {
	source *Source
	text   rowReader
	bind   *binder
	number int
	row    Row
	last   textRow
	err    error
}

// Rows begins a new reading. Several readings may be open at once, each used
// by one goroutine.
func (s *Source) Rows() *Rows {
	r := &Rows{source: s, text: s.reading()}
	r.bind, r.err = newBinder(s.header)
	if r.err == nil {
		_, r.err = r.text.next() // the header
	}
	return r
}

// Next reads the next data row, and reports whether there is one.
func (r *Rows) Next() bool {
	for r.err == nil {
		var text textRow
		if text, r.err = r.text.next(); r.err != nil {
			break
		}
		if text.err == nil && allEmpty(text.cells) {
			continue
		}
		r.number++
		r.row = Row{Number: r.number, Line: text.line, Problem: text.err}
		r.last = text
		r.read()
		return true
	}
	return false
}

// Row returns the row that Next read.
func (r *Rows) Row() Row { return r.row }

// found returns what was put right in the row's cells, until the next call of
// Next.
func (r *Rows) found() []finding { return r.bind.cleaner.found }

// original returns the row's cells as they stand in the file. Of a row that is
// not made of the header's columns it is the text in one piece, and no e-mail,
// so that it is wrong as well when it is read again, and is never padded.
func (r *Rows) original() []string {
	if (r.last.err == nil || r.source.book != nil) && len(r.last.cells) == r.source.width {
		return r.last.cells
	}
	cells := make([]string, r.source.width)
	cells[r.source.spareColumn()] = r.source.raw(r.last.begin, r.last.end)
	return cells
}

// Err returns what ended the reading, nil at the end of the file.
func (r *Rows) Err() error {
	if r.err == nil || errors.Is(r.err, io.EOF) {
		return nil
	}
	return &InputError{Name: r.source.shown(), Message: "cannot be read to its end", Err: r.err}
}

func (r *Rows) read() {
	if r.row.Problem == nil {
		r.row.Problem = r.misshapen()
	}
	if r.row.Problem != nil {
		return
	}
	record, err := r.bind.bind(r.last.cells)
	if err != nil {
		r.row.Problem = &Problem{Code: RowMalformed, Message: "the row cannot be read as fields (" + err.Error() + "); check its quotes"}
		return
	}
	r.row.Record = record
}

// misshapen refuses a row of another width than the header's. It is never
// padded or cut: a lost delimiter looks the same as a missing cell. Empty cells
// beyond the header are passed over where they stand from the first row on, as
// spreadsheets write them; in a single row they are more likely the trace of a
// comma that is not quoted, with all cells behind it one too far to the right.
func (r *Rows) misshapen() *Problem {
	width := r.source.width
	extra := len(r.last.cells) - width
	if extra > 0 && !allEmpty(r.last.cells[width:]) {
		extra = 0
	}
	if extra > 0 && extra <= r.source.ghosts {
		r.last.cells = r.last.cells[:width]
	}
	if n := len(r.last.cells); n != width {
		return &Problem{Code: RowMalformed, Message: fmt.Sprintf(
			"%s, but the header has %s; look for a delimiter or a quote that is %s",
			count(n, "cell"), count(width, "column"), missingOrExtra(n < width))}
	}
	for i, cell := range r.last.cells {
		if problem := unreadable(r.source.header.Columns[i], i, cell); problem != nil {
			return problem
		}
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func missingOrExtra(missing bool) string {
	if missing {
		return "missing"
	}
	return "one too many"
}

// unreadable finds what is wrong with a cell, whatever its column means.
func unreadable(column string, i int, cell string) *Problem {
	if isPlain(cell) {
		return nil
	}
	name := column
	if name == "" {
		name = fmt.Sprintf("column %d", i+1)
	}
	switch {
	case len(cell) > maxCell:
		return &Problem{Code: TooLong, Column: column, Message: name + " is longer than 64 KiB; shorten it"}
	case !utf8.ValidString(cell):
		return &Problem{Code: RowMalformed, Column: column, Message: name + ` is not valid UTF-8 text; save the file as "CSV UTF-8"`}
	case strings.ContainsFunc(cell, isControl):
		return &Problem{Code: RowMalformed, Column: column, Message: name + " holds an invisible control character; type the cell again"}
	}
	return nil
}

// isControl: those beyond ASCII are what some decoders make of letters that
// they do not know.
// isPlain recognises what nearly all cells are, short and in ASCII without
// control characters, by a look at each byte.
func isPlain(cell string) bool {
	if len(cell) > maxCell {
		return false
	}
	for i := range len(cell) {
		if b := cell[i]; b < ' ' || b >= 0x7f {
			return false
		}
	}
	return true
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0
}

func allEmpty(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}
