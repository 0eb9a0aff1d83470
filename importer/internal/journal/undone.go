package journal

import (
	"database/sql"
	"strings"
	"time"
)

// An Undone is what an undo did to the partner of an entry, or was about to do. The
// zero value: nothing.
//
//	Standing ──▶ Archiving ──▶ Archived ──▶ Restoring ──▶ Restored
//	    └──────▶ Deleting ───▶ Deleted  ◀──── (any: the partner is gone)
//
// Restored counts as Standing: an undo may begin again.
//
// It is kept beside the end of the entry. So a restored partner is what it was.
type Undone struct {
	State   Undoing
	Partner string // the id of the partner, also after the entry was claimed anew
}

// An Undoing is how far an undo has come with a partner.
type Undoing string

// The states. Those that end in -ing were written before the first byte of a request,
// and the request may have had its effect.
const (
	Standing  Undoing = ""
	Archiving Undoing = "archiving"
	Archived  Undoing = "archived"
	Restoring Undoing = "restoring"
	Restored  Undoing = "restored"
	Deleting  Undoing = "deleting"
	Deleted   Undoing = "deleted" // for good, by an undo or by someone else
)

// IsOpen reports whether a request may have had its effect, and its outcome is not
// known.
func (u Undoing) IsOpen() bool { return u == Archiving || u == Restoring || u == Deleting }

// Stands reports whether the partner is as the import left it, as far as an undo
// goes.
func (u Undoing) Stands() bool { return u == Standing || u == Restored }

// undoneOf reads what text wrote: the state, a space and the id.
func undoneOf(text string) Undone {
	state, partner, _ := strings.Cut(text, " ")
	return Undone{Undoing(state), partner}
}

func (u Undone) text() sql.NullString {
	return sql.NullString{String: string(u.State) + " " + u.Partner, Valid: u.State != Standing}
}

// A Mark is what is written about the partner of an entry.
type Mark struct {
	ID     int64 // of the entry
	Undone Undone
	// Updated is by Partnero's clock when our request changed the partner. Changes up
	// to then are ours. Zero: what is known stays.
	Updated time.Time
}

// mark notes what an undo does. It leaves the end of the entry as it is.
func mark(tx *sql.Tx, g Group) error {
	for _, m := range g.Marks {
		_, err := tx.Exec("UPDATE entry SET undone = ?, updated = coalesce(?, updated) WHERE id = ?", m.Undone.text(), millis(m.Updated), m.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// A Run is one import with this journal.
type Run struct {
	ID      int64
	Input   string // the SHA-256 of the file
	Name    string // of the file, as it was given
	Started time.Time
}

// Runs returns all runs, the oldest first.
func (j *Journal) Runs() (list []Run, err error) {
	rows, err := j.db.Query("SELECT id, input, name, started FROM run ORDER BY id")
	if err != nil {
		return nil, j.failed("be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Run
		var started int64
		if err := rows.Scan(&r.ID, &r.Input, &r.Name, &started); err != nil {
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
func (j *Journal) After(id int64, most int) ([]Entry, error) {
	return j.entries(j.scan.Query(id, most))
}

// Before returns up to so many entries before the one with that id, the last one
// first.
func (j *Journal) Before(id int64, most int) ([]Entry, error) {
	return j.entries(j.db.Query(selectEntry+" WHERE id < ? ORDER BY id DESC LIMIT ?", id, most))
}
