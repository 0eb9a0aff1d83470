// Package plan compares all rows with each other before the first one is sent. It
// finds rows that contradict others, and the row of each referring partner. It
// keeps a few numbers for each row, and no text.
package plan

import (
	"context"
	"slices"

	"partner-import/importer/internal/check"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A Plan is what the first pass over the file finds out: how many rows there are,
// which of them contradict others, and which row waits for which.
type Plan struct {
	check.Rules
	lines   []uint32      // where each row starts; row 1 is lines[0]
	fates   []fate        // by row, as the lines
	wrong   int           // how many are invalid, once all rows were read
	leftOut int           // how many are left out on purpose
	clashes map[int]clash // rows that are only wrong because of another one
	parents family        // for each row, the row of its referring partner, if it is in this file

	cased      []casedKey  // until they are compared
	references []reference // until they are resolved
	late       []int       // rows that are invalid because of a row below them

	referrers []unique          // by row: what a column like "referred by" means, see settle; nil without one
	absent    map[uint32]uint32 // row → the row of its referring partner, if that one is left out

	strangers  int  // valid rows where it names a partner who is not in the file
	stranger   int  // the first of them
	ignoresIDs bool // a column with ids may be among those that are not imported
	resolved   int  // rows whose referring partner is in the file
	unknown    int  // valid rows with an id that no row has
	first      int  // the first of them

	unsettled *source.UndecidedError // nil if nobody must decide
	Warnings  []string               // about cells, one for each kind

	index *index // until it is released

	cut cutLine
}

// A fate is what the plan does with a row.
type fate uint8

const (
	meant   fate = iota // it is sent, unless the row of its referring partner keeps it back
	invalid             // it has a problem
	leftOut             // nobody asked for it
)

// A Visitor is told about each row when it is read, with the verdict so far. Other
// rows may change that verdict later: see [Plan.LateRows].
type Visitor func(r row.Row, problem *row.Problem) error

// judged is what is found out about the single rows of a batch.
type judged struct {
	marks    []marks
	tally    source.Tally
	warnings check.Warnings
}

// Options say what the rows of a plan are.
type Options struct {
	Invite   bool         // invitations
	Examples bool         // the template's example rows are allowed: for the sandbox
	Call     option.Namer // how messages call options
}

// Make reads the whole file once. The visitor may be nil.
func Make(ctx context.Context, s *source.Source, o Options, visit Visitor) (*Plan, error) {
	rules := check.Rules{Column: s.Header().Name, Invite: o.Invite, Examples: o.Examples, Call: o.Call}
	p := &Plan{Rules: rules, clashes: map[int]clash{}, cut: cutLine{watched: s.MayBeCut()}}
	index, found, tally := newIndex(), check.Warnings{}, source.Tally{}
	batches := source.Ahead(s, func(rows []source.Parsed, j *judged) { judge(p.Rules, rows, index, j); s.Count(&j.tally, rows) })
	defer batches.Close()
	for batches.Next() {
		rows, j := batches.Batch()
		if len(p.lines) == 0 {
			p.reserve(index, s.EstimateRows(), j.marks)
		}
		index.touch(j.marks)
		found.Merge(&j.warnings)
		tally.Merge(&j.tally)
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
	p.ignoresIDs = s.Header().IgnoresIDs()
	p.finish(index, &found)
	p.choose(s, &tally)
	return p, nil
}

// reserve makes room for about so many rows. A slice that grows is there twice
// meanwhile.
func (p *Plan) reserve(index *index, rows int, first []marks) {
	index.reserve(rows, first)
	p.lines, p.fates = make([]uint32, 0, rows+rows/64), make([]fate, 0, rows+rows/64)
}

// judge checks each row by itself.
func judge(u check.Rules, rows []source.Parsed, index *index, j *judged) {
	*j = judged{marks: slices.Grow(j.marks[:0], len(rows))[:len(rows)]}
	for i := range rows {
		r := &rows[i]
		if r.Record == nil {
			j.marks[i] = marks{}
			continue
		}
		j.marks[i] = index.marks(r.Record)
		if r.LeftOut != "" {
			j.marks[i].refers = false
			continue
		}
		j.warnings.Examine(r.Line, r.Record, r.Found, r.Plain)
		if r.Problem == nil {
			r.Problem = u.Row(r.Record, r.Found...)
		}
		if r.Problem == nil {
			j.warnings.Valid(r.Line, r.Record, r.Plain, u.Examples)
		}
	}
}

// enterAll enters the rows of a batch, and shows each of them to the visitor.
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

// finish finds out what takes all rows to know.
func (p *Plan) finish(index *index, found *check.Warnings) {
	p.index = index
	p.resolve(index)
	p.findCycles()
	if p.cut.is(p.Rows()) {
		p.refuse(p.Rows(), clash{code: row.RowMalformed, other: uint32(p.Rows())})
	}
	p.wrong, p.leftOut = count(p.fates, invalid), count(p.fates, leftOut)
	p.Warnings = found.Sentences(p.Column)
	if p.strangers == 0 && p.resolved == 0 && p.ignoresIDs {
		p.strangers, p.stranger = p.unknown, p.first // none of these ids is one of the file
	}
	if p.strangers > 0 {
		p.Warnings = append(p.Warnings, p.ofStrangers())
	}
	p.tellCased(index)
	if p.Rows() == 0 {
		p.Warnings = append(p.Warnings, sayNoRows)
	}
}

// enter notes the row, puts it into the index, and returns what is wrong with
// it so far.
func (p *Plan) enter(index *index, r row.Row, m *marks) *row.Problem {
	problem := r.Problem
	p.lines = append(p.lines, uint32(r.Line))
	p.fates = append(p.fates, fateOf(r))
	if r.Record == nil {
		return problem
	}
	p.cut.see(r)
	if p.collides(index, r, m) && p.fates[r.Number-1] == meant {
		p.fates[r.Number-1] = invalid
		problem = p.clash(r)
	}
	if m.cased && p.fates[r.Number-1] == meant {
		p.cased = append(p.cased, casedKey{uint32(r.Number), m.lower})
	}
	if m.refers {
		p.references = append(p.references, m.reference(r.Number))
	}
	return problem
}

func fateOf(r row.Row) fate {
	switch {
	case r.LeftOut != "":
		return leftOut
	case r.Problem != nil:
		return invalid
	}
	return meant
}

// collides enters the row into the index, and reports whether a valid row already
// has one of its values. A row that is invalid or left out is entered too, so that
// rows which refer to it find it. A valid row takes its place.
func (p *Plan) collides(index *index, r row.Row, m *marks) bool {
	var entries [uniques]*uint32
	aside := fateOf(r) != meant
	for u, given := range m.given {
		if !given {
			continue
		}
		first := index.tables[u].Entry(m.values[u])
		if *first > 0 && p.fates[*first-1] == meant && !aside {
			p.clashes[r.Number] = clash{unique(u).code(), unique(u).field(), *first}
			aside = true
		}
		entries[u] = first
	}
	for _, first := range entries {
		if first != nil && (*first == 0 || p.fates[*first-1] != meant && !aside || p.fates[*first-1] == leftOut && r.LeftOut == "") {
			*first = uint32(r.Number)
		}
	}
	return aside
}

// Rows is how many data rows the file has.
func (p *Plan) Rows() int { return len(p.lines) }

// WrongRows is how many rows have a problem.
func (p *Plan) WrongRows() int { return p.wrong }

// IsInvalid reports whether a row is not sent: it has a problem, or is left out.
func (p *Plan) IsInvalid(row int) bool { return p.fates[row-1] != meant }

// Parent is the row of the referring partner, 0 if it is not in this file.
func (p *Plan) Parent(row int) int { return p.parents.parent(row) }

// Relates reports whether any row refers to another one.
func (p *Plan) Relates() bool { return p.parents != nil }

// LateRows are the rows that are invalid because of a row below them.
func (p *Plan) LateRows() []int { return p.late }

// Remarks are what a person should know about the cells, one for each kind.
func (p *Plan) Remarks() []string { return p.Warnings }

// Line is where a row starts.
func (p *Plan) Line(row uint32) int { return int(p.lines[row-1]) }

// Problem returns what is wrong with a row, by itself or because of others. It
// also settles how the row's record names the referring partner.
func (p *Plan) Problem(row row.Row) *row.Problem {
	if row.Problem != nil {
		return row.Problem
	}
	p.settle(row)
	if p.fates[row.Number-1] != invalid {
		return nil
	}
	if problem := p.Row(row.Record); problem != nil {
		return problem
	}
	return p.clash(row)
}

func count(all []fate, of fate) (n int) {
	for _, is := range all {
		if is == of {
			n++
		}
	}
	return n
}
