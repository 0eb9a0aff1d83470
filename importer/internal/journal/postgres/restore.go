package postgres

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"

	"partner-import/importer/internal/journal"
)

// Account is what the journal belongs to.
func (j *Journal) Account() journal.Account { return j.owner }

// Restore puts in runs and entries of another journal, all of them or nothing. It is not
// tried again: what is read is not read twice.
func (j *Journal) Restore(runs []journal.Run, entries iter.Seq2[journal.Entry, error]) error {
	var reading error
	ctx := context.Background()
	err := pgx.BeginFunc(ctx, j.pool, func(tx pgx.Tx) error {
		for _, r := range runs {
			_, err := tx.Exec(ctx, "INSERT INTO partner_import.run (journal, id, input, name, started, failed) VALUES ($1, $2, $3, $4, $5, nullif($6, ''))",
				j.id, r.ID, encode(r.Input), encode(r.Name), r.Started.UnixMilli(), r.Failed)
			if err != nil {
				return err
			}
		}
		next, stop := iter.Pull2(entries)
		defer stop()
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"partner_import", "entry"}, []string{"journal", "id", "email", "content", "run", "since", "status", "attempts",
			"partner", "key", "link", "created", "code", "field", "message", "ours", "policy", "doubt", "asked", "maker", "made", "updated", "undone"},
			pgx.CopyFromFunc(func() ([]any, error) {
				e, err, ok := next()
				if reading = err; !ok || err != nil {
					return nil, err
				}
				return j.values(&e), nil
			}))
		if err != nil {
			return err
		}
		return j.fence(ctx, tx) // last, so that the lease is renewed meanwhile
	})
	if reading != nil {
		return reading
	}
	if err != nil {
		return j.wroteNot(err)
	}
	return nil
}

func (j *Journal) values(e *journal.Entry) []any {
	return []any{
		j.id, e.ID, encode(e.Email), e.Content[:], e.Run, e.Since.UnixMilli(), encode(e.Status), int32(e.Attempts),
		encode(e.PartnerID), encode(e.Key), encode(e.Link), millis(e.Created), encode(e.Code), encode(e.Field), encode(e.Message),
		e.Ours, encode(e.Policy), saidOf(e), hash(e.Asked), e.Maker, hash(e.Made), millis(e.Updated), encode(e.Undone.Text()),
	}
}
