package sqlite

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"partner-import/importer/internal/journal"
)

const selectEntry = "SELECT " + packed + " FROM entry"

// Find returns the entry of an e-mail, from before this run wrote to it. Call it
// once for each row, before the claim. It is fastest in the order of a file that
// was imported before, because then it reads ahead.
func (j *Journal) Find(email string) (e journal.Entry, ok bool, err error) {
	if j.empty {
		return journal.Entry{}, false, nil
	}
	if e, ok, err := j.ahead.Take(email); ok || err != nil {
		return e, ok, err
	}
	if err := j.scanEntry(j.find.QueryRow(email).Scan, &e); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return journal.Entry{}, false, nil
		}
		return journal.Entry{}, false, j.failed("be read", err)
	}
	j.ahead.Miss(e.ID)
	return e, true, nil
}

// entries reads what a query found.
func (j *Journal) entries(rows *sql.Rows, err error) ([]journal.Entry, error) {
	if err != nil {
		return nil, j.failed("be read", err)
	}
	defer rows.Close()
	var entries []journal.Entry
	for rows.Next() {
		var e journal.Entry
		if err := j.scanEntry(rows.Scan, &e); err != nil {
			return nil, j.failed("be read", err)
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, j.failed("be read", err)
	}
	return entries, nil
}

// scanEntry reads an entry with what it means for the present run.
func (j *Journal) scanEntry(scan func(...any) error, e *journal.Entry) error {
	var text string
	err := scan(&text)
	if err != nil {
		return err
	}
	*e, err = unpack(text)
	e.Resumed, e.Mine = j.same[e.Run], j.same[e.Maker]
	return err
}

// Write writes a group and returns when it is durable. Write nothing more after an
// error: if a sync fails, trying again does not tell whether the group is on disk.
func (j *Journal) Write(g journal.Group) error {
	tx, err := j.db.Begin()
	if err != nil {
		return j.failed("be written", err)
	}
	defer tx.Rollback()
	for _, write := range []func(*sql.Tx, journal.Group) error{j.record, doubt, mark, release, j.claim} {
		if err := write(tx, g); err != nil {
			return j.failed("be written", err)
		}
	}
	if err := j.rate.write(tx); err != nil {
		return j.failed("be written", err)
	}
	if err := tx.Commit(); err != nil {
		return j.failed("be written", err)
	}
	return nil
}

func (j *Journal) claim(tx *sql.Tx, g journal.Group) error {
	var fresh []*journal.Entry
	for _, e := range g.Claims {
		if e.ID == 0 {
			fresh = append(fresh, e)
			continue
		}
		_, err := tx.Exec(`UPDATE entry SET since = ?, content = ?, run = ?, status = '', partner = NULL, key = NULL, link = NULL, created = NULL,
			code = NULL, field = NULL, message = NULL, doubt = NULL, asked = NULL, maker = 0, made = NULL WHERE id = ?`,
			e.Since.UnixMilli(), e.Content[:], j.run, e.ID)
		if err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(fresh, claimsAtOnce) {
		if err := j.insert(tx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// claimsAtOnce is how many rows one INSERT takes. Most of the cost of an INSERT does
// not depend on its rows.
const claimsAtOnce = 32

func (j *Journal) insert(tx *sql.Tx, claims []*journal.Entry) error {
	args := make([]any, 0, 5*claimsAtOnce)
	for _, e := range claims {
		j.last++
		e.ID = j.last
		args = append(args, e.ID, e.Email, e.Content[:], j.run, e.Since.UnixMilli())
	}
	if len(claims) == claimsAtOnce {
		_, err := tx.Stmt(j.insertMany).Exec(args...)
		return err
	}
	_, err := tx.Exec(insertion(len(claims)), args...)
	return err
}

// insertion is the statement that inserts n claims.
func insertion(n int) string {
	const row = "(?, ?, ?, ?, ?, '', 0)"
	return "INSERT INTO entry (id, email, content, run, since, status, attempts) VALUES " + row + strings.Repeat(", "+row, n-1)
}

const updateEntry = `UPDATE entry SET status = ?, attempts = ?, partner = ?, key = ?, link = ?, created = ?,
	code = ?, field = ?, message = ?, content = ?, run = ?, ours = ?, policy = ?, maker = ?, made = ?, updated = ?, doubt = NULL, asked = NULL,
	undone = CASE WHEN ?1 = 'failed' THEN undone END WHERE id = ?`

func (j *Journal) record(tx *sql.Tx, g journal.Group) error {
	if len(g.Outcomes) == 0 {
		return nil
	}
	statement := tx.Stmt(j.update)
	for _, e := range g.Outcomes {
		maker := e.Maker
		if maker == journal.ThisRun {
			maker = j.run
		}
		_, err := statement.Exec(e.Status, e.Attempts, null(e.PartnerID), null(e.Key), null(e.Link), millis(e.Created),
			null(e.Code), null(e.Field), null(e.Message), e.Content[:], j.run, e.Ours, e.Policy, maker, hash(e.Made), millis(e.Updated), e.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// doubt notes what is not known about entries, and keeps what is.
func doubt(tx *sql.Tx, g journal.Group) error {
	for _, e := range g.Doubts {
		_, err := tx.Exec("UPDATE entry SET doubt = ?, asked = ?, attempts = ?, partner = ?, key = ?, link = ?, created = ? WHERE id = ?",
			doubtOf(e), hash(e.Asked), e.Attempts, null(e.PartnerID), null(e.Key), null(e.Link), millis(e.Created), e.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func doubtOf(e *journal.Entry) sql.NullString {
	return sql.NullString{String: e.Doubt, Valid: e.InDoubt}
}

func release(tx *sql.Tx, g journal.Group) error {
	for _, id := range g.Releases {
		if _, err := tx.Exec("DELETE FROM entry WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}

func null(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// hash is nil for the zero one.
func hash(h [16]byte) []byte {
	if h == ([16]byte{}) {
		return nil
	}
	return h[:]
}

// millis is a time as the tables have it, nothing for the zero one.
func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}
