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

// Hints are the rows that would be sent, and which of their partners are in the
// list. A table maps e-mails to a word for each row. The word is made of the row's
// id, and its highest bit says that the partner was listed. So a row takes 15 to 24
// bytes, however many partners there are. Two ids with the same word cost a lookup
// and do no harm.
type Hints struct {
	identity.Digester
	rows  identity.Table
	Open  int // rows that would be sent
	There int // of them, those in the list
}

const (
	noID     = 1
	isListed = 1 << 31
)

// NewHints makes hints without rows.
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
		if row.LeftOut != "" || p.Problem(row) != nil || !wanted(row.Record.Email) {
			continue
		}
		if h.Expect(row.Record); h.Open == limit {
			break
		}
	}
	return rows.Err()
}

// Expect notes a row that would be sent. No two rows have the same e-mail.
func (h *Hints) Expect(record *row.Record) {
	*h.rows.Entry(h.Digest(identity.Email(record.Email))) = h.word(record.ID)
	h.Open++
}

// See notes a partner of the account if a row has its e-mail, and the same id or
// none. If the partner has another id, the row is sent, so that Partnero says who
// has that id.
func (h *Hints) See(p client.Partner) {
	email := h.Digest(identity.Email(p.Email))
	if row := h.rows.Row(email); row == noID || row != 0 && row == h.word(p.ID) {
		*h.rows.Entry(email) = row | isListed
		h.There++
	}
}

// word represents an id.
func (h *Hints) word(id string) uint32 {
	if id == "" {
		return noID
	}
	return max(noID+1, uint32(h.Digest(id).Print)&^isListed)
}

// Lists reports whether the partner of a row was in the list.
func (h *Hints) Lists(email string) bool {
	return h != nil && h.rows.Row(h.Digest(identity.Email(email)))&isListed != 0
}

// NoListing says once why the list is not complete.
func NoListing(err error, partners, rows int) string {
	if errors.Is(err, ErrMorePages) {
		return fmt.Sprintf("Stopped listing the account after %d partners, because that costs more requests than it saves for %s. Do not list the account for a small file.", partners, cell.Count(rows, "row"))
	}
	if errors.Is(err, ErrEndless) {
		return fmt.Sprintf("Stopped listing the account after %d partners, because Partnero sent the same page twice. All other rows are sent without the list.", partners)
	}
	why := ""
	var e *client.Error
	if errors.As(err, &e) {
		why = verdict.Said(e)
	}
	if partners > 0 {
		return fmt.Sprintf("The list of the account ended early, after %d partners%s. All other rows are sent without it.", partners, why)
	}
	return "The account could not be listed" + why + ". All rows are sent without the list."
}
