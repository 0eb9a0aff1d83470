package export

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"iter"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/profile"
)

// A family finds the rows of referring partners by the ids of the platform. They are
// never sent. It keeps only those who refer somebody.
type family struct {
	own, parent int    // the columns
	name        string // of the column with the ids
	rows        map[string]relative
}

// A relative is the row of a referring partner.
type relative struct {
	email string
	line  int // 0: no row has the id
	other int // the line of another row with the same id, 0 without one
}

// A Line is the cells of a row, and where it is.
type Line struct {
	Number int
	Cells  []string
}

// Relate reads the rows two times: for the ids of referring partners, and for their
// addresses. Without such columns it reads nothing.
func (e *Export) Relate(lines func() iter.Seq2[Line, error]) error {
	f := e.family
	if f == nil {
		return nil
	}
	for line, err := range lines() {
		if err != nil {
			return err
		}
		if id := idOf(line.Cells, f.parent); id != "" {
			f.rows[strings.Clone(id)] = relative{}
		}
	}
	email := e.header.Index("email")
	for line, err := range lines() {
		if err != nil {
			return err
		}
		id := idOf(line.Cells, f.own)
		r, wanted := f.rows[id]
		switch {
		case !wanted || id == "":
			continue
		case r.line == 0:
			r.line, r.email = line.Number, strings.Clone(line.Cells[email])
		case strings.EqualFold(r.email, line.Cells[email]):
		default:
			r.other = cmp.Or(r.other, line.Number)
		}
		f.rows[id] = r
	}
	return nil
}

// idOf is an id without words for "nothing".
func idOf(cells []string, column int) string {
	if column >= len(cells) {
		return ""
	}
	id := strings.TrimSpace(cells[column])
	if id == "0" || cell.IsNothing(id) {
		return ""
	}
	return id
}

// find gives a record the address of its referring partner.
func (f *family) find(r *row.Record, cells []string, h header.Header) *row.Problem {
	id := idOf(cells, f.parent)
	if id == "" {
		return nil
	}
	column, parent := h.Columns[f.parent], f.rows[id]
	switch {
	case parent.line == 0:
		return &row.Problem{Code: row.ReferrerNotFound, Column: column, Message: fmt.Sprintf(sayNoParent, cell.Quote(id), cell.Name(column), cell.Quote(f.name))}
	case parent.other > 0:
		return &row.Problem{Code: row.ReferrerAmbiguous, Column: column, Message: fmt.Sprintf(sayTwoParents, cell.Quote(id), cell.Name(column), parent.line, parent.other)}
	case strings.TrimSpace(parent.email) == "":
		return &row.Problem{Code: row.ReferrerNotFound, Column: column, Message: fmt.Sprintf(sayParentWithout, cell.Quote(id), cell.Name(column), parent.line)}
	}
	r.ReferrerEmail = parent.email
	return nil
}

// Merges reports whether rows of one partner may be repeated.
func (e *Export) Merges() bool { return e != nil && e.profile.Repeats == profile.SamePerson }

// Merge finds the rows that repeat another one: the same e-mail, and the same in
// everything else. The rows must be in the order of the file.
func (e *Export) Merge(rows iter.Seq2[row.Row, error]) error {
	type first struct {
		whole uint64
		line  int
	}
	seed, seen, repeats := maphash.MakeSeed(), map[uint64]first{}, map[int]int{}
	for r, err := range rows {
		if err != nil {
			return err
		}
		if r.LeftOut != "" || r.Problem != nil || r.Record.Email == "" {
			continue
		}
		record := *r.Record
		record.Email = strings.ToLower(record.Email)
		email, whole := maphash.String(seed, record.Email), maphash.Comparable(seed, record)
		switch known, ok := seen[email]; {
		case !ok:
			seen[email] = first{whole, r.Line}
		case known.whole == whole:
			repeats[r.Number] = known.line
		}
	}
	e.repeats = repeats
	return nil
}

// Repeats says that a row is the same partner as a row above, "" if it is not.
func (e *Export) Repeats(number int) string {
	if e == nil {
		return ""
	}
	if line := e.repeats[number]; line > 0 {
		return fmt.Sprintf(sayRepeats, line)
	}
	return ""
}
