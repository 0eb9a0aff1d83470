package plan

// Orphans counts the valid rows below an invalid one: its children, and theirs.
// Their referring partners will not be created. Rows that are not wanted are not
// counted, and what is above them is no obstacle for the rows below them.
func (p *Plan) Orphans(wanted func(row int) bool) (n int) {
	if p.parents == nil || p.wrong == 0 {
		return 0
	}
	verdicts := make([]lineage, p.Rows()+1)
	for row := 1; row <= p.Rows(); row++ {
		if !p.IsInvalid(row) && wanted(row) && p.lineage(row, verdicts, wanted) == orphaned {
			n++
		}
	}
	return n
}

// A lineage is what is above a row.
type lineage uint8

const (
	unseen   lineage = iota
	sound            // valid rows, or partners that are no rows of the file
	orphaned         // an invalid row
)

// lineage walks up to the first row whose lineage is known, and notes it for all
// rows on the way.
func (p *Plan) lineage(row int, known []lineage, wanted func(row int) bool) lineage {
	found, top := sound, row
	for ; top != 0; top = p.Parent(top) {
		if p.IsInvalid(top) {
			found = orphaned
			break
		}
		if known[top] != unseen || !wanted(top) {
			found = max(known[top], sound)
			break
		}
	}
	for ; row != top; row = p.Parent(row) {
		known[row] = found
	}
	return found
}
