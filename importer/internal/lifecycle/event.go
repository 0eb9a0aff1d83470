package lifecycle

import (
	"net/http"

	"partner-import/client"
)

// An event is what an answer means, whatever the phase.
type event uint8

// The events. Each answer is exactly one of them.
const (
	done       event = iota // it is done, or the partner that was asked for exists
	another                 // the answer is about another partner
	absent                  // there is no such partner
	throttled               // rejected by Partnero's limit
	unsent                  // it did not reach Partnero, for certain
	lost                    // it may have had its effect
	taken                   // rejected: the e-mail, id or key belongs to a partner
	wordless                // rejected without a reason: it may be taken
	noReferrer              // rejected: Partnero does not know the referring partner
	refused                 // rejected for another reason
	forbidden               // Partnero says that the key may not do this
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
		if a.Err.Message != "" { // else it is from a firewall, and about this row only
			return forbidden
		}
	case client.Unauthorized, client.Misconfigured:
		return j.closed(a)
	}
	return j.refusedFor(a.Err)
}

// closed tells a wrong address from a row that gets a 404. With a right address,
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

// missesReferrer reports whether Partnero rejects the row because it does not know
// the referring partner.
func (j *Job) missesReferrer(e *client.Error) bool {
	return e.Status == http.StatusBadRequest && len(e.Fields) == 0 && j.ask.partner.Referrer != nil && j.terms != alone
}

// saysNothing recognises a rejection that was cut off, or that a proxy replaced. Its
// reason may be that the partner exists.
func saysNothing(e *client.Error) bool {
	return e.Status == http.StatusUnprocessableEntity && e.Message == "" && len(e.Fields) == 0
}
