package sandbox

import (
	"slices"
	"time"
)

// Partner is one partner in the sandbox. It is a plain value: the copies that the
// sandbox returns share nothing with it.
type Partner struct {
	ID       string   // unique, generated ("partner_ab12cd34") when left empty
	Key      string   // referral key, unique, generated ("ref_ab12cd34") when left empty
	Email    string   // unique without regard to case, kept as it was sent
	Name     string   // first name, null on the wire when empty
	Surname  string   // last name, null on the wire when empty
	Password string   `json:"-"` // as it was sent; empty if the program would generate one. No answer and no ledger has it
	Tags     []string // in the order sent; answers list them the other way round, as the vendor's example does

	ReferrerID string // ID of the referring partner, "" for none
	Status     string // "active" when left empty; "pending" for the invited, "archived"
	Invited    bool   // created by an invitation

	CreatedAt time.Time // UTC, whole seconds, as the API's database keeps it
	UpdatedAt time.Time // UTC, whole seconds
}

// clone copies p together with its tags.
func (p Partner) clone() Partner {
	p.Tags = slices.Clone(p.Tags)
	return p
}

// seeded fills the fields that Options.Partners may leave out. Only the store can
// make id and key.
func (p Partner) seeded(now time.Time) Partner {
	p = p.clone()
	if p.Status == "" {
		p.Status = "active"
		if p.Invited {
			p.Status = "pending"
		}
	}
	if p.CreatedAt.IsZero() {
		p.CreatedAt = now
	}
	if p.UpdatedAt.IsZero() {
		p.UpdatedAt = p.CreatedAt
	}
	p.CreatedAt = p.CreatedAt.UTC().Truncate(time.Second)
	p.UpdatedAt = p.UpdatedAt.UTC().Truncate(time.Second)
	return p
}
