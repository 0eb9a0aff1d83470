package preflight

import (
	"context"
	"errors"
	"fmt"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/plan"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// Hints are the rows that would be sent, and which of them have their partner in
// the listing: a table from e-mails to a word for each row, which says what id
// the row has, and in its highest bit that its partner was listed. So a row
// takes 15 to 24 bytes, however many partners there are. Two ids that share a
// word cost a lookup and do no harm.
type Hints struct {
	identity.Digester
	rows  identity.Table
	Open  int // rows that would be sent
	There int // of them, those in the listing
}

const (
	noID     = 1
	isListed = 1 << 31
)

// NewHints makes hints that know no row yet.
func NewHints() *Hints { return &Hints{Digester: identity.NewDigester()} }

// Gather notes the rows of the file that would be sent: those that are valid and,
// by their e-mail, wanted. It ends after limit of them, unless that is 0. Told is
// called with each row, unless it is nil.
func (h *Hints) Gather(ctx context.Context, s *source.Source, p *plan.Plan, limit int, wanted func(email string) bool, told plan.Visitor) error {
	rows := s.Stream()
	defer rows.Close()
	for rows.Next() {
		row := rows.Row()
		if told != nil {
			_ = told(row, nil) // it has no visitor that could fail
		}
		if row.Number%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if row.Number > p.Rows() {
			break // the file is growing, which the second pass says
		}
		if p.Problem(row) != nil || !wanted(row.Record.Email) {
			continue
		}
		if h.Expect(row.Record); h.Open == limit {
			break
		}
	}
	return rows.Err()
}

// Expect notes a row that would be sent. No two of them have one e-mail.
func (h *Hints) Expect(record *row.Record) {
	*h.rows.Entry(h.Digest(identity.Email(record.Email))) = h.word(record.ID)
	h.Open++
}

// See notes a partner of the account that is a row's, with the row's id if it
// has one. If the partner has another id, the row is sent, so that the API says
// whose that id is.
func (h *Hints) See(p client.Partner) {
	email := h.Digest(identity.Email(p.Email))
	if row := h.rows.Row(email); row == noID || row != 0 && row == h.word(p.ID) {
		*h.rows.Entry(email) = row | isListed
		h.There++
	}
}

// word stands for an id.
func (h *Hints) word(id string) uint32 {
	if id == "" {
		return noID
	}
	return max(noID+1, uint32(h.Digest(id).Print)&^isListed)
}

// Lists reports whether the listing had the partner of a row.
func (h *Hints) Lists(email string) bool {
	return h != nil && h.rows.Row(h.Digest(identity.Email(email)))&isListed != 0
}

// NoListing says once why the listing ended early.
func NoListing(err error, partners, rows int) string {
	if errors.Is(err, ErrMorePages) {
		return fmt.Sprintf("the listing of the account was ended after %d partners, since it costs more requests than %s can spare; leave it out for a small file", partners, cell.Count(rows, "row"))
	}
	why := ""
	var e *client.Error
	if errors.As(err, &e) {
		why = verdict.Said(e)
	}
	if partners > 0 {
		return fmt.Sprintf("the listing of the account broke off after %d partners%s; the other rows are sent as without it", partners, why)
	}
	return "the account could not be listed" + why + "; the rows are sent as without a listing"
}
