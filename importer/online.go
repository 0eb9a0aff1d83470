package importer

import (
	"context"
	"errors"
	"math"

	"partner-import/importer/internal/cell"
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

// callRoll lists the account. Partners that come or go meanwhile may be
// missed: what it says is information, and no row is invalid because of it.
func (r *dryRun) callRoll(ctx context.Context) error {
	if !r.options.Online {
		return nil
	}
	k := newRoster(r.options.Orphans == BlockOrphans)
	if err := r.list(ctx, r.partners, math.MaxInt, k.add); err != nil {
		return err
	}
	r.roster = k
	return nil
}

// online says what the import would meet, nil if nobody asked.
func (r *dryRun) online() *OnlineSummary {
	if r.roster == nil {
		return nil
	}
	return new(OnlineSummary(r.roster.tally))
}

// unchecked says what the listing could not tell.
func (r *dryRun) unchecked() string {
	if r.roster == nil || r.roster.tally.Unchecked == 0 {
		return ""
	}
	return cell.Count(r.roster.tally.Unchecked, "row") + " with the key of a referring partner who is no row of the file: no listing has keys, so the import will tell whether there is one"
}
