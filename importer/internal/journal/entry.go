package journal

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
)

// Claimed is the status of an entry whose outcome is not known.
const Claimed = ""

// An Entry is what the journal knows of one e-mail.
type Entry struct {
	ID      int64
	Email   string   // the identity: folded, and behind a word and a space for what is no create
	Content [16]byte // a hash of what was asked for, without the password
	Resumed bool     // the run that claimed it was one of the same input as this run
	Since   time.Time
	Status  string // Claimed, or how it ended
	Ours    bool   // whatever its status is: one of the journal's runs created the partner
	Policy  string // what the run that ended it did with partners who were there

	Attempts  int
	PartnerID string
	Key       string
	Link      string
	Created   time.Time
	Code      string
	Field     string
	Message   string
}

const selectEntry = `SELECT id, email, content, run, since, status, attempts,
	partner, key, link, created, code, field, message, ours, policy FROM entry`

// Find returns the entry of an e-mail, as it was before this run wrote to it.
// It is made to be called once for each row, before it is claimed, and is
// fastest in the order of a file that was imported before: then it reads ahead.
func (j *Journal) Find(email string) (e Entry, ok bool, err error) {
	if j.empty {
		return Entry{}, false, nil
	}
	if e, ok, err := j.ahead.take(email); ok || err != nil {
		return e, ok, err
	}
	if err := j.scanEntry(j.find.QueryRow(email).Scan, &e); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return Entry{}, false, nil
		}
		return Entry{}, false, j.failed("be read", err)
	}
	j.ahead.seek(e.ID)
	return e, true, nil
}

// page reads entries behind an id.
func (j *Journal) page(behind int64, most int) ([]Entry, error) {
	rows, err := j.scan.Query(behind, most)
	if err != nil {
		return nil, j.failed("be read", err)
	}
	defer rows.Close()
	entries := make([]Entry, 0, most)
	for rows.Next() {
		var e Entry
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

func (j *Journal) scanEntry(scan func(...any) error, e *Entry) error {
	var run int64
	var content []byte
	var since int64
	var partner, key, link, code, field, message sql.NullString
	var created sql.NullInt64
	err := scan(&e.ID, &e.Email, &content, &run, &since, &e.Status, &e.Attempts,
		&partner, &key, &link, &created, &code, &field, &message, &e.Ours, &e.Policy)
	if err != nil {
		return err
	}
	copy(e.Content[:], content)
	e.Resumed = j.same[run]
	e.Since = time.UnixMilli(since)
	e.PartnerID, e.Key, e.Link = partner.String, key.String, link.String
	e.Code, e.Field, e.Message = code.String, field.String, message.String
	if created.Valid {
		e.Created = time.UnixMilli(created.Int64)
	}
	return nil
}

// A Group is what is written together: it becomes durable as a whole or not
// at all.
type Group struct {
	// Claims are new (then ID is 0, and is set) or of entries that were found.
	// Email, Content and Since are read.
	Claims []*Entry
	// Outcomes are of entries that are claimed, or that ended before and ended
	// anew without a claim, since nothing was sent for them that must not be
	// sent twice. All but Email, Resumed and Since is read.
	Outcomes []*Entry
	Releases []int64 // ids of claims whose rows were certainly not sent
}

// Write writes a group and returns when it is durable. After an error nothing
// more should be written: whether a group is on disk that failed to be synced
// cannot be found out by trying again.
//
// A claim of an e-mail that is claimed already keeps the time of the first
// claim, since that run may have sent it.
func (j *Journal) Write(g Group) error {
	tx, err := j.db.Begin()
	if err != nil {
		return j.failed("be written", err)
	}
	defer tx.Rollback()
	for _, write := range []func(*sql.Tx, Group) error{j.record, release, j.claim} {
		if err := write(tx, g); err != nil {
			return j.failed("be written", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return j.failed("be written", err)
	}
	return nil
}

func (j *Journal) claim(tx *sql.Tx, g Group) error {
	var fresh []*Entry
	for _, e := range g.Claims {
		if e.ID == 0 {
			fresh = append(fresh, e)
			continue
		}
		_, err := tx.Exec(`UPDATE entry SET since = CASE status WHEN '' THEN since ELSE ? END, content = ?, run = ?,
			status = '', code = NULL, field = NULL, message = NULL WHERE id = ?`,
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

// claimsAtOnce is how many rows one INSERT takes: most of what an INSERT costs
// does not depend on its rows.
const claimsAtOnce = 32

func (j *Journal) insert(tx *sql.Tx, claims []*Entry) error {
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
	code = ?, field = ?, message = ?, content = ?, run = ?, ours = ?, policy = ? WHERE id = ?`

func (j *Journal) record(tx *sql.Tx, g Group) error {
	if len(g.Outcomes) == 0 {
		return nil
	}
	statement := tx.Stmt(j.update)
	for _, e := range g.Outcomes {
		created := sql.NullInt64{Int64: e.Created.UnixMilli(), Valid: !e.Created.IsZero()}
		_, err := statement.Exec(e.Status, e.Attempts, null(e.PartnerID), null(e.Key), null(e.Link), created,
			null(e.Code), null(e.Field), null(e.Message), e.Content[:], j.run, e.Ours, e.Policy, e.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func release(tx *sql.Tx, g Group) error {
	for _, id := range g.Releases {
		if _, err := tx.Exec("DELETE FROM entry WHERE id = ? AND status = ''", id); err != nil {
			return err
		}
	}
	return nil
}

func null(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
