package importer

import "fmt"

// A column like "referred by" does not say whether it holds ids or keys. Both
// may look the same, and a partner of one's id may be another one's key, so
// nothing is guessed from how a value looks: it stands for the one that a row
// of this file has. Whoever is not in this file must be named by a column that
// says what it holds.

// settleReferrer finds out what such a cell holds, and returns the rows that
// it refers to. Without an answer the row is invalid.
func (p *plan) settleReferrer(index *index, ref reference) map[digest]uint32 {
	byID, byKey := index.ids[ref.digest], index.keys[ref.digest]
	row := int(ref.row)
	switch {
	case byID > 0 && (byKey == 0 || byKey == byID):
		p.referrers[row] = "referring_partner_id"
	case byKey > 0 && byID == 0:
		p.referrers[row] = "referring_partner_key"
	default:
		p.refuseReferrer(row, clash{ReferrerAmbiguous, referrerColumn, byKey})
		return nil
	}
	if max(byID, byKey) == ref.row {
		p.refuseReferrer(row, clash{ReferrerCycle, referrerColumn, ref.row})
	}
	if byID > 0 {
		return index.ids
	}
	return index.keys
}

func (p *plan) refuseReferrer(row int, c clash) {
	if !p.invalid[row-1] {
		p.invalid[row-1] = true
		p.clashes[row] = c
	}
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
