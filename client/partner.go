package client

import (
	"encoding/json"
	"time"
)

// NewPartner is the body of a create request. Only Email is required; empty
// fields are left out of the request, never sent as "".
//
// See https://docs.partnero.com/api-reference/partners/create-partner.
type NewPartner struct {
	Email    string    `json:"email"`
	Name     string    `json:"name,omitempty"`
	Surname  string    `json:"surname,omitempty"`
	Password string    `json:"password,omitempty"` // at least 8 characters, with a lower case letter, an upper case letter and a digit
	ID       string    `json:"id,omitempty"`
	Key      string    `json:"key,omitempty"` // the referral key, as in ?aff=KEY
	Tags     []string  `json:"tags,omitempty"`
	Referrer *Referrer `json:"referring_partner,omitempty"`
}

// A Referrer names the partner who referred another one, by exactly one of
// its fields.
type Referrer struct {
	ID    string `json:"id,omitempty"`
	Key   string `json:"key,omitempty"`
	Email string `json:"email,omitempty"`
}

// Invitation is the body of an invite request. Email and Name are required.
type Invitation struct {
	Email   string `json:"email"`
	Name    string `json:"name"`
	Surname string `json:"surname,omitempty"`
}

// Changes is what an update sets. A nil field is left as it is; an empty Tags
// removes every tag.
type Changes struct {
	Email    *string   `json:"email,omitempty"`
	Name     *string   `json:"name,omitempty"`
	Surname  *string   `json:"surname,omitempty"`
	Password *string   `json:"password,omitempty"`
	Key      *string   `json:"key,omitempty"`
	Tags     *[]string `json:"tags,omitempty"`
}

// A Partner is one as the API answers it. Which fields are filled depends on
// the call: a listing has no key, no link and no tags.
type Partner struct {
	ID        string
	Key       string
	Email     string
	Name      string
	Surname   string
	Tags      []string // nil where the answer has no list of them, which differs from an empty list
	Link      string   // the first referral link
	Status    string   // active, pending, archived or deleted
	CreatedAt time.Time
}

// partnerJSON is the wire form. It is lenient where the API is only known
// from examples: ids may be numbers, tags may be objects or plain strings,
// times may be missing or in another form.
type partnerJSON struct {
	ID        text     `json:"id"`
	Key       text     `json:"key"`
	Email     text     `json:"email"`
	Name      text     `json:"name"`
	Surname   text     `json:"surname"`
	Tags      tags     `json:"tags"`
	Link      text     `json:"referral_link"`
	Links     textList `json:"referral_links"`
	Status    text     `json:"status"`
	CreatedAt text     `json:"created_at"`
}

func (p partnerJSON) partner() Partner {
	q := Partner{
		ID: string(p.ID), Key: string(p.Key), Email: string(p.Email),
		Name: string(p.Name), Surname: string(p.Surname),
		Tags: p.Tags, Link: string(p.Link), Status: string(p.Status),
	}
	if q.Link == "" && len(p.Links) > 0 {
		q.Link = p.Links[0]
	}
	// RFC 3339 also reads the fraction of "2025-04-30T16:44:13.000000Z".
	q.CreatedAt, _ = time.Parse(time.RFC3339, string(p.CreatedAt))
	return q
}

// An acknowledgement is the answer to a request that names its partner by
// itself: that it was a success is all that counts. Data of another form, or
// none, says nothing of the partner.
type acknowledgement partnerJSON

func (a *acknowledgement) UnmarshalJSON(b []byte) error {
	var p partnerJSON
	if json.Unmarshal(b, &p) == nil {
		*a = acknowledgement(p)
	}
	return nil
}

// text is a JSON string, or a number or null where a string was expected.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case len(b) > 0 && b[0] == '"':
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9'):
		s = string(b)
	}
	*t = text(s)
	return nil
}

// textList is a list of strings; anything else in it or instead of it is
// passed over.
type textList []string

func (l *textList) UnmarshalJSON(b []byte) error {
	var items []text
	if json.Unmarshal(b, &items) != nil {
		return nil
	}
	for _, s := range items {
		if s != "" {
			*l = append(*l, string(s))
		}
	}
	return nil
}

// tags reads [{"value": "x"}] as well as ["x"].
type tags []string

func (t *tags) UnmarshalJSON(b []byte) error {
	var items []json.RawMessage
	if json.Unmarshal(b, &items) != nil || items == nil {
		return nil
	}
	*t = tags{}
	for _, item := range items {
		var object struct{ Value text }
		var plain text
		if json.Unmarshal(item, &object) != nil {
			_ = json.Unmarshal(item, &plain)
			object.Value = plain
		}
		if object.Value != "" {
			*t = append(*t, string(object.Value))
		}
	}
	return nil
}
