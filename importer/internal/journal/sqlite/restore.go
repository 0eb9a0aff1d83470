package sqlite

import (
	"iter"

	"partner-import/importer/internal/journal"
)

// Account is what the journal belongs to.
func (j *Journal) Account() journal.Account { return j.owner }

// Restore puts in runs and entries of another journal, all of them or nothing.
func (j *Journal) Restore(runs []journal.Run, entries iter.Seq2[journal.Entry, error]) error {
	tx, err := j.db.Begin()
	if err != nil {
		return j.failed("be written", err)
	}
	defer tx.Rollback()
	for _, r := range runs {
		_, err := tx.Exec("INSERT INTO run (id, input, name, started, failed) VALUES (?, ?, ?, ?, ?)", r.ID, r.Input, r.Name, r.Started.UnixMilli(), null(r.Failed))
		if err != nil {
			return j.failed("be written", err)
		}
	}
	statement, err := tx.Prepare(`INSERT INTO entry (id, email, content, run, since, status, attempts, partner, key, link, created, code, field, message,
		ours, policy, doubt, asked, maker, made, updated, undone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return j.failed("be written", err)
	}
	defer statement.Close()
	for e, err := range entries {
		if err != nil {
			return err
		}
		_, err := statement.Exec(e.ID, e.Email, e.Content[:], e.Run, e.Since.UnixMilli(), e.Status, e.Attempts, null(e.PartnerID), null(e.Key), null(e.Link),
			millis(e.Created), null(e.Code), null(e.Field), null(e.Message), e.Ours, e.Policy, doubtOf(&e), hash(e.Asked), e.Maker, hash(e.Made),
			millis(e.Updated), null(e.Undone.Text()))
		if err != nil {
			return j.failed("be written", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return j.failed("be written", err)
	}
	return nil
}
