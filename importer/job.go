package importer

import (
	"container/heap"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// A step is the next request that a row needs.
type step int

const (
	create       step = iota // POST /partners, or /partners:invite
	find                     // GET /partner?email=, to learn what a POST did
	findOwner                // GET /partner?id= or ?key=, to name who has it
	change                   // PUT /partners/{id}
	findReferrer             // GET /partner?id= and ?key=, to learn which of the two the row names
)

// String is the step's name in the log.
func (s step) String() string {
	return [...]string{"create", "find", "find owner", "change", "find referrer"}[s]
}

// A job is a row on its way from the file to its result. Only the sender
// changes it; a worker has it for one attempt at a time.
type job struct {
	row     int
	line    int
	request client.NewPartner

	parent     int                   // the row of the referring partner in this file, 0 if there is none
	parentLine int                   // where that row starts
	named      string                // the referring partner, as long as it is not known whether by id or by key
	namesakes  *namesakes            // who it may be
	orphan     bool                  // sent without its referring partner
	blocks     func(*job) row.Result // it may only be looked up, and not be sent; nil if it may
	lacks      bool                  // whoever an earlier POST may have created has no referring partner
	whole      [16]byte              // the content of what is asked for
	other      [16]byte              // the same, if what the row names is the other one of id and key
	alone      [16]byte              // the same without the referring partner

	claimed  bool // in the journal, or about to be
	invite   bool // it is an invitation
	step     step
	attempts int           // POSTs made
	earlier  int           // POSTs made by the run whose end this one does not take for the last
	asked    bool          // a request was made
	spent    int           // of the attempts that Options.MaxAttempts allows
	misses   int           // lookups in a row that told nothing
	entry    journal.Entry // Since is the API's clock before the first POST
	doubt    time.Time     // when the last ambiguous POST ended, zero if there is none
	lags     int           // answers in a row that the referring partner is not there
	lag      time.Time     // when the first of them came
	listed   bool          // its partner was in the listing, and nothing was sent for it yet
	taken    []string      // what the API says belongs to somebody: email, id, key
	edited   bool          // claimed first with other content
	foreign  bool          // claimed first by an import of another file, or of this one before it was edited
	refusal  *client.Error // that said so
	before   *row.Result   // what the journal says of a partner who is there, and is to be asked about again
	told     *row.Result   // what it says of a row in doubt, as long as nothing else is known
	stood    bool          // it has an end of the row, which stands until there is another
	noted    bool          // and that a change may be under way
	ours     bool          // an earlier run created the partner
	mine     bool          // and it was one of the same input, which this one continues
	lone     bool          // and it did so without the referring partner
	claimant int64         // the run whose claim was inherited
	maker    int64         // the run whose create made the partner, or may have: see journal.Entry
	made     [16]byte      // what that create asked for, if that is for its own input to find out
	found    client.Partner
	changes  *client.Changes // that a PUT is to make
	put      bool            // a PUT may have been made
	last     *client.Error   // the last failure
	due      time.Time       // when a parked job goes on
}

// inDoubt reports whether an earlier POST may have created the partner.
func (j *job) inDoubt() bool { return !j.doubt.IsZero() }

// isMeant reports whether an answer is about the row's partner. A database may
// hold e-mails equal that differ by case or accents (MySQL's utf8mb4_unicode_ci
// does), and an answer may leave the e-mail out.
func (j *job) isMeant(p client.Partner) bool {
	return p.Email == "" || identity.Unaccented(identity.Email(p.Email)) == identity.Unaccented(identity.Email(j.request.Email))
}

// parkedJobs wait for their time, the earliest first. They hold no worker.
type parkedJobs []*job

func (p parkedJobs) Len() int           { return len(p) }
func (p parkedJobs) Less(i, k int) bool { return p[i].due.Before(p[k].due) }
func (p parkedJobs) Swap(i, k int)      { p[i], p[k] = p[k], p[i] }

// Push is for container/heap.
func (p *parkedJobs) Push(x any) { *p = append(*p, x.(*job)) }

// Pop is for container/heap.
func (p *parkedJobs) Pop() any {
	last := len(*p) - 1
	j := (*p)[last]
	(*p)[last] = nil
	*p = (*p)[:last]
	return j
}

func (p *parkedJobs) park(j *job, due time.Time) {
	j.due = due
	heap.Push(p, j)
}

// take returns a job whose time has come, or nil.
func (p *parkedJobs) take(now time.Time) *job {
	if len(*p) == 0 || (*p)[0].due.After(now) {
		return nil
	}
	return heap.Pop(p).(*job)
}
