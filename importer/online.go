package importer

import (
	"context"
	"errors"
	"fmt"
	"math"

	"partner-import/client"
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
	digester
	emails, ids table
	orphans     Orphans
	summary     *OnlineSummary
}

// callRoll lists the account. Partners that come or go meanwhile may be
// missed: what it says is information, and no row is invalid because of it.
func (r *run) callRoll(ctx context.Context) error {
	k := &roster{digester: newDigester(), summary: &OnlineSummary{}, orphans: r.options.Orphans}
	if err := r.list(ctx, math.MaxInt, k.add); err != nil {
		return err
	}
	r.roster, r.summary.Online = k, k.summary
	return nil
}

func (k *roster) add(p client.Partner) {
	k.summary.Partners++
	place := uint32(k.summary.Partners)
	*k.emails.entry(k.digest(foldEmail(p.Email))) = place
	if p.ID != "" {
		*k.ids.entry(k.digest(p.ID)) = place
	}
}

// has finds a partner by what is unique, 0 if there is none.
func (k *roster) has(known *table, value string) uint32 {
	if value == "" {
		return 0
	}
	return known.row(k.digest(value))
}

// verdict says of a valid row what the import would do: the zero Problem, that
// it would create the partner. The plan may still be missing for a row that
// refers to no other one.
func (k *roster) verdict(row Row, p *plan) Problem {
	request := row.Record.request()
	if row.Record.Referrer != "" {
		request.Referrer = k.either(row.Record.Referrer)
	}
	parent := 0
	if request.Referrer != nil {
		parent = p.parents.parent(row.Number)
	}
	problem := k.foresee(request, parent, p)
	switch problem.Code {
	case "":
		k.summary.WouldCreate++
	case EmailTaken:
		k.summary.WouldExist++
	default:
		k.summary.WouldFail++
	}
	return problem
}

func (k *roster) foresee(request client.NewPartner, parent int, p *plan) Problem {
	ofEmail := k.has(&k.emails, foldEmail(request.Email))
	ofID := k.has(&k.ids, request.ID)
	switch {
	case parent > 0 && p.invalid[parent-1] && k.orphans == BlockOrphans:
		return Problem{ReferrerFailed, referrerField(request.Referrer), fmt.Sprintf(
			"the referring partner, in line %d, is invalid, so that this row would not be sent; mend that line", p.line(uint32(parent)))}
	case ofEmail > 0 && ofID > 0 && ofEmail != ofID:
		return Problem{Conflict, "id", "the e-mail belongs to one partner of the account and the id to another; correct one of the two"}
	case ofEmail > 0:
		return Problem{EmailTaken, "email", "is in the account already and would be left as it is; nothing to do"}
	case ofID > 0:
		return Problem{IDTaken, "id", "the id belongs to another partner of the account; choose another one or leave it empty"}
	case parent > 0 || request.Referrer == nil:
		return Problem{}
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
func (k *roster) foreseeReferrer(r *client.Referrer) Problem {
	known := k.has(&k.emails, foldEmail(r.Email)) > 0 || k.has(&k.ids, r.ID) > 0
	switch {
	case known:
		return Problem{}
	case r.Email == "" && r.ID == "":
		k.summary.Unchecked++
		return Problem{}
	}
	return Problem{ReferrerNotFound, referrerField(r),
		"the referring partner is neither in the account nor in the file; create that partner first, or correct the cell"}
}

// unchecked says what the listing could not tell.
func (k *roster) unchecked() string {
	if k == nil || k.summary.Unchecked == 0 {
		return ""
	}
	return count(k.summary.Unchecked, "row") + " with the key of a referring partner who is no row of the file: no listing has keys, so the import will tell whether there is one"
}
