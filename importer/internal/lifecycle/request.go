package lifecycle

import (
	"cmp"

	"partner-import/client"
)

// A Request is what is to be asked of the API. One of Create, Invite, Changes
// and By is set.
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
	if j.terms == alone {
		return referredBy(j.ask.partner, nil)
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

// whose is the field that is asked about in Whose. Where no refusal names one,
// an update wants to know whose the id is.
func (j *Job) whose() string { return cmp.Or(j.rival(), "id") }
