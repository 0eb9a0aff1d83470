package lifecycle

import (
	"net/http"

	"partner-import/client"
)

// An Event is what an answer means, whatever the phase.
type Event uint8

// The events. Each answer is exactly one of them.
const (
	Done       Event = iota // it is done, or the partner that was asked for is there
	Another                 // the answer is about another partner
	Absent                  // there is no such partner
	Throttled               // turned away by the API's limit
	Unsent                  // it certainly did not reach the API
	Lost                    // it may have had its effect
	Taken                   // refused, since the e-mail, id or key belongs to somebody
	Wordless                // refused without a word: it may be taken
	NoReferrer              // refused, since the API knows no such referring partner
	Refused                 // refused for another reason
	Forbidden               // the API says that the key may not do it
	Closed                  // no request of this kind can succeed
)

// Events returns all events in their order.
func Events() []Event {
	return []Event{Done, Another, Absent, Throttled, Unsent, Lost, Taken, Wordless, NoReferrer, Refused, Forbidden, Closed}
}

// String returns the event's name as docs/durability.md has it.
func (e Event) String() string {
	return [...]string{
		"done", "another's answer", "not there", "throttled", "not sent", "answer lost",
		"taken", "refused without a word", "no such referrer", "refused", "forbidden", "account closed",
	}[e]
}

// event classifies an answer, once.
func (j *Job) event(a Answer) Event {
	switch {
	case a.Err == nil && j.isAnswer(a.Partner):
		return Done
	case a.Err == nil:
		return Another
	}
	switch a.Err.Kind {
	case client.NotFound:
		return Absent
	case client.Throttled:
		return Throttled
	case client.Unsent:
		return Unsent
	case client.Ambiguous:
		return Lost
	case client.Taken:
		return Taken
	case client.Forbidden:
		return forbidden(a.Err)
	case client.Unauthorized, client.Misconfigured:
		return j.closed(a)
	}
	return j.refusedFor(a.Err)
}

// forbidden tells the API's own word from a firewall's, which objects to this
// row alone.
func forbidden(e *client.Error) Event {
	if e.Message == "" {
		return Refused
	}
	return Forbidden
}

// closed tells a wrong address from a row that the API answers with 404. Then
// other creates have found the place.
func (j *Job) closed(a Answer) Event {
	if j.phase == Create && !j.ask.invite && a.Err.Status == http.StatusNotFound && a.Placed {
		return Refused
	}
	return Closed
}

func (j *Job) refusedFor(e *client.Error) Event {
	switch {
	case e.Kind != client.Refused:
		return Refused
	case j.missesReferrer(e):
		return NoReferrer
	case saysNothing(e):
		return Wordless
	}
	return Refused
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
