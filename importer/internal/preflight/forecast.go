package preflight

import (
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/plan"
	"partner-import/importer/row"
)

// A Forecast knows which partners the account has. Its tables map e-mails and ids to
// places in the list, so a partner takes about 40 bytes.
type Forecast struct {
	identity.Digester
	emails, ids identity.Table
	block       bool // a row is not sent if the row of its referring partner is invalid
	Tally       Tally
}

// A Tally counts the verdicts of a Forecast.
type Tally struct {
	Partners    int // in the account
	WouldCreate int
	WouldExist  int
	WouldFail   int // also rows that would be blocked
	Unchecked   int // rows that name a referring partner by key: no list has keys
}

// NewForecast makes a forecast for an empty account. With block, a row is not sent
// if the row of its referring partner is invalid.
func NewForecast(block bool) *Forecast {
	return &Forecast{Digester: identity.NewDigester(), block: block}
}

// Add adds a partner of the list.
func (k *Forecast) Add(p client.Partner) {
	k.Tally.Partners++
	place := uint32(k.Tally.Partners)
	*k.emails.Entry(k.Digest(identity.Email(p.Email))) = place
	if p.ID != "" {
		*k.ids.Entry(k.Digest(p.ID)) = place
	}
}

// has finds a partner by e-mail or id, 0 if there is none.
func (k *Forecast) has(known *identity.Table, value string) uint32 {
	if value == "" {
		return 0
	}
	return known.Row(k.Digest(value))
}

// Verdict says what the import would do with a valid row. The zero Problem means
// that it would create the partner. The plan may still be nil for a row that does
// not refer to another one.
func (k *Forecast) Verdict(r row.Row, p *plan.Plan) row.Problem {
	request := r.Record.Request()
	if r.Record.Referrer != "" {
		request.Referrer = k.either(r.Record.Referrer)
	}
	parent := 0
	if request.Referrer != nil {
		parent = p.Parent(r.Number)
	}
	problem := k.foresee(request, parent, p)
	switch problem.Code {
	case "":
		k.Tally.WouldCreate++
	case row.EmailTaken:
		k.Tally.WouldExist++
	default:
		k.Tally.WouldFail++
	}
	return problem
}

func (k *Forecast) foresee(request client.NewPartner, parent int, p *plan.Plan) row.Problem {
	ofEmail := k.has(&k.emails, identity.Email(request.Email))
	ofID := k.has(&k.ids, request.ID)
	switch {
	case parent > 0 && p.IsInvalid(parent) && k.block:
		return row.Problem{Code: row.ReferrerFailed, Column: row.ReferrerField(request.Referrer), Message: fmt.Sprintf(
			"Its referring partner (line %d) has a problem, so this row would not be sent. Fix that row.", p.Line(uint32(parent)))}
	case ofEmail > 0 && ofID > 0 && ofEmail != ofID:
		return row.Problem{Code: row.Conflict, Column: "id", Message: "The e-mail belongs to one partner, but the id belongs to another. Fix one of the two."}
	case ofEmail > 0:
		return row.Problem{Code: row.EmailTaken, Column: "email", Message: "Already in Partnero. Nothing would be changed."}
	case ofID > 0:
		return row.Problem{Code: row.IDTaken, Column: "id", Message: "The id belongs to another partner. Choose a different one, or leave it empty."}
	case parent > 0 || request.Referrer == nil:
		return row.Problem{}
	}
	return k.foreseeReferrer(request.Referrer)
}

// either is a referring partner that is named by an id or a key.
func (k *Forecast) either(named string) *client.Referrer {
	if k.has(&k.ids, named) > 0 {
		return &client.Referrer{ID: named}
	}
	return &client.Referrer{Key: named}
}

// foreseeReferrer looks for a referring partner who is not in the file.
func (k *Forecast) foreseeReferrer(r *client.Referrer) row.Problem {
	known := k.has(&k.emails, identity.Email(r.Email)) > 0 || k.has(&k.ids, r.ID) > 0
	switch {
	case known:
		return row.Problem{}
	case r.Email == "" && r.ID == "":
		k.Tally.Unchecked++
		return row.Problem{}
	}
	return row.Problem{Code: row.ReferrerNotFound, Column: row.ReferrerField(r),
		Message: "The referring partner is neither in Partnero nor in this file. Create that partner first, or fix the cell."}
}
