package lifecycle

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// recollect is the result of a row that an earlier run ended. It is created if
// that was a run of the same file, which this one continues.
func (j *Job) recollect(e journal.Entry) row.Result {
	if j.doubts(e) {
		return j.told(e)
	}
	r := j.recorded(j.result(row.Status(e.Status)), e)
	r.Problem = row.Problem{Code: row.Code(e.Code), Column: e.Field, Message: e.Message}
	if r.Status != row.Failed && !e.Resumed {
		r.Status = row.Exists
		if isMine(e) && r.Problem.Code != row.ExistsDifferent {
			r.Status = row.Created
		}
	}
	if !r.Status.Good() && !isOurs(e) {
		return r
	}
	return j.compared(r, e)
}

// compared says of a partner that is there what differs from what the row asks
// for now.
func (j *Job) compared(r row.Result, e journal.Entry) row.Result {
	isAlone, isWhole := isAlone(e), e.Content == j.ask.whole
	switch {
	case isAlone && e.Content == j.ask.alone:
		r.Problem = j.stillLacking(r.Problem, e.Resumed)
	case isAlone && j.ask.partner.Referrer != nil && !isWhole:
		r.Status, r.Problem = row.Exists, importedOtherwise(" and without a referring partner")
	case !isWhole && j.ask.invite:
		r.Status, r.Problem = row.Exists, invitedOtherwise()
	case !isWhole:
		r.Status, r.Problem = row.Exists, importedOtherwise("")
	}
	return r
}

// told is the result of a row that an earlier run left in doubt, as that one
// told it if it came to that.
func (j *Job) told(e journal.Entry) row.Result {
	var r row.Result
	switch {
	case e.Status == journal.Claimed:
		r = j.unproven("")
	case j.doubts(e):
		r = j.unsure("whether it has what the row gives is not known", "")
	default:
		r = j.unsure("whether this import created it is not known", "")
	}
	if e.Doubt != "" && (e.Status == journal.Claimed || j.doubts(e)) {
		r.Problem.Message = e.Doubt
	}
	return j.recorded(r, e)
}

// recorded puts into a result what the journal recorded of the partner.
func (j *Job) recorded(r row.Result, e journal.Entry) row.Result {
	r.Attempts = e.Attempts
	r.ID, r.Key, r.Link, r.CreatedAt = e.PartnerID, e.Key, e.Link, e.Created
	return r
}
