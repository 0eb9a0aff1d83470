package lifecycle

import (
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// An ask is what a row of the file asks for.
type ask struct {
	partner client.NewPartner
	invite  bool // it is an invitation

	parent     int // the row of the referring partner in this file, 0 if there is none
	parentLine int // where that row starts

	named      string      // an id or a key of the referring partner, if the file does not say which
	resolution *resolution // which of the two it is, nil until that is known
	contents
}

// contents are hashes of what a row asks for. They tell whether a row asks for the
// same as in an earlier run.
type contents struct {
	whole [16]byte // as the row asks for it
	alone [16]byte // without the referring partner
	other [16]byte // with the other meaning of ask.named, zero if there is none
}

// An Asked is what a record asks for. Its texts are those of the record.
type Asked struct {
	ask
	identity string // in the journal
}

// Ask works out what the record asks for. A name that may be an id or a key counts as
// an id at first, and is not sent. It is safe for concurrent use.
func Ask(r *row.Record, invite bool) (a Asked) {
	a.partner, a.invite, a.named = r.Borrow(), invite, r.Referrer
	if a.named != "" {
		a.partner.Referrer = &client.Referrer{ID: a.named}
	}
	a.contents, a.identity = a.hash(), identity.Entry(r.Email, invite)
	return a
}

// Identity is the name of what is asked for in the journal.
func (a *Asked) Identity() string { return a.identity }

// Ask gives the job what the record asks for.
func (j *Job) Ask(r *row.Record, invite bool) { j.Take(Ask(r, invite)) }

// Take gives the job what its row asks for. The job is valid as long as the record.
func (j *Job) Take(a Asked) {
	a.parent, a.parentLine = j.ask.parent, j.ask.parentLine
	j.ask, j.entry = a.ask, journal.Entry{Email: a.identity}
}

// Own returns a copy of a job that nothing was sent for yet. It may outlive the record.
func (j *Job) Own() *Job {
	own := new(*j)
	own.ask.partner, own.ask.named = row.Own(j.ask.partner), strings.Clone(j.ask.named)
	own.entry.Email = identity.Entry(own.Email(), own.ask.invite)
	return own
}

// Identity is the name of the row in the journal.
func (j *Job) Identity() string { return j.entry.Email }

// Email is the address as the file has it.
func (j *Job) Email() string { return j.ask.partner.Email }

func (a *ask) hash() contents {
	c := contents{whole: compare.Content(a.partner)}
	c.alone = c.whole
	if a.named != "" {
		c.other = compare.Content(referredBy(a.partner, new(a.otherReading())))
	}
	if a.partner.Referrer != nil {
		c.alone = compare.Content(referredBy(a.partner, nil))
	}
	return c
}

func referredBy(p client.NewPartner, r *client.Referrer) client.NewPartner {
	p.Referrer = r
	return p
}

// isUnresolved reports whether Partnero must still say which partner the row names.
func (a *ask) isUnresolved() bool { return a.named != "" && a.resolution == nil }

// otherReading is the referring partner by key if the name counts as an id, and the
// other way round.
func (a *ask) otherReading() client.Referrer {
	if a.partner.Referrer.ID != "" {
		return client.Referrer{Key: a.named}
	}
	return client.Referrer{ID: a.named}
}

// read takes the name as an id or as a key.
func (a *ask) read(r client.Referrer) {
	if r != *a.partner.Referrer {
		a.partner.Referrer = &r
		a.whole, a.other = a.other, a.whole
	}
}

// readAs takes the name as an earlier run did, so that both ask for the same. That
// does not decide what is sent.
func (a *ask) readAs(e journal.Entry) {
	if a.named != "" && (e.Content == a.other || e.Made == a.other) {
		a.read(a.otherReading())
	}
}

// holds reports whether this row asks for a content.
func (a *ask) holds(content [16]byte) bool { return content == a.whole || content == a.alone }
