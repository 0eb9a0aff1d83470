// Package plan looks at all rows beside one another before the first is sent: which
// contradict others, and whose partner is whose parent. It keeps some numbers for
// each row, and no text.
package plan

import (
	"context"
	"fmt"
	"slices"

	"partner-import/importer/internal/check"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A Plan is what the first pass over the file finds out: how many rows there
// are, which of them contradict others, and which row waits for which. It keeps a
// few numbers for each row, and no text.
type Plan struct {
	check.Rules
	lines   []uint32      // where each row starts; row 1 is lines[0]
	invalid []bool        // rows that are not sent
	wrong   int           // how many they are, when all rows were read
	clashes map[int]clash // rows that are wrong only beside another one
	parents family        // the row of each row's referring partner, where it is one of this file

	references []reference // until they are resolved
	late       []int       // rows that are invalid for a reason that stands below them

	referrers []unique // by row: what a column like "referred by" stands for, see settle; nil without one
	strangers int      // valid rows where it names nobody of the file
	stranger  int      // the first of them
	Warnings  []string // about cells, one for each kind
}

// A clash is a problem of a row with another row.
type clash struct {
	code  row.Code
	field string
	other uint32
}

// A Visitor is told of each row as far as its verdict is known when it is read.
// What comes out later, since other rows decide it, [Plan.LateRows] tells.
type Visitor func(r row.Row, problem *row.Problem) error

// judged is what is found out about a batch of rows, each by itself.
type judged struct {
	marks    []marks
	warnings check.Warnings
}

// Make reads the whole file once. Invite says that its rows are invitations.
// Messages call options by call. The visitor may be nil.
func Make(ctx context.Context, s *source.Source, invite bool, call option.Namer, visit Visitor) (*Plan, error) {
	p := &Plan{Rules: check.Rules{Column: s.Header().Name, Invite: invite, Call: call}, clashes: map[int]clash{}}
	index, found := newIndex(), check.Warnings{}
	batches := source.Ahead(s, func(rows []source.Parsed, j *judged) { judge(p.Rules, rows, index, j) })
	defer batches.Close()
	for batches.Next() {
		rows, j := batches.Batch()
		if len(p.lines) == 0 {
			index.reserve(s.EstimateRows(), j.marks)
		}
		index.touch(j.marks)
		found.Merge(&j.warnings)
		if err := p.enterAll(index, rows, j.marks, visit); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if err := batches.Err(); err != nil {
		return nil, err
	}
	p.finish(index, &found)
	return p, nil
}

// judge finds out what each row says by itself.
func judge(u check.Rules, rows []source.Parsed, index *index, j *judged) {
	*j = judged{marks: slices.Grow(j.marks[:0], len(rows))[:len(rows)]}
	for i := range rows {
		r := &rows[i]
		if r.Record == nil {
			j.marks[i] = marks{}
			continue
		}
		j.marks[i] = index.marks(r.Record)
		j.warnings.Examine(r.Line, r.Record, r.Found, r.Plain)
		r.Problem = u.Row(r.Record)
	}
}

// enterAll enters the rows of a batch, and has each of them visited.
func (p *Plan) enterAll(index *index, rows []source.Parsed, m []marks, visit Visitor) error {
	for i := range rows {
		problem := p.enter(index, rows[i].Row, &m[i])
		if visit == nil {
			continue
		}
		if err := visit(rows[i].Row, problem); err != nil {
			return err
		}
	}
	return nil
}

// finish finds out what only all rows together tell.
func (p *Plan) finish(index *index, found *check.Warnings) {
	p.resolve(index)
	p.findCycles()
	p.wrong = countTrue(p.invalid)
	p.Warnings = found.Sentences(p.Column)
	if p.strangers > 0 {
		p.Warnings = append(p.Warnings, p.ofStrangers())
	}
	if p.Rows() == 0 {
		p.Warnings = append(p.Warnings, "the header is fine, but there are no rows below it")
	}
}

// enter notes the row, puts it into the index, and returns what is wrong with
// it so far.
func (p *Plan) enter(index *index, r row.Row, m *marks) *row.Problem {
	problem := r.Problem
	p.lines = append(p.lines, uint32(r.Line))
	p.invalid = append(p.invalid, problem != nil)
	if r.Record == nil {
		return problem
	}
	if p.collides(index, r, m) && problem == nil {
		p.invalid[r.Number-1] = true
		problem = p.clash(r)
	}
	if m.refers {
		p.references = append(p.references, m.reference(r.Number))
	}
	return problem
}

// collides enters the row into the index, and reports whether a valid row has
// one of its values already. An invalid row is entered as well, so that rows
// that refer to it are found; it gives way to a valid one.
func (p *Plan) collides(index *index, r row.Row, m *marks) bool {
	var entries [uniques]*uint32
	invalid := r.Problem != nil
	for u, given := range m.given {
		if !given {
			continue
		}
		first := index.tables[u].Entry(m.values[u])
		if *first > 0 && !p.invalid[*first-1] && !invalid {
			p.clashes[r.Number] = clash{unique(u).code(), unique(u).field(), *first}
			invalid = true
		}
		entries[u] = first
	}
	for _, first := range entries {
		if first != nil && (*first == 0 || p.invalid[*first-1] && !invalid) {
			*first = uint32(r.Number)
		}
	}
	return invalid
}

// resolve finds the rows of the referring partners.
func (p *Plan) resolve(index *index) {
	for _, ref := range p.references {
		parent := uint32(0)
		if ref.by == byIDOrKey {
			parent = p.settleReferrer(index, ref)
		} else {
			parent = index.tables[ref.by].Row(ref.digest())
		}
		switch parent {
		case 0:
		case ref.row:
			p.refuse(int(ref.row), clash{row.ReferrerCycle, "", ref.row})
		default:
			p.parents.adopt(ref.row, parent, p.Rows())
		}
	}
	p.references = nil
}

// findCycles marks the rows that refer to one another in a ring.
func (p *Plan) findCycles() {
	p.parents.rings(func(r int) {
		p.refuse(r, clash{row.ReferrerCycle, "", uint32(p.parents.parent(r))})
	})
}

// refuse makes a row invalid after all rows were read.
func (p *Plan) refuse(row int, c clash) {
	if p.invalid[row-1] {
		return
	}
	p.invalid[row-1] = true
	p.clashes[row] = c
	p.late = append(p.late, row)
}

// Rows is how many data rows the file has.
func (p *Plan) Rows() int { return len(p.lines) }

// WrongRows is how many rows are not sent.
func (p *Plan) WrongRows() int { return p.wrong }

// IsInvalid reports whether a row is not sent.
func (p *Plan) IsInvalid(row int) bool { return p.invalid[row-1] }

// Parent is the row of the referring partner, 0 if that is none of this file.
func (p *Plan) Parent(row int) int { return p.parents.parent(row) }

// Relates reports whether any row refers to another one.
func (p *Plan) Relates() bool { return p.parents != nil }

// LateRows are those that are invalid for a reason that is below them.
func (p *Plan) LateRows() []int { return p.late }

// Remarks are what a person should know about the cells, one for each kind.
func (p *Plan) Remarks() []string { return p.Warnings }

// Line is where a row starts.
func (p *Plan) Line(row uint32) int { return int(p.lines[row-1]) }

// Problem returns what is wrong with a row, by itself or beside others, and
// settles how its record names the referring partner.
func (p *Plan) Problem(row row.Row) *row.Problem {
	if row.Problem != nil {
		return row.Problem
	}
	p.settle(row)
	if !p.invalid[row.Number-1] {
		return nil
	}
	if problem := p.Row(row.Record); problem != nil {
		return problem
	}
	return p.clash(row)
}

// clash words what is wrong with a row beside others.
func (p *Plan) clash(r row.Row) *row.Problem {
	c, ok := p.clashes[r.Number]
	if !ok {
		return &row.Problem{Code: row.RowMalformed, Message: "the row was changed while the file was being imported; run again"}
	}
	if c.code == row.ReferrerCycle {
		return p.ring(r, c)
	}
	column := p.Column(c.field)
	if c.code == row.ReferrerAmbiguous {
		return &row.Problem{Code: c.code, Column: column, Message: column + " " + p.undecided(r, c)}
	}
	return &row.Problem{Code: c.code, Column: column, Message: fmt.Sprintf(
		"%s stands in line %d already; remove this row or correct it", column, p.Line(c.other))}
}

// ring says that a row is its own referring partner, or that of somebody above
// it.
func (p *Plan) ring(r row.Row, c clash) *row.Problem {
	column := p.Column(row.ReferrerField(r.Record.Referring()))
	if int(c.other) == r.Number {
		return &row.Problem{Code: c.code, Column: column, Message: column + " names the row itself; empty it or name another partner"}
	}
	return &row.Problem{Code: c.code, Column: column, Message: fmt.Sprintf(
		"the referring partners form a ring, from here to line %d and back; empty one of them", p.Line(c.other))}
}

func countTrue(all []bool) (n int) {
	for _, is := range all {
		if is {
			n++
		}
	}
	return n
}
