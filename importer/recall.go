package importer

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// This file is what the journal of earlier runs says of a row.

// recall looks up what earlier runs did with the row. If that settles it, the
// result is returned.
func (k *keeper) recall(j *job) *row.Result {
	if k.journal == nil {
		return nil
	}
	entry, ok, err := k.journal.Find(j.entry.Email)
	switch {
	case err != nil:
		return k.unreadable(j, err)
	case j.invite && (!ok || row.Status(entry.Status) == row.Failed):
		if r := k.recallPartner(j); r != nil {
			return r
		}
	}
	if !ok {
		return nil
	}
	j.takeAs(entry)
	j.entry.ID, j.ours = entry.ID, createdByUs(entry)
	switch {
	case entry.Status == journal.Claimed, isOpen(entry):
		return k.inherit(j, entry)
	case row.Status(entry.Status) == row.Failed && !j.ours:
		return nil
	}
	r := j.recalled(entry)
	if k.settles(j, entry) {
		return &r
	}
	// The partner is known, so that the row begins with a lookup, which needs no
	// claim. What the journal says stands until then.
	j.before, j.step, j.earlier = &r, find, entry.Attempts
	j.stood, j.mine, j.lone = true, isMine(entry), j.isOrphan(entry) && j.request.Referrer != nil
	j.maker, j.made = entry.Maker, entry.Made
	j.entry.InDoubt, j.entry.Doubt, j.entry.Asked = entry.InDoubt, entry.Doubt, entry.Asked
	return nil
}

// settles reports whether the row needs no more than what the journal says of
// it.
func (k *keeper) settles(j *job, e journal.Entry) bool {
	status := row.Status(e.Status)
	switch {
	case status == row.Failed, j.doubts(e):
		return false
	case k.options.Existing == FailExisting:
		return status != row.Exists || j.ours
	case k.options.Existing != UpdateExisting:
		return true
	case !j.isSame(e):
		return false
	case k.options.UpdatePasswords && j.request.Password != "" && !e.Resumed:
		return false // the file was edited, and no journal holds what the password was
	}
	return status == row.Created || e.Policy == k.options.policy()
}

// createdByUs reports whether one of the journal's runs created the partner.
func createdByUs(e journal.Entry) bool { return e.Ours || row.Status(e.Status) == row.Created }

// unreadable: what earlier runs did with the row cannot be found out. The
// others get their lines all the same.
func (k *keeper) unreadable(j *job, err error) *row.Result {
	k.unread = err
	r := j.unknown()
	return &r
}

// inherit takes over the claim of a run that ended without knowing what became
// of it. Of an invitation no lookup tells.
func (k *keeper) inherit(j *job, e journal.Entry) *row.Result {
	j.told = j.stillUnknown(e)
	if j.invite && !k.options.ResendUnknown {
		return j.told
	}
	j.inherit(e, k.began)
	return nil
}

// isMine reports whether a run of the same input created the partner.
func isMine(e journal.Entry) bool { return e.Mine && e.Made == [16]byte{} }

// isOpen reports whether a run of the same input may have created the partner,
// of which a run of another one has found no more than that he is there.
func isOpen(e journal.Entry) bool {
	return e.Mine && e.Made != [16]byte{} && !e.Resumed && e.Status != journal.Claimed
}

// recalled is the result of a row that an earlier run ended. It is created if
// that was a run of the same file, which this one continues.
func (j *job) recalled(e journal.Entry) row.Result {
	if j.doubts(e) {
		return *j.stillUnknown(e)
	}
	r := j.result(row.Status(e.Status))
	r.Attempts, r.Recalled = e.Attempts, true
	r.ID, r.Key, r.Link, r.CreatedAt = e.PartnerID, e.Key, e.Link, e.Created
	r.Problem = row.Problem{Code: row.Code(e.Code), Column: e.Field, Message: e.Message}
	if r.Status != row.Failed && !e.Resumed {
		r.Status = row.Exists
		if isMine(e) && r.Problem.Code != row.ExistsDifferent {
			r.Status = row.Created
		}
	}
	if !r.Status.Good() && !createdByUs(e) {
		return r
	}
	switch orphan := j.isOrphan(e); {
	case orphan && e.Content == j.alone:
		r.Problem = j.stillLacking(r.Problem, e.Resumed)
	case orphan && j.request.Referrer != nil && e.Content != j.whole:
		r.Status, r.Problem = row.Exists, importedOtherwise(" and without a referring partner")
	case e.Content != j.whole && j.invite:
		r.Status, r.Problem = row.Exists, row.Problem{Code: row.ExistsDifferent, Message: "was invited before under another name, and nothing was sent"}
	case e.Content != j.whole:
		r.Status, r.Problem = row.Exists, importedOtherwise("")
	}
	return r
}

// rebuilt is the result of a row as the journal tells it, without asking the
// API, if it tells one.
func (k *keeper) rebuilt(j *job) *row.Result {
	entry, ok, err := k.journal.Find(j.entry.Email)
	if err == nil && !ok && !j.invite { // else the row may have been invited
		entry, j.invite, err = k.journal.Find(invitationOf(j.entry.Email))
		ok = j.invite
	} else if err == nil && !ok {
		return k.recallPartner(j)
	}
	j.takeAs(entry)
	switch {
	case err != nil:
		return k.unreadable(j, err)
	case !ok, row.Status(entry.Status) == row.Failed && entry.Content != j.whole && !entry.Ours:
		return nil // never sent, or mended since
	}
	if entry.Status == journal.Claimed || isOpen(entry) {
		return j.stillUnknown(entry)
	}
	r := j.recalled(entry)
	return &r
}
