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
	strange                 // rejected, and perhaps not because of the row
	closed                  // the run must end
)

// classify says what an answer means, once.
func (j *Job) classify(a Answer) event {
	switch {
	case a.Err == nil && j.isAnswer(a.Partner):
		return done
	case a.Err == nil:
		return another
	case a.Service == Closed:
		return closed
	}
	switch a.Err.Kind {
	case client.NotFound:
		return absent
	case client.Throttled:
		return throttled
	case client.Unsent:
		return unsent
	case client.Overloaded:
		if !j.phase.Writes() {
			return throttled
		}
		return lost
	case client.Ambiguous, client.Acknowledged:
		return lost
	case client.Taken:
		return taken
	case client.Unauthorized, client.Forbidden, client.Misconfigured, client.Foreign, client.Exhausted:
		return strange
	}
	return j.refusedFor(a.Err)
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

// saysNothing recognises a rejection that was cut off, or that a proxy replaced, or
// in words that are not known. Its reason may be that the partner exists. A
// rejection with the status of a success may be none.
func saysNothing(e *client.Error) bool {
	return e.Status == http.StatusUnprocessableEntity && e.Message == "" && len(e.Fields) == 0 ||
		contradictsItself(e) || e.MayBeTaken()
}

// contradictsItself recognises a rejection with the status of a success: perhaps the
// partner was created, and only something that follows failed.
func contradictsItself(e *client.Error) bool {
	return e != nil && e.Status > 0 && e.Status < http.StatusMultipleChoices
}
