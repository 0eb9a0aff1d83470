package plan

import (
	"fmt"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// A column like "referred by" does not say whether it holds ids or keys. Both
// may look the same, and a partner of one's id may be another one's key, so
// nothing is guessed from how a value looks: it stands for the one that a row
// of this file has. Whoever is not in this file is asked for, see
// internal/lifecycle.

// nameTheColumn is what to do where two partners are meant.
const nameTheColumn = `call the column "referring_partner_id" or "referring_partner_key"`

// settleReferrer finds out what such a cell holds, and returns the row that it
// refers to, 0 if that is none of the file. If it is two, the row is invalid.
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

// meetStranger counts the rows whose referring partners the account must tell.
func (p *Plan) meetStranger(row int) {
	if p.invalid[row-1] {
		return
	}
	if p.strangers++; p.strangers == 1 {
		p.stranger = row
	}
}

// ofStrangers says once that there are such rows.
func (p *Plan) ofStrangers() string {
	return fmt.Sprintf("%s whose referring partner is no row of this file, and named by an id or a key (first in line %d): an import asks the account whose it is",
		cell.Count(p.strangers, "row"), p.Line(uint32(p.stranger)))
}

// standsFor notes that such a cell holds an id or a key: a byte for each row.
func (p *Plan) standsFor(row int, by unique) {
	if p.referrers == nil {
		p.referrers = make([]unique, p.Rows()+1)
	}
	p.referrers[row] = by
}

// settle moves what the column holds to the field that it stands for.
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

// undecided says why a cell could not be settled.
func (p *Plan) undecided(row row.Row, c clash) string {
	return fmt.Sprintf("%s is the id of one row and the key of another, in line %d; %s", cell.Quote(row.Record.Referrer), p.Line(c.other), nameTheColumn)
}
