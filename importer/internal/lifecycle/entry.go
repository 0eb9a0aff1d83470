package lifecycle

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// Entry is the job's entry with what a write needs, for the journal. The result
// counts if the row ends. The entry belongs to the job, and the journal sets its
// ID, so the job must not be touched until the entry is written.
func (r Rules) Entry(j *Job, w Write, result row.Result) *journal.Entry {
	e := &j.entry
	switch w {
	case ClaimRow:
		e.Since, e.Content = j.claim.since, j.claim.content
	case AnnounceChange:
		setPartner(e, j.unknown())
		e.InDoubt, e.Doubt, e.Asked = true, "", [16]byte{} // nothing was said about it yet
	case Doubt:
		setPartner(e, result)
		e.InDoubt, e.Doubt, e.Asked = true, result.Problem.Message, j.asked()
	case Withdraw:
		setPartner(e, result)
		m := &j.memory.Entry
		e.InDoubt, e.Doubt, e.Asked = m.InDoubt, m.Doubt, m.Asked
	case Outcome:
		j.note(result, r.policy())
	}
	return e
}

// setPartner puts the partner into an entry.
func setPartner(e *journal.Entry, r row.Result) {
	e.Attempts = r.Attempts
	e.PartnerID, e.Key, e.Link, e.Created = r.ID, r.Key, r.Link, r.CreatedAt
}

// asked is the content that is in doubt. After a lookup in vain, only what the row
// asks for is in doubt. If a change may be under way, every content is in doubt:
// the zero content.
func (j *Job) asked() [16]byte {
	if j.budget.puts > 0 || j.memory.IsInDoubt() {
		return [16]byte{}
	}
	return j.ask.whole
}

// note puts the result into the job's entry.
func (j *Job) note(r row.Result, policy string) {
	e := &j.entry
	setPartner(e, r)
	e.Status = string(r.Status)
	e.Code, e.Field, e.Message = string(r.Problem.Code), r.Problem.Column, r.Problem.Message
	e.Ours, e.Policy = j.isOurs() || r.Status == row.Created, policy
	e.Maker, e.Made = j.maker()
	if e.Updated = j.memory.Entry.Updated; r.Status == row.Updated {
		e.Updated = r.UpdatedAt
	}
	switch {
	case r.Status == row.Created:
		e.Maker, e.Made = journal.ThisRun, [16]byte{}
	case r.Status == row.Updated && e.Made != [16]byte{}:
		e.Maker, e.Made = 0, [16]byte{} // there is nothing left to compare
	}
	e.Content = j.ask.whole
	if r.Status.Good() && r.Problem.Code == row.ReferrerFailed {
		e.Content = j.ask.alone
	}
}
