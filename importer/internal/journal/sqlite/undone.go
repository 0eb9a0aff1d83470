package sqlite

import (
	"database/sql"
	"time"

	"partner-import/importer/internal/journal"
)

// mark notes what an undo does. It leaves the end of the entry as it is.
func mark(tx *sql.Tx, g journal.Group) error {
	for _, m := range g.Marks {
		_, err := tx.Exec("UPDATE entry SET undone = ?, updated = coalesce(?, updated) WHERE id = ?", null(m.Undone.Text()), millis(m.Updated), m.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// Runs returns all runs, the oldest first.
func (j *Journal) Runs() (list []journal.Run, err error) {
	rows, err := j.db.Query("SELECT id, input, name, started, coalesce(failed, '') FROM run ORDER BY id")
	if err != nil {
		return nil, j.failed("be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r journal.Run
		var started int64
		if err := rows.Scan(&r.ID, &r.Input, &r.Name, &started, &r.Failed); err != nil {
			return nil, j.failed("be read", err)
		}
		r.Started = time.UnixMilli(started)
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, j.failed("be read", err)
	}
	return list, nil
}

// After returns up to so many entries behind the one with that id, in the order of
// claims. 0 is before the first one.
func (j *Journal) After(id int64, most int) ([]journal.Entry, error) {
	return j.entries(j.scan.Query(id, most))
}

// Before returns up to so many entries before the one with that id, the last one
// first.
func (j *Journal) Before(id int64, most int) ([]journal.Entry, error) {
	return j.entries(j.db.Query(selectEntry+" WHERE id < ? ORDER BY id DESC LIMIT ?", id, most))
}
