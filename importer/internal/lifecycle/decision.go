package lifecycle

import (
	"time"

	"partner-import/client"
	"partner-import/importer/row"
)

// An Answer is what one request brought: a partner or a failure.
type Answer struct {
	Partner client.Partner
	Err     *client.Error
	Began   time.Time // when the request was made
	At      time.Time // when its answer came

	Service     Service // what the answers to all rows say of Partnero
	ParentFresh bool    // the row of the referring partner was created a moment ago
}

// A Service is what the answers to all rows say of Partnero.
type Service uint8

// The services.
const (
	Serving Service = iota // other rows are answered
	Away                   // no row is: this costs the row no attempt
	Closed                 // no request can succeed: the run must end
)

// A Decision is what happens to a row next. It ends with a result, or it continues
// in its phase after a while, or nothing more can be sent.
type Decision struct {
	Result *row.Result   // nil if the row continues
	After  time.Duration // the least wait before the next request
	Halt   bool          // the account is closed: the run must end
	Write  Write         // what the journal must be told before the row continues or ends
}

// A Write is what the journal is told.
type Write uint8

// The writes. ClaimRow and AnnounceChange must be durable before the row's next
// request, and the others before its result is reported.
const (
	Nothing        Write = iota
	ClaimRow             // the row is about to be sent
	AnnounceChange       // the partner is about to be changed
	Outcome              // how the row ended
	Doubt                // what could not be found out
	Release              // nothing that was sent had an effect: the claim is taken back
	Withdraw             // the change was not sent: what was known is still true
)

// Next decides how the row continues after an answer.
func (r Rules) Next(j *Job, a Answer) Decision {
	e := j.classify(a)
	j.count(a.Err)
	if e != absent { // a lookup may find this, and it is not a failure
		j.last = a.Err
	}
	if e == closed {
		return Decision{Halt: true}
	}
	switch j.phase {
	case Verify:
		return r.afterVerify(j, e, a)
	case Collide:
		return r.afterCollide(j, e, a)
	case Refresh:
		return r.afterRefresh(j, e, a)
	case Hinted:
		return r.afterHint(j, e, a)
	case Whose:
		return r.afterWhose(j, e, a)
	case Change:
		return r.afterChange(j, e, a)
	case Resolve:
		return r.afterResolve(j, e, a)
	}
	return r.afterCreate(j, e, a)
}

// maxLookups is how often a lookup is made if there is no answer.
const maxLookups = 5

// lookAgain is the one rule for a lookup that tells nothing. It is made again, at
// most maxLookups times. Then other decides. A lookup changes nothing, so it costs
// the row no attempt.
func (r Rules) lookAgain(j *Job, e event, a Answer, other func() Decision) Decision {
	switch {
	case e == throttled:
		return Decision{}
	case a.Service == Away:
		return Decision{After: r.Settle / 8}
	case j.budget.misses+1 < maxLookups:
		return r.miss(j)
	}
	return other()
}

// miss makes a lookup again. It takes its time: a row that is given up is unknown,
// and something else may answer for minutes.
func (r Rules) miss(j *Job) Decision {
	j.budget.misses++
	return Decision{After: max(r.patience(maxLookups-j.budget.misses), r.Backoff(j.budget.misses))}
}

// patience is the least wait before a request that so many attempts are left for: with
// the default settle time 2 s, 8 s, 30 s and 2 minutes.
func (r Rules) patience(left int) time.Duration { return 2 * r.Settle >> min(62, 2*max(0, left-1)) }
