package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"partner-import/importer/internal/journal"
)

// Begin begins a run of the input with the given SHA-256.
func (j *Journal) Begin(input, name string) error {
	last := int64(0)
	err := j.lasting(func(ctx context.Context) error {
		return j.pool.QueryRow(ctx, "SELECT coalesce(max(id), 0) FROM partner_import.run WHERE journal = $1", j.id).Scan(&last)
	})
	if err != nil {
		return j.failed("begin a run", err)
	}
	started := time.Now().UnixMilli()
	err = j.fenced(func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO partner_import.run (journal, id, input, name, started) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
			j.id, last+1, encode(input), encode(name), started)
		return err
	})
	if err != nil {
		return j.failed("begin a run", err)
	}
	j.run = last + 1
	return j.Resume(input)
}

// Resume finds the runs of the input with the given SHA-256, for [journal.Entry.Resumed].
func (j *Journal) Resume(input string) error {
	j.ahead.Drop() // it was read for the runs that were known before
	runs, err := j.Runs()
	j.same = map[int64]bool{}
	for _, r := range runs {
		j.same[r.ID] = r.Input == input
	}
	return err
}

// Runs returns all runs, the oldest first.
func (j *Journal) Runs() (list []journal.Run, err error) {
	err = j.lasting(func(ctx context.Context) error {
		rows, err := j.pool.Query(ctx, "SELECT id, input, name, started, coalesce(failed, '') FROM partner_import.run WHERE journal = $1 ORDER BY id", j.id)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r journal.Run, err error) {
			started := int64(0)
			err = row.Scan(&r.ID, &r.Input, &r.Name, &started, &r.Failed)
			r.Input, r.Name, r.Started = decode(r.Input), decode(r.Name), time.UnixMilli(started)
			return r, err
		})
		return err
	})
	if err != nil {
		return nil, j.failed("be read", err)
	}
	return list, nil
}

// Wrote notes the digest of the file of failed rows that the present run writes.
func (j *Journal) Wrote(digest string) error {
	err := j.fenced(func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE partner_import.run SET failed = $3 WHERE journal = $1 AND id = $2", j.id, j.run, digest)
		return err
	})
	if err != nil {
		return j.wroteNot(err)
	}
	return nil
}
