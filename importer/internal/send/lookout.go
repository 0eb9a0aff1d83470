package send

import (
	"slices"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A candidate is a row with what can be said of it without the rows before it.
type candidate struct {
	row.Row
	problem *row.Problem
	asked   lifecycle.Asked // if there is no problem, and the row is not left out
}

// candidate judges a row of the file. It is safe for concurrent use. A row beyond the
// plan is of a file that has changed, which the intake finds out.
func (in *Input) candidate(r row.Row) candidate {
	c := candidate{Row: r}
	if r.LeftOut != "" || r.Number > in.Plan.Rows() {
		return c
	}
	if c.problem = in.Plan.Problem(r); c.problem == nil {
		c.asked = lifecycle.Ask(r.Record, in.Invite)
	}
	return c
}

// A lookout reads the rows of the file ahead, and judges them on all cores.
type lookout struct {
	ahead *source.AheadReader[[]candidate]
	tell  func(emails []string) // which rows come next; nil: nobody is told
	rest  []candidate
	row   *candidate // valid until the next call of Next
}

func lookAhead(in *Input) *lookout {
	l := &lookout{ahead: source.Ahead(in.Source, func(rows []source.Parsed, judged *[]candidate) {
		*judged = slices.Grow((*judged)[:0], len(rows))
		for i := range rows {
			*judged = append(*judged, in.candidate(rows[i].Row))
		}
	})}
	if in.Journal != nil && in.Journal.Lease() != nil { // a file is read ahead in its own order
		l.tell = in.Journal.Expect
	}
	return l
}

// Next takes the next row, and reports whether there is one.
func (l *lookout) Next() bool {
	if len(l.rest) == 0 && l.ahead.Next() {
		_, judged := l.ahead.Batch()
		l.rest = *judged
		l.expect()
	}
	if len(l.rest) == 0 {
		return false
	}
	l.row, l.rest = &l.rest[0], l.rest[1:]
	return true
}

// Err returns what ended the reading, nil as long as Next returns true.
func (l *lookout) Err() error { return l.ahead.Err() }

// Close ends the goroutines, however many rows are left.
func (l *lookout) Close() { l.ahead.Close() }

// expect tells which entries of the journal are asked for next.
func (l *lookout) expect() {
	if l.tell == nil {
		return
	}
	var names []string
	for i := range l.rest {
		if l.rest[i].problem == nil && l.rest[i].LeftOut == "" {
			names = append(names, l.rest[i].asked.Identity())
		}
	}
	l.tell(names)
}
