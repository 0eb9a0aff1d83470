package lifecycle

import (
	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/memory"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/row"
)

// A Find returns the journal's entry of an identity, as journal.Find does.
type Find func(identity string) (entry journal.Entry, found bool, err error)

// Recover takes over what earlier runs did with the row. The result is nil if the
// row continues. After an error of find, nothing certain is known about it.
func (r Rules) Recover(j *Job, find Find) (*row.Result, error) {
	entry, ok, err := find(j.Identity())
	if err != nil {
		return new(j.unknown()), err
	}
	if j.ask.invite && (!ok || row.Status(entry.Status) == row.Failed) {
		if result, err := r.recoverPartner(j, find); result != nil {
			return result, err
		}
	}
	if !ok {
		return nil, nil
	}
	return r.remember(j, entry), nil
}

// remember begins a row with an entry in the journal.
func (r Rules) remember(j *Job, e journal.Entry) *row.Result {
	j.ask.readAs(e)
	j.memory, j.entry.ID = memory.Of(e), e.ID
	switch j.memory.Kind {
	case memory.Nothing:
		return nil
	case memory.Known:
		if result := j.recollect(e); r.settles(j, e) {
			return &result
		}
		j.phase = Refresh // which needs no claim
		return nil
	}
	if j.ask.invite && !r.Resend { // no lookup tells whether it was sent
		return new(j.told(e))
	}
	j.inherit(e, r.Began)
	j.phase = Verify
	return nil
}

// settles reports whether the row needs nothing more than what the journal says.
func (r Rules) settles(j *Job, e journal.Entry) bool {
	status := row.Status(e.Status)
	switch {
	case status == row.Failed, j.doubts(e), !e.Undone.State.Stands():
		return false
	case r.Existing == Fail:
		return status != row.Exists || memory.IsOurs(e)
	case r.Existing != Update:
		return true
	case !j.isSame(e):
		return false
	case r.Passwords && j.ask.partner.Password != "" && !e.Resumed:
		return false // the file was edited, and no journal has the old password
	}
	return status == row.Created || e.Policy == r.policy()
}

// isSame reports whether the row asked for the same before.
func (j *Job) isSame(e journal.Entry) bool {
	return e.Content == j.ask.whole || memory.IsAlone(e) && e.Content == j.ask.alone
}

// doubts reports whether this row doubts what the journal says about its partner.
func (j *Job) doubts(e journal.Entry) bool {
	return e.InDoubt && (e.Asked == [16]byte{} || e.Asked == j.ask.whole)
}

// recoverPartner is the result of an invitation if earlier runs created or found its
// partner, otherwise nil.
func (r Rules) recoverPartner(j *Job, find Find) (*row.Result, error) {
	entry, ok, err := find(identity.Email(j.ask.partner.Email))
	switch {
	case err != nil:
		return new(j.unknown()), err
	case !ok, row.Status(entry.Status) == row.Failed && !entry.Ours, entry.Undone.State == journal.Deleted:
		return nil, nil
	case entry.Status == journal.Claimed:
		return new(j.verdict().MayBePartner()), nil
	case !entry.Undone.State.Stands():
		return new(j.recollect(entry)), nil
	}
	p := client.Partner{ID: entry.PartnerID, Key: entry.Key, Link: entry.Link, CreatedAt: entry.Created}
	if r.Existing == Fail && !memory.IsOurs(entry) {
		return new(j.verdict().Belongs(p)), nil
	}
	return new(j.verdict().There(row.Exists, p, row.Problem{})), nil
}

// Rebuild is the result of a row by the journal, nil if the journal has none. A row
// that is not an invitation may have been one.
func (r Rules) Rebuild(j *Job, find Find) (*row.Result, error) {
	entry, ok, err := find(j.Identity())
	switch {
	case err != nil:
		return new(j.unknown()), err
	case !ok && j.ask.invite:
		return r.recoverPartner(j, find)
	case !ok:
		if entry, ok, err = find(identity.Entry(j.Email(), true)); err != nil {
			return new(j.unknown()), err
		}
		j.ask.invite = ok
	}
	j.ask.readAs(entry)
	switch {
	case !ok, row.Status(entry.Status) == row.Failed && entry.Content != j.ask.whole && !entry.Ours,
		entry.Undone.State == journal.Deleted:
		return nil, nil // never sent, or fixed since, or gone
	case entry.Status == journal.Claimed, memory.IsContested(entry):
		return new(j.told(entry)), nil
	}
	return new(j.recollect(entry)), nil
}

// recollect is the result of a row that an earlier run ended. The row stays created
// if that was a run of the same file, which this run continues.
func (j *Job) recollect(e journal.Entry) row.Result {
	switch {
	case j.doubts(e):
		return j.told(e)
	case !e.Undone.State.Stands():
		return recorded(j.verdict().Undone(e.Undone.State), e)
	}
	problem := row.Problem{Code: row.Code(e.Code), Column: e.Field, Message: e.Message}
	r := recorded(j.verdict().End(row.Status(e.Status), problem), e)
	r.Earlier = true
	if r.Status != row.Failed && !e.Resumed {
		r.Status = row.Exists
		if memory.IsMine(e) && r.Problem.Code != row.ExistsDifferent {
			r.Status = row.Created
		}
	}
	if !r.Status.Good() && !memory.IsOurs(e) {
		return r
	}
	return j.compared(r, e)
}

// compared says how a partner differs from what the row asks for now.
func (j *Job) compared(r row.Result, e journal.Entry) row.Result {
	lone, refers := memory.IsAlone(e) && e.Content == j.ask.alone, j.ask.partner.Referrer != nil
	switch {
	case lone && !refers: // the row no longer names a referring partner
		r.Problem = row.Problem{}
	case lone && !e.Resumed:
		r.Problem = j.verdict().LackedBefore()
	case lone, e.Content == j.ask.whole:
	case memory.IsAlone(e) && refers:
		r.Status, r.Problem = row.Exists, j.verdict().ImportedAlone()
	case j.ask.invite:
		r.Status, r.Problem = row.Exists, verdict.InvitedOtherwise()
	default:
		r.Status, r.Problem = row.Exists, j.verdict().ImportedOtherwise()
	}
	return r
}

// told is the result of a row that an earlier run left in doubt, in the words of
// that run if it had any.
func (j *Job) told(e journal.Entry) row.Result {
	r := j.verdict().Unattributed()
	switch {
	case e.Status == journal.Claimed:
		r = j.verdict().Unproven(nil)
	case j.doubts(e):
		r = j.verdict().Unsettled(nil)
	}
	if e.Doubt != "" && (e.Status == journal.Claimed || j.doubts(e)) {
		r.Problem.Message = e.Doubt
	}
	return recorded(r, e)
}

// recorded puts into a result what the journal recorded of the partner.
func recorded(r row.Result, e journal.Entry) row.Result {
	r.Attempts = e.Attempts
	r.ID, r.Key, r.Link, r.CreatedAt = e.PartnerID, e.Key, e.Link, e.Created
	return r
}
