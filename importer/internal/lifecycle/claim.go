package lifecycle

import (
	"time"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/memory"
)

// An owner is the run that a create belongs to.
type owner uint8

// The owners. Inputs are the same if their bytes are.
const (
	noRun      owner = iota // no run of the journal, as far as we know
	thisRun                 // this run, or one of the same input that it continues
	sameInput               // an earlier run of the same input; this run must claim anew
	otherInput              // a run of another file, or of this one before it was edited
)

// A claim is our own create that may exist.
type claim struct {
	state   claimState
	owner   owner
	run     int64     // the number of the run that made it, if it is not this one
	since   time.Time // the API's clock before the first POST
	content [16]byte  // what that POST asks for
	lost    time.Time // when the answer was lost, or when the run that inherits the claim began
}

// A claimState is what a claim says.
type claimState uint8

const (
	unclaimed claimState = iota // nothing may be sent
	held                        // it may be sent, and no answer was lost
	open                        // an answer was lost: the create may have had its effect
	over                        // the create had no effect, for certain, and cannot have one later
)

// inherit takes over the claim of a run that ended without knowing the outcome. The
// partner may exist.
func (j *Job) inherit(e journal.Entry, began time.Time) {
	c := claim{state: open, owner: otherInput, run: e.Run, since: e.Since, content: e.Content, lost: began}
	switch {
	case j.memory.Kind == memory.Contested: // a run of another input came after it
		c.run, c.content, c.owner = e.Maker, e.Made, sameInput
	case e.Resumed:
		c.owner = thisRun
	}
	if !j.ask.holds(c.content) {
		c.owner = otherInput
	}
	j.claim = c
}

// Claim makes the claim this run's own, before the POST is sent. The time is now, by
// Partnero's clock. A claim that has a time keeps it: this input made whatever was
// created since then.
func (j *Job) Claim(now time.Time) {
	c := &j.claim
	if c.state == unclaimed {
		c.state, c.since = held, now
	}
	c.owner, c.content = thisRun, j.wanted()
}

// NeedsClaim reports whether the row must be claimed before its first request. A row
// that begins with a lookup is claimed before its create.
func (j *Job) NeedsClaim() bool { return j.memory.Kind == memory.Nothing && j.claim.state == unclaimed }

// covers reports whether a POST of this content may be sent.
func (c *claim) covers(content [16]byte) bool { return c.owner == thisRun && c.content == content }

// lose notes that an answer was lost.
func (c *claim) lose(at time.Time) { c.state, c.lost = open, at }

// doubt opens a claim again that seemed to be over: a partner has what it asks for.
func (c *claim) doubt() {
	if c.state == over {
		c.state = open
	}
}

// inDoubt reports whether an earlier POST may have created the partner.
func (j *Job) inDoubt() bool { return j.claim.state == open }

// isForeign reports whether another input's create is in doubt.
func (j *Job) isForeign() bool { return j.claim.owner == otherInput }

// isEdited reports whether the create in doubt asks for something else than the row
// does now.
func (j *Job) isEdited() bool { return j.isForeign() && !j.ask.holds(j.claim.content) }

// lacks reports whether the create leaves out the referring partner.
func (j *Job) lacks() bool {
	return j.claim.state != unclaimed && j.claim.content == j.ask.alone && j.ask.alone != j.ask.whole
}

// forget drops what is known about a partner that does not exist. For an invitation
// no lookup proves that, so it stays in doubt.
func (j *Job) forget() {
	j.memory = j.memory.Forgotten()
	switch {
	case j.ask.invite && j.isForeign():
		j.claim.owner = sameInput
	case j.ask.invite:
	case j.isForeign(): // from here on, this row's own create makes the partner
		j.claim = claim{}
	case j.inDoubt():
		j.claim.state = over
	}
}

// cameSince reports whether p was created after an earlier POST may have been made.
// Partnero's clock shows whole seconds, so one second is allowed.
func (j *Job) cameSince(p client.Partner) bool {
	if !j.inDoubt() && j.budget.posts < 2 && !contradictsItself(j.refusal) || p.CreatedAt.IsZero() {
		return false
	}
	return !p.CreatedAt.Before(j.claim.since.Truncate(time.Second).Add(-time.Second))
}

// isMade reports whether an earlier POST of this content created p, although the
// answer was lost. Then p was created after the claim, and has what was sent. A
// server that contradicts itself may have said that it did nothing.
func (j *Job) isMade(p client.Partner) bool {
	return j.cameSince(p) && compare.IsMade(&j.ask.partner, p)
}

// isOurs reports whether one of the journal's runs created the row's partner. For an
// edited row, the old content cannot be compared, so only the time counts.
func (j *Job) isOurs() bool {
	return j.memory.IsOurs() ||
		j.found != nil && (j.isMade(*j.found) || j.isEdited() && j.cameSince(*j.found))
}

// maker is the run that created the partner, for other inputs with the same journal.
// The content is what that run asked for, if only its own input can tell.
func (j *Job) maker() (run int64, made [16]byte) {
	switch {
	case j.found != nil && j.isEdited() && j.cameSince(*j.found):
		return j.claim.run, j.claim.content
	case j.found != nil && j.isForeign() && j.isMade(*j.found):
		return j.claim.run, made
	case j.memory.Kind == memory.Known && !j.inDoubt():
		return j.memory.Entry.Maker, j.memory.Entry.Made
	}
	return 0, made
}
