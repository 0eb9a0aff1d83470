package lifecycle

import (
	"errors"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/memory"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/option"
)

// A Job is a row on its way from the file to its result. It is not safe for
// concurrent use. While a request is made for it, no one else may use it.
type Job struct {
	row, line int
	call      option.Namer // of the rules, for the sentences about its end

	ask    ask           // what the file asks for
	memory memory.Memory // what the journal said
	claim  claim         // our own create that may exist
	phase  Phase         // the request that is next
	budget budget        // what was spent
	terms  terms         // what can be sent, after the referring partner's row
	boss   string        // the id of that partner, if it is stored otherwise than the file names it

	found   *client.Partner  // the partner with the row's e-mail, as Partnero showed it
	changes *client.Changes  // what gives it the values of the row
	refusal *client.Error    // the last answer that said that something is taken
	last    *client.Error    // the last failure
	owners  []client.Partner // the partners with the referring partner's name: by id, then by key

	entry journal.Entry // what is written next
}

// A budget counts what was done for a row.
type budget struct {
	requests int
	posts    int // those that may have arrived
	puts     int // the same
	lost     int // changes whose answers prove nothing
	spent    int // attempts, of Rules.MaxAttempts
	misses   int // lookups in a row that told nothing, of maxLookups
	polls    int // lookups whether a create that was acknowledged has had its effect

	lags int       // answers in a row that the referring partner does not exist
	lag  time.Time // when the first of them came
}

// Renew makes a job for a row. Rows and lines count from 1. Parent 0 means that the
// parent is not in the file. Nobody may use the job for the row before any more.
func (r Rules) Renew(j *Job, row, line, parent, parentLine int) {
	*j = Job{row: row, line: line, call: r.Call, ask: ask{parent: parent, parentLine: parentLine}}
}

// Row is the number of the row.
func (j *Job) Row() int { return j.row }

// Line is where the row starts.
func (j *Job) Line() int { return j.line }

// Parent is the row of the referring partner, 0 if it is not in the file.
func (j *Job) Parent() int { return j.ask.parent }

// Phase is the request that is next.
func (j *Job) Phase() Phase { return j.phase }

// HasFailed reports whether an earlier run sent the row in vain, as it is now.
func (j *Job) HasFailed() bool { return j.memory.HasFailed(j.ask.whole) }

// WasLate reports whether the last failure was that no answer came in time.
func (j *Job) WasLate() bool { return j.last != nil && errors.Is(j.last, client.ErrTimeout) }

// ReferTo names the referring partner by the id that its create answered.
func (j *Job) ReferTo(id string) { j.boss = id }

// WasTried reports whether Partnero was asked about the row itself, and not only
// about its referring partner.
func (j *Job) WasTried() bool { return j.budget.requests > 0 && j.phase != Resolve }

// Repeats reports whether the present request, with this failure, is a create after
// the row's first one.
func (j *Job) Repeats(e *client.Error) bool {
	posts := j.budget.posts
	if mayHaveArrived(e) {
		posts++
	}
	return j.phase == Create && posts > 1
}

func mayHaveArrived(e *client.Error) bool { return e == nil || e.Kind != client.Unsent }

// Admit lets the row begin. It is looked up first if its partner was in the list and
// nothing was sent for it yet.
func (j *Job) Admit(listed bool) {
	switch {
	case j.phase != Create:
	case listed:
		j.phase = Hinted
	case j.ask.isUnresolved():
		j.phase = Resolve
	}
}

// Kept says that what was to be written before the next request is durable.
func (j *Job) Kept() {
	if j.phase == Announce {
		j.phase = Change
	}
}

// Redact removes the row's password from what Partnero said. Call it before anything
// else sees the answer.
func (j *Job) Redact(a *Answer) { verdict.Redact(a.Err, &a.Partner, j.ask.partner) }

// wanted is the content of the request that creates the partner.
func (j *Job) wanted() [16]byte {
	if j.terms == alone {
		return j.ask.alone
	}
	return j.ask.whole
}

// count notes that a request was made.
func (j *Job) count(e *client.Error) {
	j.budget.requests++
	switch {
	case !mayHaveArrived(e):
	case j.phase == Create:
		j.budget.posts++
	case j.phase == Change:
		j.budget.puts++
	}
}

// enter begins a phase with its request.
func (j *Job) enter(p Phase) Decision {
	j.phase, j.budget.misses, j.budget.polls = p, 0, 0
	return Decision{}
}

// isAnswer reports whether p is the partner that the request was about.
func (j *Job) isAnswer(p client.Partner) bool {
	switch j.phase {
	case Change:
		return p.ID == "" || p.ID == j.found.ID
	case Whose:
		return p.ID == j.found.ID
	case Resolve:
		return j.isNamed(p)
	case Hinted:
		return compare.IsMeant(j.Email(), p) && compare.Holds(&j.ask.partner, p)
	}
	return compare.IsMeant(j.Email(), p)
}
