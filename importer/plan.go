package importer

import (
	"context"
	"fmt"
)

// A plan is what the first pass over the file finds out: how many rows there
// are, which of them contradict others, and who must wait for whom. It keeps a
// few numbers for each row, and no text.
type plan struct {
	header  Header
	lines   []uint32       // where each row starts; row 1 is lines[0]
	invalid []bool         // rows that are not sent
	clashes map[int]clash  // rows that are wrong only beside another one
	parents map[int]uint32 // the row of the referring partner, where it is one of this file

	referrers map[int]string // the field that a column like "referred by" stands for, by row
	warnings  []string       // about cells, one for each kind
}

// A clash is a problem of a row with another row.
type clash struct {
	code  Code
	field string
	other uint32
}

// makePlan reads the whole file once.
func makePlan(ctx context.Context, s *Source) (*plan, error) {
	p := &plan{header: s.header, clashes: map[int]clash{}, parents: map[int]uint32{}, referrers: map[int]string{}}
	var found warnings
	index := newIndex()
	var references []reference
	rows := s.ahead(nil)
	defer rows.close()
	for rows.Next() {
		row := rows.Row()
		p.lines = append(p.lines, uint32(row.Line))
		p.invalid = append(p.invalid, p.enter(index, row))
		if row.Record != nil {
			found.examine(row.Line, rows.row.found, row.Record)
			if ref, ok := index.reference(uint32(row.Number), row.Record); ok {
				references = append(references, ref)
			}
		}
		if row.Number%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	p.resolve(index, references)
	p.findCycles()
	p.warnings = found.sentences(p.header)
	if p.rows() == 0 {
		p.warnings = append(p.warnings, "the header is fine, but there are no rows below it")
	}
	return p, nil
}

// enter puts the row into the index and reports whether it is invalid.
func (p *plan) enter(index *index, row Row) (invalid bool) {
	if row.Record == nil {
		return true
	}
	uniques := index.uniques(row.Record)
	invalid = checkRecord(row.Record, p.header) != nil
	var firsts [3]uint32
	for i, u := range uniques {
		firsts[i] = u.rows[u.digest]
		if first := firsts[i]; first > 0 && !p.invalid[first-1] && !invalid {
			p.clashes[row.Number] = clash{u.code, u.field, first}
			invalid = true
		}
	}
	// An invalid row is entered as well, so that those who refer to it are
	// told about; it gives way to a valid one.
	for i, u := range uniques {
		if firsts[i] == 0 || p.invalid[firsts[i]-1] && !invalid {
			u.rows[u.digest] = uint32(row.Number)
		}
	}
	return invalid
}

func (p *plan) resolve(index *index, references []reference) {
	for _, ref := range references {
		if ref.rows == nil {
			ref.rows = p.settleReferrer(index, ref)
		}
		if parent := ref.rows[ref.digest]; parent > 0 && parent != ref.row {
			p.parents[int(ref.row)] = parent
		}
	}
}

// findCycles marks the rows that refer to one another in a ring. Each row has
// at most one parent, so a walk upwards either ends or meets itself.
func (p *plan) findCycles() {
	walk := make(map[int]int, len(p.parents)) // row → the walk that came by
	for start := range p.parents {
		row := start
		for walk[row] == 0 && p.parents[row] != 0 {
			walk[row] = start
			row = int(p.parents[row])
		}
		if walk[row] != start {
			continue
		}
		for p.clashes[row].code != ReferrerCycle {
			p.clashes[row] = clash{ReferrerCycle, "", p.parents[row]}
			p.invalid[row-1] = true
			row = int(p.parents[row])
		}
	}
}

func (p *plan) rows() int { return len(p.lines) }

func (p *plan) line(row uint32) int { return int(p.lines[row-1]) }

// problem returns what is wrong with a row, by itself or beside others, and
// settles how its record names the referring partner.
func (p *plan) problem(row Row) *Problem {
	if row.Problem != nil {
		return row.Problem
	}
	p.settle(row)
	if !p.invalid[row.Number-1] {
		return nil
	}
	if problem := checkRecord(row.Record, p.header); problem != nil {
		return problem
	}
	c, ok := p.clashes[row.Number]
	if !ok {
		return &Problem{Code: RowMalformed, Message: "the row was changed while the file was being imported; run again"}
	}
	if c.code == ReferrerCycle {
		return &Problem{Code: c.code, Column: p.header.name(referrerField(row.Record.referrer())), Message: fmt.Sprintf(
			"the referring partners form a ring, from here to line %d and back; empty one of them", p.line(c.other))}
	}
	column := p.header.name(c.field)
	if c.code == ReferrerAmbiguous {
		return &Problem{Code: c.code, Column: column, Message: column + " " + p.undecided(row, c)}
	}
	return &Problem{Code: c.code, Column: column, Message: fmt.Sprintf(
		"%s stands in line %d already; remove this row or correct it", column, p.line(c.other))}
}

func (p *plan) preview() Preview {
	v := Preview{Rows: p.rows(), Warnings: p.warnings}
	for _, invalid := range p.invalid {
		if invalid {
			v.Invalid++
		}
	}
	return v
}
