package undoing

import (
	"cmp"
	"strings"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// This file has each way in which a partner can end, once.

func (j *Job) email() string { return EmailOf(j.entry) }

// EmailOf is the address of an entry: an invitation has a word before it.
func EmailOf(e journal.Entry) string { return e.Email[strings.LastIndexByte(e.Email, ' ')+1:] }

// Line is the result of an entry with this status and problem.
func Line(number int, e journal.Entry, s row.Status, p row.Problem) row.Result {
	return row.Result{
		Row: number, Status: s, Email: EmailOf(e), ID: idOf(e), Key: e.Key, Link: e.Link, CreatedAt: e.Created, Problem: p,
	}
}

// end ends the partner. The journal then says state, unless it does already.
func (j *Job) end(s row.Status, p row.Problem, state journal.Undoing, at time.Time) errand.Decision {
	r := Line(j.row, j.entry, s, p)
	r.ID, r.Attempts = cmp.Or(j.id, r.ID), j.acts
	d := errand.Decision{Result: &r}
	if j.entry.Undone.State != state || j.trace >= held {
		d.Mark = j.mark(state, at)
	}
	return d
}

func (j *Job) mark(state journal.Undoing, at time.Time) *journal.Mark {
	return &journal.Mark{ID: j.entry.ID, Undone: journal.Undone{State: state, Partner: j.id}, Updated: at}
}

// announce has the journal say what is about to be done.
func (j *Job) announce() errand.Decision {
	j.phase, j.misses = Announce, 0
	return errand.Decision{Mark: j.mark(j.rules.Goal.announced(), time.Time{})}
}

// announced is what the journal says before a request.
func (g Goal) announced() journal.Undoing {
	return [...]journal.Undoing{journal.Archiving, journal.Restoring, journal.Deleting}[g]
}

// before is what the journal says again if this undo changed nothing: what an earlier
// one did, as far as the partner shows it.
func (j *Job) before() journal.Undoing {
	state, archived := j.entry.Undone.State, j.was.IsArchived()
	switch {
	case j.was.ID == "" && !state.IsOpen(), state == journal.Deleted, state.Stands():
		return state
	case archived:
		return journal.Archived
	case state == journal.Archived, state == journal.Restoring:
		return journal.Restored
	}
	return journal.Standing
}

// reached: the partner is what it should be. The change was at that time, by
// Partnero's clock.
func (j *Job) reached(at time.Time) errand.Decision {
	switch j.rules.Goal {
	case Archive:
		return j.end(row.Archived, row.Problem{}, journal.Archived, at)
	case Restore:
		return j.end(row.Restored, row.Problem{}, journal.Restored, at)
	}
	return j.deleted()
}

func (j *Job) deleted() errand.Decision {
	return j.end(row.Deleted, row.Problem{}, journal.Deleted, time.Time{})
}

// wasRestored: an undo archived the partner, and it is active. If somebody else
// restored it, that change is not ours.
func (j *Job) wasRestored(p client.Partner) errand.Decision {
	at := time.Time{}
	if j.entry.Undone.State == journal.Restoring {
		at = p.UpdatedAt
	}
	return j.end(row.Restored, row.Problem{}, journal.Restored, at)
}

// missing: Partnero has no such partner. It was us if we tried to delete it and heard
// no answer.
func (j *Job) missing() errand.Decision {
	if j.rules.Goal == Delete && (j.trace == lost || j.entry.Undone.State == journal.Deleting) {
		return j.deleted()
	}
	return j.gone()
}

// foundArchived: the partner was archived before this run did anything. It was us if
// the journal says so.
func (j *Job) foundArchived() errand.Decision {
	if !j.entry.Undone.State.Stands() {
		return j.end(row.Archived, row.Problem{}, journal.Archived, j.was.UpdatedAt)
	}
	return j.end(row.Archived, AlreadyArchived(), journal.Standing, time.Time{})
}

// gone: somebody deleted the partner.
func (j *Job) gone() errand.Decision {
	return j.end(row.Gone, IsGone(), journal.Deleted, time.Time{})
}

// left: the partner stays as it is.
func (j *Job) left(p row.Problem) errand.Decision {
	return j.end(row.Exists, p, j.before(), time.Time{})
}

func (j *Job) refused() errand.Decision {
	return j.end(row.Failed, rejected(j.refusal), j.before(), time.Time{})
}

func (j *Job) unreachable() errand.Decision {
	return j.end(row.Failed, notReached(j.last), j.before(), time.Time{})
}

// unknown: what a request did could not be found out. The journal stays as it is, so
// that the next run asks.
func (j *Job) unknown() errand.Decision {
	r := Line(j.row, j.entry, row.Unknown, notKnown(j.rules.Goal, j.last))
	r.ID, r.Attempts = cmp.Or(j.id, r.ID), j.acts
	return errand.Decision{Result: &r}
}

// End ends the partner because the run does.
func (j *Job) End() errand.Decision {
	switch {
	case j.entry.Undone.State.IsOpen(), j.trace == lost, j.phase == Confirm && j.trace == held:
		return j.unknown()
	case j.trace == held:
		return j.end(row.Unsent, notDone(), j.before(), time.Time{})
	}
	r := Line(j.row, j.entry, row.Unsent, notDone())
	return errand.Decision{Result: &r}
}
