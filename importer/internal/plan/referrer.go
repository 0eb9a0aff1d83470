package plan

import "partner-import/importer/row"

// A column like "referred by" does not say whether it holds ids or keys. Both may
// look the same, and the id of one partner may be the key of another. So nothing
// is guessed from how a value looks. It means the id or the key that a row of
// this file has. For partners who are not in this file, Partnero is asked, see
// internal/lifecycle.

// settleReferrer finds out what such a cell holds, and returns the row that it
// refers to, 0 if that is not in the file. If there are two, the row is invalid.
func (p *Plan) settleReferrer(index *index, ref reference) (parent uint32) {
	id, key := index.tables[byID].Row(ref.digest()), index.tables[byKey].Row(ref.digest())
	r := int(ref.row)
	switch {
	case id > 0 && (key == 0 || key == id):
		p.standsFor(r, byID)
	case key > 0 && id == 0:
		p.standsFor(r, byKey)
	case id == 0:
		p.meetStranger(r)
		return 0
	default:
		p.refuse(r, clash{row.ReferrerAmbiguous, row.ReferrerColumn, key})
		return 0
	}
	parent = max(id, key)
	if parent == ref.row {
		p.refuse(r, clash{row.ReferrerCycle, row.ReferrerColumn, ref.row})
	}
	return parent
}

// meetStranger counts the rows with a referring partner who is not in the file.
func (p *Plan) meetStranger(row int) {
	if p.fates[row-1] != meant {
		return
	}
	if p.strangers++; p.strangers == 1 {
		p.stranger = row
	}
}

// meetUnknown counts the rows with an id that no row of the file has.
func (p *Plan) meetUnknown(ref reference) {
	if ref.by != byID || p.fates[ref.row-1] != meant {
		return
	}
	if p.unknown++; p.unknown == 1 {
		p.first = int(ref.row)
	}
}

// standsFor notes that such a cell holds an id or a key. It takes a byte a row.
func (p *Plan) standsFor(row int, by unique) {
	if p.referrers == nil {
		p.referrers = make([]unique, p.Rows()+1)
	}
	p.referrers[row] = by
}

// settle moves the value of the column to the field that it means.
func (p *Plan) settle(row row.Row) {
	r := row.Record
	if row.Number >= len(p.referrers) || r.Referrer == "" || r.Referring() != nil {
		return
	}
	switch p.referrers[row.Number] {
	case byID:
		r.ReferrerID, r.Referrer = r.Referrer, ""
	case byKey:
		r.ReferrerKey, r.Referrer = r.Referrer, ""
	}
}
