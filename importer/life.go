package importer

import (
	rand "math/rand/v2"
	"net/http"
	"slices"
	"time"

	"partner-import/client"
	"partner-import/importer/row"
)

// This file is the life of a row: what an attempt's outcome means for it. It
// decides and does nothing: no request, no clock, no file.
//
//	             ┌────────────── not processed: again, later ◀───┐
//	             ▼                                               │
//	create ──▶ POST ──▶ 201 ─────────────────────────────▶ created
//	             ├────▶ refused ─────────────────────────▶ failed
//	             ├────▶ taken ───────▶ find ──▶ there ───▶ see change.go, or created if it is ours
//	             └────▶ ambiguous ───▶ find ──▶ there ───▶ created if it is ours, or see change.go
//	                                    │
//	                                    └──▶ not there: ask again when the settle time
//	                                         is over, and only then POST again
//
// A POST is never repeated before the API was asked what became of the last
// one. What cannot be asked is unknown. A row whose partner was in a listing is
// looked up before its first POST, see prefetch.go.

// maxLookups is how often a lookup is made that brings no answer. It changes
// nothing, so it does not count against a row's own attempts.
const maxLookups = 5

// life holds the rules' parameters.
type life struct {
	settle      time.Duration
	maxAttempts int

	existing    Existing
	replaceTags bool
	passwords   bool
	resend      bool // invitations whose answer was lost
}

func (o *Options) life() life {
	return life{
		settle: o.Settle, maxAttempts: o.MaxAttempts,
		existing: o.Existing, replaceTags: o.ReplaceTags, passwords: o.UpdatePasswords, resend: o.ResendUnknown,
	}
}

// An outcome is what one attempt brought: a partner or a failure.
type outcome struct {
	job     *job
	partner client.Partner
	err     *client.Error
	began   time.Time // when the attempt was made
	at      time.Time // when its outcome came
	outage  bool      // creates fail whatever the row: it costs the row no attempt
	placed  bool      // a create was answered by what creates partners
	fresh   bool      // the row of the referring partner was created a moment ago
}

// A turn is what happens to a row next: it ends with a result, or it goes on
// with a step after a while, or it cannot go on since the account is closed.
type turn struct {
	result *row.Result
	step   step
	after  time.Duration
	halt   bool
}

// next decides how the row goes on.
func (l life) next(o outcome) turn {
	j := o.job
	if o.err == nil || o.err.Kind != client.NotFound { // which a lookup may well find out
		j.last = o.err
	}
	if o.err != nil && (o.err.Kind == client.Unauthorized || o.err.Kind == client.Misconfigured) {
		if j.step == create && !j.invite && o.err.Status == http.StatusNotFound && o.placed {
			return end(j.refused(o.err)) // other creates found the place: it is about this row
		}
		return turn{halt: true}
	}
	switch j.step {
	case find:
		if j.listed {
			return l.afterHint(j, o)
		}
		return l.afterFind(j, o)
	case findOwner:
		return l.afterOwner(j, o)
	case change:
		return l.afterChange(j, o)
	case findReferrer:
		return l.afterReferrer(j, o)
	}
	return l.afterCreate(j, o)
}

func (l life) afterCreate(j *job, o outcome) turn {
	if o.err == nil && !j.isMeant(o.partner) {
		j.spent++
		return l.lost(j, o) // an answer to another request proves nothing
	}
	if o.err == nil {
		return end(j.created(o.partner))
	}
	switch o.err.Kind {
	case client.Throttled:
		return turn{step: create}
	case client.Unsent:
		if o.outage {
			return turn{step: create, after: backoff(j.spent + 1)}
		}
		return l.again(j, create)
	case client.Ambiguous:
		if !o.outage {
			j.spent++
		}
		return l.lost(j, o)
	case client.Taken:
		return l.afterTaken(j, o)
	case client.Refused:
		switch {
		case j.missesReferrer(o.err):
			return l.afterNoReferrer(j, o)
		case saysNothing(o.err):
			return l.afterTaken(j, o)
		}
	case client.Forbidden:
		if o.err.Message != "" { // the API's own word; without it, a firewall objects to this row
			return l.again(j, create)
		}
	}
	return end(j.refused(o.err))
}

// afterTaken: whose the e-mail is decides how the row ends.
func (l life) afterTaken(j *job, o outcome) turn {
	j.refusal, j.misses = o.err, 0
	j.taken = append([]string{}, o.err.TakenFields()...) // not nil, even if it names no field
	return turn{step: find}
}

// saysNothing: of a refusal without a word that can be read (it was cut off, or
// a proxy put its own page in its place) the reason may be that the partner is
// there.
func saysNothing(e *client.Error) bool {
	return e.Status == http.StatusUnprocessableEntity && e.Message == "" && len(e.Fields) == 0
}

// lost: whether the POST had its effect is to be found out, if that is possible.
func (l life) lost(j *job, o outcome) turn {
	j.doubt = o.at
	if j.invite && !l.resend {
		return end(j.unknown())
	}
	return turn{step: find}
}

// again repeats a step that certainly had no effect, if attempts are left.
func (l life) again(j *job, s step) turn {
	j.spent++
	if j.spent >= l.maxAttempts {
		return end(j.unreached())
	}
	return turn{step: s, after: backoff(j.spent)}
}

func (l life) afterFind(j *job, o outcome) turn {
	switch {
	case o.err == nil && !j.isMeant(o.partner):
		return l.somebodyElse(j)
	case o.err == nil:
		return l.there(j, o.partner)
	case o.err.Kind == client.NotFound:
		return l.notThere(j, o)
	case o.err.Kind == client.Throttled:
		return turn{step: find}
	case j.misses+1 < maxLookups:
		j.misses++
		return turn{step: find, after: backoff(j.misses)}
	}
	return end(j.unknown())
}

// somebodyElse: the API answered with a partner who was not asked for, which
// proves nothing.
func (l life) somebodyElse(j *job) turn {
	if j.misses+1 < maxLookups {
		j.misses++
		return turn{step: find, after: backoff(j.misses)}
	}
	return end(j.unknown())
}

// there: the e-mail belongs to a partner.
func (l life) there(j *job, p client.Partner) turn {
	j.ours = j.ours || j.isOurs(p) || j.edited && j.cameSince(p)
	j.attribute(p)
	switch {
	case j.isOurs(p) && !j.foreign:
		return end(j.created(p))
	case j.otherOwner(p) != "":
		j.found = p
		return turn{step: findOwner}
	case l.existing == UpdateExisting && !slices.Contains(j.taken, "email") && j.request.ID != "" && p.ID != j.request.ID:
		// No create was refused that would have said whose id it is.
		j.found, j.taken = p, []string{"id"}
		return turn{step: findOwner}
	}
	return l.meet(j, p)
}

// notThere: nobody has the e-mail.
func (l life) notThere(j *job, o outcome) turn {
	emailTaken := len(j.taken) == 0 || slices.Contains(j.taken, "email")
	switch {
	case j.taken != nil && !emailTaken:
		return end(j.takenBySomebody())
	case j.taken != nil && j.misses < 3:
		j.misses++ // the lookup may lag behind the write
		return turn{step: find, after: backoff(j.misses)}
	case j.taken != nil && j.inDoubt():
		return end(j.unknown()) // it may be ours
	case j.taken != nil && len(j.taken) == 0:
		return end(j.refused(j.refusal))
	case j.taken != nil:
		return end(j.takenByNobody())
	case j.inDoubt() && o.began.Sub(j.doubt) < l.settle:
		// What was asked before the settle time was over proves nothing, even
		// if the answer came after it.
		return turn{step: find, after: l.settle - o.at.Sub(j.doubt)}
	case j.spent >= l.maxAttempts:
		return end(j.unreached())
	}
	// Settled: the last POST cannot be running any more, and it created nothing.
	// Or the partner whom the journal knows was deleted.
	j.forget()
	return turn{step: create}
}

// forget drops what is known of a partner who is not there.
func (j *job) forget() {
	if j.foreign && !j.invite { // whoever comes to be from here on is of this row's own create
		j.doubt = time.Time{}
	}
	j.misses, j.edited, j.foreign = 0, false, false
	j.before, j.told, j.stood, j.mine, j.lone = nil, nil, false, false, false
	j.maker, j.made = 0, [16]byte{}
}

// afterOwner: the e-mail belongs to j.found, and the id or key to another
// partner, whose name is wanted for the report.
func (l life) afterOwner(j *job, o outcome) turn {
	switch {
	case o.err == nil && o.partner.ID != j.found.ID:
		return end(j.conflict(o.partner))
	case o.err != nil && o.err.Kind == client.Throttled:
		return turn{step: findOwner}
	case o.err != nil && o.err.Kind != client.NotFound && j.misses+1 < maxLookups:
		j.misses++
		return turn{step: findOwner, after: backoff(j.misses)}
	case j.changes != nil: // whoever it is, a PUT was refused because of it
		return end(j.unchanged(j.refusal))
	}
	return l.meet(j, j.found)
}

// backoff is full jitter: anything up to 0.5 s, 1 s, 2 s … 30 s
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
func backoff(failures int) time.Duration {
	most := min(30*time.Second, 250*time.Millisecond<<min(failures, 10))
	return rand.N(most)
}

// by is the lookup that the job's step asks for.
func (j *job) by() client.By {
	if j.step == findReferrer {
		if j.namesakes.asked == 0 {
			return client.By{ID: j.named}
		}
		return client.By{Key: j.named}
	}
	if j.step == findOwner {
		if j.otherOwner(j.found) == "id" {
			return client.By{ID: j.request.ID}
		}
		return client.By{Key: j.request.Key}
	}
	return client.By{Email: j.request.Email}
}

func end(r row.Result) turn { return turn{result: &r} }
