package importer

import (
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// A roster is who is in the account already: the tables map what is unique to
// places in the listing, so that a partner takes about 40 bytes.
type roster struct {
	identity.Digester
	emails, ids identity.Table
	block       bool // a row is not sent whose referring partner's row is invalid
	tally       tally
}

// A tally is how often a roster has said what.
type tally struct {
	Partners    int // in the account
	WouldCreate int
	WouldExist  int
	WouldFail   int // also rows that would be blocked
	Unchecked   int // rows whose referring partner is named by a key, which no listing has
}

func newRoster(block bool) *roster { return &roster{Digester: identity.NewDigester(), block: block} }

// add takes a partner of the listing.
func (k *roster) add(p client.Partner) {
	k.tally.Partners++
	place := uint32(k.tally.Partners)
	*k.emails.Entry(k.Digest(identity.Email(p.Email))) = place
	if p.ID != "" {
		*k.ids.Entry(k.Digest(p.ID)) = place
	}
}

// has finds a partner by what is unique, 0 if there is none.
func (k *roster) has(known *identity.Table, value string) uint32 {
	if value == "" {
		return 0
	}
	return known.Row(k.Digest(value))
}

// verdict says of a valid row what the import would do: the zero Problem, that
// it would create the partner. The plan may still be missing for a row that
// refers to no other one.
func (k *roster) verdict(r row.Row, p *plan) row.Problem {
	request := r.Record.Request()
	if r.Record.Referrer != "" {
		request.Referrer = k.either(r.Record.Referrer)
	}
	parent := 0
	if request.Referrer != nil {
		parent = p.parent(r.Number)
	}
	problem := k.foresee(request, parent, p)
	switch problem.Code {
	case "":
		k.tally.WouldCreate++
	case row.EmailTaken:
		k.tally.WouldExist++
	default:
		k.tally.WouldFail++
	}
	return problem
}

func (k *roster) foresee(request client.NewPartner, parent int, p *plan) row.Problem {
	ofEmail := k.has(&k.emails, identity.Email(request.Email))
	ofID := k.has(&k.ids, request.ID)
	switch {
	case parent > 0 && p.isInvalid(parent) && k.block:
		return row.Problem{Code: row.ReferrerFailed, Column: row.ReferrerField(request.Referrer), Message: fmt.Sprintf(
			"the referring partner, in line %d, is invalid, so that this row would not be sent; mend that line", p.line(uint32(parent)))}
	case ofEmail > 0 && ofID > 0 && ofEmail != ofID:
		return row.Problem{Code: row.Conflict, Column: "id", Message: "the e-mail belongs to one partner of the account and the id to another; correct one of the two"}
	case ofEmail > 0:
		return row.Problem{Code: row.EmailTaken, Column: "email", Message: "is in the account already and would be left as it is; nothing to do"}
	case ofID > 0:
		return row.Problem{Code: row.IDTaken, Column: "id", Message: "the id belongs to another partner of the account; choose another one or leave it empty"}
	case parent > 0 || request.Referrer == nil:
		return row.Problem{}
	}
	return k.foreseeReferrer(request.Referrer)
}

// either is a referring partner who is named by an id or a key.
func (k *roster) either(named string) *client.Referrer {
	if k.has(&k.ids, named) > 0 {
		return &client.Referrer{ID: named}
	}
	return &client.Referrer{Key: named}
}

// foreseeReferrer looks for a referring partner who is no row of the file.
func (k *roster) foreseeReferrer(r *client.Referrer) row.Problem {
	known := k.has(&k.emails, identity.Email(r.Email)) > 0 || k.has(&k.ids, r.ID) > 0
	switch {
	case known:
		return row.Problem{}
	case r.Email == "" && r.ID == "":
		k.tally.Unchecked++
		return row.Problem{}
	}
	return row.Problem{Code: row.ReferrerNotFound, Column: row.ReferrerField(r),
		Message: "the referring partner is neither in the account nor in the file; create that partner first, or correct the cell"}
}
