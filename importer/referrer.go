package importer

import "fmt"

// A column like "referred by" does not say whether it holds ids or keys. Both
// may look the same, and a partner of one's id may be another one's key, so
// nothing is guessed from how a value looks: it stands for the one that a row
// of this file has. Whoever is not in this file must be named by a column that
// says what it holds.

// settleReferrer finds out what such a cell holds, and returns the row that it
// refers to. Without an answer the row is invalid.
func (p *plan) settleReferrer(index *index, ref reference) (parent uint32) {
	id, key := index.tables[byID].row(ref.digest()), index.tables[byKey].row(ref.digest())
	row := int(ref.row)
	switch {
	case id > 0 && (key == 0 || key == id):
		p.referrers[row] = "referring_partner_id"
	case key > 0 && id == 0:
		p.referrers[row] = "referring_partner_key"
	default:
		p.refuse(row, clash{ReferrerAmbiguous, referrerColumn, key})
		return 0
	}
	parent = max(id, key)
	if parent == ref.row {
		p.refuse(row, clash{ReferrerCycle, referrerColumn, ref.row})
	}
	return parent
}

// settle moves what the column holds to the field that it stands for.
func (p *plan) settle(row Row) {
	r := row.Record
	if field := p.referrers[row.Number]; field != "" && r.Referrer != "" && r.referrer() == nil {
		*r.cell(field), r.Referrer = r.Referrer, ""
	}
}

// undecided says why a cell could not be settled.
func (p *plan) undecided(row Row, c clash) string {
	const advice = `call the column "referring_partner_id" or "referring_partner_key"`
	if c.other > 0 {
		return fmt.Sprintf("%s is the id of one row and the key of another, in line %d; %s", quote(row.Record.Referrer), p.line(c.other), advice)
	}
	return fmt.Sprintf("%s is no e-mail address, and no row of this file has it as its id or key; %s", quote(row.Record.Referrer), advice)
}
