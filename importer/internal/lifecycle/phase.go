package lifecycle

import (
	"cmp"

	"partner-import/client"
)

// A Phase is the one request that a row needs next, and its reason.
//
//	            ┌───────── certainly not processed: again, later ◀──┐
//	            ▼                                                   │
//	resolve ▶ create ── POST ──▶ 201 ─────────────────────────▶ created
//	  ▲         ▲ │       ├────▶ refused ─────────────────────▶ failed
//	  │         │ │       ├────▶ taken ──▶ collide ──┐
//	  │         │ │       └────▶ lost ───▶ verify ───┤ GET, by e-mail
//	  │   not   │ │          journal ───▶ refresh ───┤
//	  └─ there ─┴─│───────── listing ───▶ hinted ────┤
//	              ▼                                  ▼ there
//	           blocked                    created if it is ours, else meet it:
//	                                      exists · failed · announce ▶ change ▶ updated
//	                                      (whose: the id or the key is another's)
type Phase uint8

// The phases of a row. The zero value is Create.
const (
	Create   Phase = iota // sends the POST: to /partners, or to /partners:invite
	Verify                // asks for the e-mail: our own create may have had its effect
	Collide               // asks for the e-mail: Partnero said that something is taken
	Refresh               // asks for the e-mail of a partner that the journal knows
	Hinted                // asks for the e-mail: the list had it, and nothing was sent yet
	Whose                 // asks for the id or the key, to name the partner that has it
	Announce              // waits for the journal to say that a change may be under way
	Change                // sends the PUT
	Resolve               // asks for the referring partner, once by id and once by key
)

// String returns the name of the phase, as in the log and in docs/internals/durability.md.
func (p Phase) String() string {
	return [...]string{"create", "verify", "collide", "refresh", "hinted", "whose", "announce", "change", "resolve"}[p]
}

// Writes reports whether the phase's request changes something.
func (p Phase) Writes() bool { return p == Create || p == Change }

// A Request is the request for a phase. One of Create, Invite, Changes and By is
// set.
type Request struct {
	Create  *client.NewPartner
	Invite  *client.Invitation
	Changes *client.Changes // for the partner with ID
	ID      string
	By      client.By
}

// Request is the request of the job's phase. Announce has none.
func (j *Job) Request() Request {
	switch {
	case j.phase == Create && j.ask.invite:
		p := &j.ask.partner
		return Request{Invite: &client.Invitation{Email: p.Email, Name: p.Name, Surname: p.Surname}}
	case j.phase == Create:
		return Request{Create: new(j.post())}
	case j.phase == Change:
		return Request{Changes: j.changes, ID: j.found.ID}
	}
	return Request{By: j.by()}
}

// post is the request that creates the partner.
func (j *Job) post() client.NewPartner {
	switch {
	case j.terms == alone:
		return referredBy(j.ask.partner, nil)
	case j.boss != "" && j.ask.partner.Referrer != nil:
		return referredBy(j.ask.partner, &client.Referrer{ID: j.boss})
	}
	return j.ask.partner
}

// by is the lookup that the job's phase asks for.
func (j *Job) by() client.By {
	switch {
	case j.phase == Resolve && len(j.owners) == 0:
		return client.By{ID: j.ask.named}
	case j.phase == Resolve:
		return client.By{Key: j.ask.named}
	case j.phase == Whose && j.whose() == "id":
		return client.By{ID: j.ask.partner.ID}
	case j.phase == Whose:
		return client.By{Key: j.ask.partner.Key}
	}
	return client.By{Email: j.ask.partner.Email}
}

// whose is the field that Whose asks about. If no rejection names one, an update
// asks which partner has the id.
func (j *Job) whose() string { return cmp.Or(j.rival(), "id") }
