package plan

import "partner-import/importer/row"

// resolve finds the rows of the referring partners.
func (p *Plan) resolve(index *index) {
	for _, ref := range p.references {
		parent := uint32(0)
		if ref.by == byIDOrKey {
			parent = p.settleReferrer(index, ref)
		} else {
			parent = index.tables[ref.by].Row(ref.digest())
		}
		switch {
		case parent == 0:
			p.meetUnknown(ref)
		case parent == ref.row:
			p.refuse(int(ref.row), clash{row.ReferrerCycle, "", ref.row})
		case p.fates[parent-1] == leftOut:
			p.meetLeftOut(ref.row, parent)
		default:
			p.resolved++
			p.parents.adopt(ref.row, parent, p.Rows())
		}
	}
	p.references = nil
}

// findCycles marks the rows that refer to each other in a circle.
func (p *Plan) findCycles() {
	p.parents.rings(func(r int) {
		p.refuse(r, clash{row.ReferrerCycle, "", uint32(p.parents.parent(r))})
	})
}

// refuse makes a row invalid after all rows were read.
func (p *Plan) refuse(row int, c clash) {
	if p.fates[row-1] != meant {
		return
	}
	p.fates[row-1] = invalid
	p.clashes[row] = c
	p.late = append(p.late, row)
}
