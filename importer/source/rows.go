package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/delimited"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/watch"
)

// Rows reads the data rows of a Source from the first to the last.
type Rows struct {
	source *Source
	cutter *cutter
	binder *binder
	rest   []Parsed
	row    *Parsed
	err    error
}

// Rows begins a new reading. Several readings may be open at the same time. Each is
// for one goroutine.
func (s *Source) Rows() *Rows {
	return &Rows{source: s, cutter: s.cut(), binder: newBinder(s)}
}

// Next reads the next data row, and reports whether there is one.
func (r *Rows) Next() bool {
	if len(r.rest) == 0 && r.err == nil {
		b := &batch{} // the caller may keep the rows
		if r.cutter.fill(b, batchRows/8) {
			r.err = r.source.bind(r.binder, b)
		}
		r.rest = b.rows
	}
	if len(r.rest) == 0 || r.err != nil {
		return false
	}
	r.row, r.rest = &r.rest[0], r.rest[1:]
	return true
}

// Row returns the row that Next read.
func (r *Rows) Row() row.Row { return r.row.Row }

// Err returns what ended the reading, nil at the end of the file.
func (r *Rows) Err() error { return r.source.ended(cmp.Or(r.err, r.cutter.err)) }

// ended says what ended a reading.
func (s *Source) ended(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	if input := (*Error)(nil); errors.As(err, &input) {
		return err
	}
	if s.file.Change() != watch.None {
		return s.Changed() // and what is in it now makes no sense
	}
	return &Error{Name: s.Shown(), Code: errorOf(s.name, err).Code, Message: "cannot be read to the end", Err: err}
}

// bind makes records of the batch's rows, or says why a row cannot be one.
func (s *Source) bind(b *binder, batch *batch) error {
	for i := range batch.rows {
		if row := &batch.rows[i]; row.Problem == nil {
			row.Problem = s.judge(row)
		}
	}
	return b.bind(batch)
}

// judge finds out whether a row is meant, and why it cannot be a record.
func (s *Source) judge(r *Parsed) *row.Problem {
	if r.LeftOut = s.export.NoPartner(r.text.Cells); r.LeftOut != "" {
		r.text.Cells = make([]string, s.width)
		return nil
	}
	if problem := s.misshapen(r); problem != nil {
		return problem
	}
	if s.choices.Any() {
		r.LeftOut = s.choices.LeavesOut(r.text.Cells)
	}
	if r.LeftOut = cmp.Or(r.LeftOut, s.filter.LeavesOut(r.Line, r.text.Cells)); r.LeftOut != "" {
		s.strip(r.text.Cells)
		return nil
	}
	s.table.Notes.Row(r.Line, r.text.Cells)
	return s.unreadableIn(r)
}

// strip empties what cannot be read in a row that is left out: nothing is wrong with
// such a row.
func (s *Source) strip(cells []string) {
	for i := range cells {
		if unreadable("", cells[i]) != nil {
			cells[i] = ""
		}
	}
}

// misshapen refuses a row with more or fewer cells than the header. It is never
// padded or cut: a lost delimiter looks the same as a missing cell. Empty cells
// beyond the header are ignored if most rows have them, as spreadsheets write them.
// In a single row they more likely show a comma without quotes, which moves all
// cells after it to the right.
func (s *Source) misshapen(r *Parsed) *row.Problem {
	r.text.Cells = s.withoutGhosts(r.text.Cells)
	cells := r.text.Cells
	if n, width := len(cells), s.width; n != width {
		if raw.IsMessage(cells) {
			return &row.Problem{Code: row.RowMalformed, Message: "This line is a message of the program that exported the file. Delete it, and export the file again if rows are missing."}
		}
		return &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
			"This row has %s; the header has %d. ", cell.Count(n, "cell"), width) + s.lookFor(n < width)}
	}
	return nil
}

// unreadableIn finds the first cell that is imported and cannot be read.
func (s *Source) unreadableIn(r *Parsed) *row.Problem {
	r.Plain = true
	if r.text.Plain {
		return nil
	}
	for i, text := range r.text.Cells {
		if !s.header.Reads(i) || cell.IsPlain(text) && len(text) <= cell.MaxBytes {
			continue
		}
		r.Plain = false
		if problem := unreadable(s.header.Columns[i], text); problem != nil {
			return problem
		}
	}
	return nil
}

// withoutGhosts leaves out empty cells beyond the header, if rows have them.
func (s *Source) withoutGhosts(cells []string) []string {
	extra := len(cells) - s.width
	if extra > 0 && extra <= s.ghosts && cell.AllEmpty(cells[s.width:]) {
		return cells[:s.width]
	}
	return cells
}

// lookFor says what may be wrong with a row that is too short or too long.
func (s *Source) lookFor(missing bool) string {
	if why := s.export.ShortRow(); missing && why != "" {
		return why
	}
	return fmt.Sprintf("Look for %s %s or quote.", missingOrExtra(missing), delimited.Name(s.Delimiter()))
}

func missingOrExtra(missing bool) string {
	if missing {
		return "a missing"
	}
	return "an extra"
}

// unreadable finds what is wrong with a cell of a column that is imported. In others,
// nothing keeps a row from being imported.
func unreadable(column, text string) *row.Problem {
	name := cmp.Or(column, "A cell without a name")
	switch {
	case len(text) > cell.MaxBytes:
		return &row.Problem{Code: row.TooLong, Column: name, Message: name + " is longer than 64 KiB. Shorten it."}
	case !utf8.ValidString(text):
		return &row.Problem{Code: row.RowMalformed, Column: column, Message: name + ` is not valid UTF-8 text. Save the file as "CSV UTF-8".`}
	case cell.HasControl(text):
		return &row.Problem{Code: row.RowMalformed, Column: column, Message: name + " has an invisible control character. Type the cell again."}
	}
	return nil
}
