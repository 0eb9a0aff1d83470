package lifecycle

import (
	"time"

	"partner-import/client"
)

// longestLag is the longest wait before a row with a new referring partner is sent
// again.
const longestLag = 15 * time.Second

// toCreate is the way to a POST. The referring partner must be known, the row must
// still be sent, and the journal must have its claim.
func (r Rules) toCreate(j *Job) Decision {
	switch {
	case j.ask.isUnresolved():
		return j.enter(Resolve)
	case j.terms.block():
		return j.end(j.blocked())
	}
	j.enter(Create)
	if !j.claim.covers(j.wanted()) {
		return Decision{Write: ClaimRow}
	}
	return Decision{}
}

func (r Rules) afterCreate(j *Job, e event, a Answer) Decision {
	if a.Service == Away && (e == refused || (e == wordless || e == taken) && !j.ask.invite) {
		return r.hearsay(j, e)
	}
	switch e {
	case done:
		return j.end(j.created(a.Partner))
	case throttled:
		return Decision{}
	case unsent:
		return r.again(j, a, j.unreached)
	case lost:
		if a.Service != Away {
			j.budget.spent++
		}
		return r.lost(j, a)
	case another: // it proves nothing
		j.budget.spent++
		return r.lost(j, a)
	case taken, wordless:
		j.claim.doubt()
		return j.collide(a.Err)
	case noReferrer:
		return r.lag(j, a)
	case strange: // in the end, a lookup tells whether it had its effect all the same
		return r.again(j, a, func() Decision { return j.collide(a.Err) })
	}
	return j.refused(a.Err)
}

// lost: it must be found out whether the POST had its effect. For an invitation no
// lookup tells.
func (r Rules) lost(j *Job, a Answer) Decision {
	j.claim.lose(a.At)
	if j.ask.invite && !r.Resend {
		return j.doubted()
	}
	d := j.enter(Verify)
	if a.Err != nil && a.Err.Kind == client.Acknowledged {
		d.After = time.Second
	}
	return d
}

// again repeats a request that had no effect, or that may have it twice, if attempts
// are left. Then other decides. It takes its time: what is in the way may be in the
// way of all rows, or of every second request, and few rows are left to show it.
func (r Rules) again(j *Job, a Answer, other func() Decision) Decision {
	if a.Service == Away {
		return Decision{After: r.Backoff(j.budget.spent + 1)}
	}
	j.budget.spent++
	if j.budget.spent >= r.MaxAttempts {
		return other()
	}
	left := max(r.MaxAttempts, maxLookups) - j.budget.spent // who wants few attempts does not want long waits
	return Decision{After: max(r.patience(left), r.Backoff(j.budget.spent))}
}

// hearsay: a probe asks whether it was Partnero that rejected the row.
func (r Rules) hearsay(j *Job, e event) Decision {
	if e != refused {
		j.claim.doubt()
	}
	return Decision{After: r.Backoff(1)}
}

// collide: the partner with the e-mail decides how the row ends.
func (j *Job) collide(e *client.Error) Decision {
	j.refusal = e
	return j.enter(Collide)
}

// lag: Partnero does not know the referring partner. If a row of this file created
// that partner a moment ago, Partnero may have read an old copy. The row is sent
// again until the settle time is over.
func (r Rules) lag(j *Job, a Answer) Decision {
	if !a.ParentFresh {
		return j.refused(a.Err)
	}
	b := &j.budget
	if b.lags++; b.lags == 1 {
		b.lag = a.At
	}
	left := r.Settle - a.At.Sub(b.lag)
	if left <= 0 {
		return j.refused(a.Err)
	}
	return Decision{After: min(left, longestLag, time.Second<<min(b.lags-1, 4))}
}
