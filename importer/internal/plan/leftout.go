package plan

import (
	"fmt"
	"maps"
	"slices"

	"partner-import/importer/source"
)

// This file is about rows that are left out on purpose. They are no rows of the
// import: no row waits for one of them, and none is a duplicate of one.

// LeftOutRows is how many rows are left out on purpose.
func (p *Plan) LeftOutRows() int { return p.leftOut }

// Absent is where the row of the referring partner starts, if that row is left out on
// purpose, else 0. The partner must exist already.
func (p *Plan) Absent(row int) int {
	if parent := p.absent[uint32(row)]; parent > 0 {
		return p.Line(parent)
	}
	return 0
}

// meetLeftOut notes that the row of a referring partner is left out.
func (p *Plan) meetLeftOut(row, parent uint32) {
	if p.fates[row-1] != meant {
		return
	}
	if p.absent == nil {
		p.absent = map[uint32]uint32{}
	}
	p.absent[row] = parent
}

// Undecided is an error if somebody must choose rows before any is sent.
func (p *Plan) Undecided() error {
	if p.unsettled == nil {
		return nil
	}
	return p.unsettled
}

// choose adds the warnings about the choice of rows, and finds out whether one is
// needed. What rows are worth choosing by comes first.
func (p *Plan) choose(s *source.Source, tally *source.Tally) {
	var standing []string
	standing, p.unsettled = s.Standing(tally, p.Invite)
	p.Warnings = slices.Concat(standing, s.Derived(tally), p.Warnings, s.Unmet())
	switch n := len(p.absent); n {
	case 0:
	case 1:
		p.Warnings = append(p.Warnings, fmt.Sprintf(sayAbsentOnce, p.firstAbsent()))
	default:
		p.Warnings = append(p.Warnings, fmt.Sprintf(sayAbsent, n, p.firstAbsent()))
	}
	if p.leftOut > 0 && p.leftOut+p.wrong == p.Rows() {
		p.Warnings = append(p.Warnings, sayNoneLeft)
	}
}

// firstAbsent is the line of the first row whose referring partner is left out.
func (p *Plan) firstAbsent() int {
	return p.Line(slices.Min(slices.Collect(maps.Keys(p.absent))))
}
