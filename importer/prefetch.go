package importer

import (
	"context"
	"errors"
	"fmt"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

// This file is Options.Prefetch: the account is listed before anything is sent,
// so that who is there already costs a lookup (a listing has neither key nor
// link) and not a create and a lookup.
//
// The listing decides nothing. Whoever is in it is looked up first, and whoever
// is not, or is found to be another one, is sent like every other row.

// PrefetchSummary says what a listing of the account was good for.
type PrefetchSummary struct {
	Partners int `json:"partners"` // that were listed
	Rows     int `json:"rows"`     // of the file whose partner was among them, and was looked up first
}

// prefetch lists the account, if any row would be sent. The error is the end of
// ctx: a listing that fails is missed by nobody.
func (r *importing) prefetch(ctx context.Context) error {
	if r.refusesAll() || !r.options.Prefetch {
		return nil
	}
	h := newHints()
	if err := r.gather(ctx, h); err != nil {
		return err
	}
	if h.open == 0 {
		return nil
	}
	// A listing of more pages than there are rows to send costs more than it spares.
	err := r.list(ctx, r.partners, h.open, h.see)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	r.hints = h
	found := &PrefetchSummary{Partners: int(r.tracker.listed.Load()), Rows: h.there}
	r.summary.Prefetch = found
	if err != nil {
		text := noListing(err, found.Partners, h.open)
		r.warn(text)
		r.options.Log.Warn(text)
		return nil
	}
	r.options.Log.Info("the account was listed", zap.Int("partners", found.Partners), zap.Int("rows_there", found.Rows))
	return nil
}

// noListing says once why the listing ended early.
func noListing(err error, partners, rows int) string {
	if errors.Is(err, errMorePages) {
		return fmt.Sprintf("the listing of the account was ended after %d partners, since it costs more requests than %s can spare; leave it out for a small file", partners, cell.Count(rows, "row"))
	}
	why := ""
	var e *client.Error
	if errors.As(err, &e) {
		why = lifecycle.Said(e)
	}
	if partners > 0 {
		return fmt.Sprintf("the listing of the account broke off after %d partners%s; the other rows are sent as without it", partners, why)
	}
	return "the account could not be listed" + why + "; the rows are sent as without a listing"
}

// gather notes the rows that would be sent: those that are valid, and that the
// journal does not know as done. Trouble with the journal is left to the second
// pass, which says so.
func (r *importing) gather(ctx context.Context, h *hints) error {
	rows := r.source.stream()
	defer rows.close()
	defer r.tracker.enter(readingFile)()
	told := r.tracker.telling(nil)
	r.tracker.report()
	for rows.Next() {
		row := rows.Row()
		if told != nil {
			_ = told(row, nil) // it has no visitor that could fail
		}
		if row.Number%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if row.Number > r.plan.rows() {
			break // the file is growing, which the second pass says
		}
		if r.plan.problem(row) != nil || !r.wouldSend(row.Record.Email) {
			continue
		}
		h.expect(row.Record)
		if r.options.Limit > 0 && h.open == r.options.Limit {
			break
		}
	}
	return rows.Err()
}

// wouldSend reports whether the journal leaves a row to be sent. One that is
// claimed is looked up in any case.
func (r *importing) wouldSend(email string) bool {
	if r.journal == nil {
		return true
	}
	entry, known, err := r.journal.Find(identity.Email(email))
	return err == nil && (!known || row.Status(entry.Status) == row.Failed)
}
