package importer

import (
	"context"
	"errors"
	"fmt"
	"math"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

var errNoLister = errors.New("this API cannot list its partners; check the file without asking it")

// OnlineSummary says what an import would meet in the account, as far as the
// listing of its partners tells. WouldCreate, WouldExist and WouldFail add up
// to the valid rows.
type OnlineSummary struct {
	Partners    int `json:"partners"` // in the account
	WouldCreate int `json:"would_create"`
	WouldExist  int `json:"would_exist"`
	WouldFail   int `json:"would_fail"`          // also rows that would be blocked
	Unchecked   int `json:"unchecked_referrers"` // rows whose referring partner is named by a key, which no listing has
}

// A roster is who is in the account already: the tables map what is unique to
// places in the listing, so that a partner takes about 40 bytes.
type roster struct {
	identity.Digester
	emails, ids identity.Table
	orphans     Orphans
	summary     *OnlineSummary
}

// callRoll lists the account. Partners that come or go meanwhile may be
// missed: what it says is information, and no row is invalid because of it.
func (r *run) callRoll(ctx context.Context) error {
	k := &roster{Digester: identity.NewDigester(), summary: &OnlineSummary{}, orphans: r.options.Orphans}
	if err := r.list(ctx, math.MaxInt, k.add); err != nil {
		return err
	}
	r.roster, r.summary.Online = k, k.summary
	return nil
}

func (k *roster) add(p client.Partner) {
	k.summary.Partners++
	place := uint32(k.summary.Partners)
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
		parent = p.parents.parent(r.Number)
	}
	problem := k.foresee(request, parent, p)
	switch problem.Code {
	case "":
		k.summary.WouldCreate++
	case row.EmailTaken:
		k.summary.WouldExist++
	default:
		k.summary.WouldFail++
	}
	return problem
}

func (k *roster) foresee(request client.NewPartner, parent int, p *plan) row.Problem {
	ofEmail := k.has(&k.emails, identity.Email(request.Email))
	ofID := k.has(&k.ids, request.ID)
	switch {
	case parent > 0 && p.invalid[parent-1] && k.orphans == BlockOrphans:
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
		k.summary.Unchecked++
		return row.Problem{}
	}
	return row.Problem{Code: row.ReferrerNotFound, Column: row.ReferrerField(r),
		Message: "the referring partner is neither in the account nor in the file; create that partner first, or correct the cell"}
}

// unchecked says what the listing could not tell.
func (k *roster) unchecked() string {
	if k == nil || k.summary.Unchecked == 0 {
		return ""
	}
	return cell.Count(k.summary.Unchecked, "row") + " with the key of a referring partner who is no row of the file: no listing has keys, so the import will tell whether there is one"
}
