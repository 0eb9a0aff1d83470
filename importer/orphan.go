package importer

import (
	"fmt"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// Orphans say what becomes of a row whose referring partner's row was not
// created. The zero value is BlockOrphans.
type Orphans int

const (
	// BlockOrphans does not send it: it is blocked until the row of its
	// referring partner is mended.
	BlockOrphans Orphans = iota
	// CreateOrphans sends it without its referring partner, which the API then
	// never learns, and says so in the report. A row whose referring partner is
	// there, although his own row has failed, is sent with him. Only one whose
	// referring partner may be created by running again is not sent.
	CreateOrphans
)

// An orphan is a row that is sent without its referring partner. That is not
// to be made good by a later run, so it must not be forgotten either, whenever
// a run ends: a claim in the journal has the content of the request that may
// have been sent since, and an outcome that of the partner who came of it, with
// the referring partner or without.

// judgeOrphan is the result of a row whose referring partner's row was not
// created, nil if the row is to be sent. One that an earlier run may have sent
// is to be looked up first, whatever became of the other.
func (s *sender) judgeOrphan(j *job) *row.Result {
	f := s.fateOfParent(j)
	if f == left {
		r := j.tooEarly()
		return &r
	}
	if j.blocks = s.blocking(f); j.blocks != nil && !(j.inDoubt() && s.options.sends()) {
		r := j.unless(j.blocks(j))
		return &r
	}
	j.decide(f == bad && j.blocks == nil)
	return nil
}

// blocking is how a row is blocked whose parent has this fate, nil if it is not.
func (s *sender) blocking(f fate) func(*job) row.Result {
	switch {
	case f == there && s.options.Orphans == BlockOrphans:
		return (*job).blockedByFailed
	case f == late, f == bad && s.options.Orphans == BlockOrphans:
		return (*job).blocked
	}
	return nil
}

// decide settles what the row asks for. A claim that an earlier run left stays
// as it is until it is known to have had no effect.
func (j *job) decide(orphan bool) {
	j.orphan = orphan
	if !j.inDoubt() {
		j.renew()
	}
}

// renew makes the claim one of what the row asks for now.
func (j *job) renew() {
	j.lacks, j.entry.Content = j.orphan, j.wanted()
}

// wanted is the content of the request that creates the partner.
func (j *job) wanted() [16]byte {
	if j.orphan {
		return j.alone
	}
	return j.whole
}

// post is that request.
func (j *job) post() client.NewPartner {
	p := j.request
	if j.orphan {
		p.Referrer = nil
	}
	return p
}

// inherit takes over the claim of a run that ended without knowing what became
// of it: the partner may exist, so it is looked up first.
func (j *job) inherit(e journal.Entry, began time.Time) {
	asked, own := e.Content, e.Resumed
	j.claimant = e.Run
	if isOpen(e) { // a run of another file came after it
		asked, own = e.Made, true
		j.claimant, j.stood, j.ours = e.Maker, true, false
	}
	j.entry.Since, j.entry.Content = e.Since, asked
	j.lacks = asked == j.alone && asked != j.whole
	j.edited = asked != j.whole && asked != j.alone
	j.foreign = !own || j.edited
	j.claimed = !j.foreign && !j.stood // and need not be claimed again to be sent as it was
	j.doubt = began
	j.step = find
}

// isOrphan reports whether an earlier run created the partner without the
// referring partner.
func (j *job) isOrphan(e journal.Entry) bool {
	return row.Status(e.Status).Good() && row.Code(e.Code) == row.ReferrerFailed
}

// isSame reports whether the partner was asked for as the row does now.
func (j *job) isSame(e journal.Entry) bool {
	return e.Content == j.whole || j.isOrphan(e) && e.Content == j.alone
}

// lacking is what is to be said of a partner whom this import created without
// the referring partner.
func (j *job) lacking() row.Problem {
	if j.parentLine == 0 {
		return j.lackedBefore() // with other columns mapped
	}
	return row.Problem{Code: row.ReferrerFailed, Column: row.ReferrerField(j.request.Referrer), Message: fmt.Sprintf(
		"was created without its referring partner, whose row, in line %d, was not created; set the referring partner in the dashboard", j.parentLine)}
}

// lackedBefore is the same of an import of another file, or of this one before
// it was edited: nothing is known of its lines.
func (j *job) lackedBefore() row.Problem {
	return row.Problem{Code: row.ReferrerFailed, Column: row.ReferrerField(j.request.Referrer),
		Message: "was created by an earlier import without a referring partner; set the referring partner in the dashboard"}
}

// stillLacking is what a later run says of a partner who was created without
// the referring partner: nothing, if the row names none any more.
func (j *job) stillLacking(told row.Problem, sameInput bool) row.Problem {
	switch {
	case j.request.Referrer == nil:
		return row.Problem{}
	case sameInput:
		return told
	}
	return j.lackedBefore()
}
