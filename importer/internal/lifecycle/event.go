package lifecycle

import (
	"net/http"

	"partner-import/client"
)

// An event is what an answer means, whatever the phase.
type event uint8

// The events. Each answer is exactly one of them.
const (
	done       event = iota // it is done, or the partner that was asked for is there
	another                 // the answer is about another partner
	absent                  // there is no such partner
	throttled               // turned away by the API's limit
	unsent                  // it certainly did not reach the API
	lost                    // it may have had its effect
	taken                   // refused, since the e-mail, id or key belongs to somebody
	wordless                // refused without a word: it may be taken
	noReferrer              // refused, since the API knows no such referring partner
	refused                 // refused for another reason
	forbidden               // the API says that the key may not do it
	closed                  // no request of this kind can succeed
)

// classify says what an answer means, once.
func (j *Job) classify(a Answer) event {
	switch {
	case a.Err == nil && j.isAnswer(a.Partner):
		return done
	case a.Err == nil:
		return another
	}
	switch a.Err.Kind {
	case client.NotFound:
		return absent
	case client.Throttled:
		return throttled
	case client.Unsent:
		return unsent
	case client.Ambiguous:
		return lost
	case client.Taken:
		return taken
	case client.Forbidden:
		if a.Err.Message != "" { // else a firewall's word, which objects to this row alone
			return forbidden
		}
	case client.Unauthorized, client.Misconfigured:
		return j.closed(a)
	}
	return j.refusedFor(a.Err)
}

// closed tells a wrong address from a row that the API answers with 404. Then
// other creates have found the place.
func (j *Job) closed(a Answer) event {
	if j.phase == Create && !j.ask.invite && a.Err.Status == http.StatusNotFound && a.Placed {
		return refused
	}
	return closed
}

func (j *Job) refusedFor(e *client.Error) event {
	switch {
	case e.Kind != client.Refused:
		return refused
	case j.missesReferrer(e):
		return noReferrer
	case saysNothing(e):
		return wordless
	}
	return refused
}

// missesReferrer reports whether the API refuses the row since it knows no such
// referring partner.
func (j *Job) missesReferrer(e *client.Error) bool {
	return e.Status == http.StatusBadRequest && len(e.Fields) == 0 && j.ask.partner.Referrer != nil && j.terms != alone
}

// saysNothing recognises a refusal that was cut off, or that a proxy replaced.
// Its reason may be that the partner is there.
func saysNothing(e *client.Error) bool {
	return e.Status == http.StatusUnprocessableEntity && e.Message == "" && len(e.Fields) == 0
}
