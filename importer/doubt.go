package importer

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// This file is what the journal says of rows of which a run could not find out
// what became of them, so that a report made of it tells what that run told.
//
// A create is claimed before it is sent, see admit.go. A row whose partner the
// journal knows is not claimed again to be changed: what is known of it stands.
// But beside that is noted, before the change is sent, that it may be under way:
// a run that is killed then leaves neither the old nor the new as certain.

// announce has a change be noted in the journal before it may be sent.
func (s *sender) announce(j *job) {
	j.noted = true
	s.keep.next.claims = append(s.keep.next.claims, j)
}

// begun is the entry of a row whose change is about to be sent.
func (j *job) begun() *journal.Entry {
	e := j.entry // which keeps what was known before: the change may not be sent
	setPartner(&e, j.unknown())
	e.InDoubt, e.Doubt, e.Asked = true, "", [16]byte{} // nothing was said of it yet
	return &e
}

// setPartner puts into an entry who the partner is.
func setPartner(e *journal.Entry, r row.Result) {
	e.Attempts = r.Attempts
	e.PartnerID, e.Key, e.Link, e.Created = r.ID, r.Key, r.Link, r.CreatedAt
}

// noteDoubt puts into the job's entry what the run could not find out, or what
// was in doubt before if nothing was done. A lookup in vain leaves only what the
// row asks for in doubt; a change that may be under way, all.
func (j *job) noteDoubt(r row.Result) {
	e := &j.entry
	setPartner(e, r)
	if r.Recalled {
		return
	}
	changing := j.put || e.InDoubt && e.Asked == [16]byte{}
	e.InDoubt, e.Doubt, e.Asked = true, r.Problem.Message, j.whole
	if changing {
		e.Asked = [16]byte{}
	}
}

// doubts reports whether what the journal says of the row's partner is in doubt
// for the row.
func (j *job) doubts(e journal.Entry) bool {
	return e.InDoubt && (e.Asked == [16]byte{} || e.Asked == j.whole)
}

// stillUnknown is the result of a row that an earlier run left in doubt, as that
// one told it if it came to that.
func (j *job) stillUnknown(e journal.Entry) *row.Result {
	r := j.unknown()
	switch {
	case e.Status == journal.Claimed:
	case j.doubts(e):
		r = j.unsure("whether it has what the row gives is not known")
		r.Recalled = true
	default:
		r = j.unsure("whether this import created it is not known")
		r.Recalled = true
	}
	r.Attempts = e.Attempts
	r.ID, r.Key, r.Link, r.CreatedAt = e.PartnerID, e.Key, e.Link, e.Created
	if e.Doubt != "" && (e.Status == journal.Claimed || j.doubts(e)) {
		r.Problem.Message = e.Doubt
	}
	return &r
}

// unsure: the partner is there, and that is not all that is to be known.
func (j *job) unsure(what string) row.Result {
	return j.ended(row.Unknown, row.OutcomeUnknown, "", "the partner is there, and %s%s; run the same command again to find out", what, j.lastSaid())
}
