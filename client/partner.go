package client

import "time"

// NewPartner is the body of a create request. Only Email is required. Empty
// fields are left out of the request. They are never sent as "".
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

// A Referrer names the partner who referred another one. Exactly one field is
// set.
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

// Changes is what an update sets. A nil field is not changed. An empty Tags
// removes every tag.
type Changes struct {
	Email    *string   `json:"email,omitempty"`
	Name     *string   `json:"name,omitempty"`
	Surname  *string   `json:"surname,omitempty"`
	Password *string   `json:"password,omitempty"`
	Key      *string   `json:"key,omitempty"`
	Tags     *[]string `json:"tags,omitempty"`
}

// A Partner is a partner in an answer of the API. The call decides which fields
// are filled: a listing has no key, no link and no tags.
type Partner struct {
	ID        string
	Key       string
	Email     string
	Name      string
	Surname   string
	Tags      []string // nil if the answer has no list of tags; an empty list is something else
	Link      string   // the first referral link
	Status    string   // active, pending, archived or deleted; "" if the answer has none
	CreatedAt time.Time
	UpdatedAt time.Time // the last change, by the API's clock; zero if the answer has none
}

// IsArchived reports whether the answer says that the partner is archived.
func (p *Partner) IsArchived() bool { return p.Status == "archived" }
