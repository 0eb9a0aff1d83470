package delimited

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/raw"
)

// row makes a row of what was scanned. If a record of several lines looks wrong, only
// its first line is given up: a forgotten quote must not cost the rows below it.
func (s *Reader) row(o scan) (raw.Row, error) {
	switch {
	case o.fault == endless:
		return s.giveUp(o, &row.Problem{Code: row.TooLong, Message: "The row is longer than 1 MiB. Look for a missing quote or line end."})
	case o.fault == tooFar:
		return s.giveUp(o, s.openQuote(o, "does not close nearby"))
	case o.fault == unclosed:
		return s.giveUp(o, s.openQuote(o, "never closes"))
	case o.fault == undoubled && o.lines > 0:
		return s.giveUp(o, s.openQuote(o, "closes in the wrong place or never"))
	case o.fault == undoubled:
		return s.giveUp(o, s.bareQuote(o))
	case o.lines > 0 && s.misfits(o):
		return s.giveUp(o, s.openQuote(o, "closes only on a later line, in the middle of another row"))
	}
	swallows := o.lines > 0 && s.swallows(o)
	if swallows && o.lines > mostText {
		return s.giveUp(o, s.openQuote(o, "closes only on a later line, in the middle of another row"))
	}
	r := raw.Row{Line: s.line, Cells: s.cells, Plain: s.seen&odd == 0 && o.at-s.pos <= cell.MaxBytes, Begin: s.base + int64(s.pos)}
	if o.cells > raw.MaxColumns && s.tooMany(o) {
		r.Err = &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
			"The row has %d columns. At most %d are allowed. Delete the columns that you do not need.", o.cells, raw.MaxColumns)}
	}
	if swallows {
		r.Cells, r.Err = nil, s.rowsInside(o)
	}
	end := o.at + lineEnd(s.window[o.at:])
	if o.at < len(s.window) {
		s.line++
	}
	s.line += o.lines
	s.credit += creditPerByte * int64(end-s.pos)
	s.pos = end
	r.End = s.base + int64(end)
	return r, nil
}

// mostText is how many line ends a cell of text may have that holds lines like rows.
const mostText = 50

// rowsInside refuses a record with lines that look like rows. They may be text, so
// they are not read as rows.
func (s *Reader) rowsInside(o scan) *row.Problem {
	how := fmt.Sprintf("closes only on line %d", s.line+o.lines)
	return s.quoteProblem(o, how, " The lines between look like rows. If they are rows, remove the quotes. If they are text, remove its line breaks.")
}

// tooMany: empty columns do not count, nor do those that the header gives no name.
func (s *Reader) tooMany(o scan) bool {
	return o.cells > mostCells || s.Width <= raw.MaxColumns && !cell.AllEmpty(s.cells[raw.MaxColumns:])
}

// misfits: cells are missing, or there are more than in the header, and they are not
// all empty.
func (s *Reader) misfits(o scan) bool {
	return s.Width > 0 && (o.cells < s.Width || o.cells > s.Width && !cell.AllEmpty(s.cells[s.Width:]))
}

// swallows reports whether a line of the record would be a row of its own: inside
// quotes, with an e-mail address in the right column. Then a quote that opened by
// mistake met another one, and the width is only right by chance. The lines before
// must look like a row too. With fewer delimiters they are the beginning of a cell.
func (s *Reader) swallows(o scan) bool {
	if s.Width < 3 {
		return false
	}
	within, before := false, 0
	for i, line := range lines(s.window[s.pos:o.at]) {
		if (i == 0 || before >= s.Width-1) && s.isQuotedRow(line, within) && !s.isUnquoted(o, line) {
			return true
		}
		within = within != s.oddQuotes(line)
		before += strings.Count(line, s.delimiter)
	}
	return false
}

// lines yields the physical lines of a text and their numbers, from 0.
func lines(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for n := 0; ; n++ {
			i := strings.IndexAny(text, "\r\n")
			if i < 0 {
				yield(n, text)
				return
			}
			if !yield(n, text[:i]) {
				return
			}
			text = text[i+lineEnd(text[i:]):]
		}
	}
}

// isQuotedRow reports whether a line has as many delimiters as a row, and an address
// inside quotes in the e-mail column. Within says whether the line begins inside
// quotes.
func (s *Reader) isQuotedRow(line string, within bool) bool {
	if strings.Count(line, s.delimiter) != s.Width-1 {
		return false
	}
	cells := strings.Split(line, s.delimiter)
	before := strings.Join(cells[:s.Email], "")
	return within != s.oddQuotes(before) && strings.Contains(cells[s.Email], "@")
}

// isUnquoted: where a program puts every cell in quotes, a line with fewer quotes than
// cells is not a row of its own.
func (s *Reader) isUnquoted(o scan, line string) bool {
	return o.quoted == o.cells && strings.Count(line, string(s.quote)) < s.Width
}

func (s *Reader) oddQuotes(text string) bool { return strings.Count(text, string(s.quote))%2 == 1 }

// giveUp refuses the physical line where the record begins, however long it is, and
// continues after it.
func (s *Reader) giveUp(o scan, problem *row.Problem) (raw.Row, error) {
	row := raw.Row{Line: s.line, Err: problem, Begin: s.base + int64(s.pos)}
	from, looked := s.pos, s.base+int64(o.at)
	for {
		if i := strings.IndexAny(s.window[from:], "\r\n"); i >= 0 {
			from += i
		} else {
			from = len(s.window)
		}
		if s.ended || from+lookAhead <= len(s.window) {
			break
		}
		s.pos = from // the skipped text is dropped
		if err := s.fill(from); err != nil {
			return raw.Row{}, err
		}
		from = 0
	}
	if from < len(s.window) {
		s.line++
	}
	s.pos = from + lineEnd(s.window[from:])
	row.End = s.base + int64(s.pos)
	s.credit += creditPerByte*(row.End-row.Begin) - max(0, looked-row.End)
	return row, nil
}

func (s *Reader) openQuote(o scan, how string) *row.Problem {
	return s.quoteProblem(o, how, " Close it, or remove it.")
}

func (s *Reader) quoteProblem(o scan, how, advice string) *row.Problem {
	before := s.window[o.opened+1 : min(len(s.window), o.opened+1+256)]
	if i := strings.IndexAny(before, "\r\n"); i >= 0 {
		before = before[:i]
	}
	return &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
		"A quote opens before %s and %s.%s", cell.QuoteUpTo(before, 30), how, advice)}
}

func (s *Reader) bareQuote(o scan) *row.Problem {
	// The quote that closes too early is the last one before o.at.
	line := s.window[s.pos:o.at]
	character := utf8.RuneCountInString(line[:strings.LastIndexByte(line, s.quote)]) + 1
	return &row.Problem{Code: row.RowMalformed, Message: fmt.Sprintf(
		"A quote inside a cell is not doubled (line %d, character %d). Inside a quoted cell, write %[3]c%[3]c for each quote.", s.line, character, s.quote)}
}

// splitAll is for the head of a file: at most so many records.
func splitAll(s *Reader, most int) ([]raw.Row, error) {
	var rows []raw.Row
	for len(rows) < most {
		row, err := s.Next(nil)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
