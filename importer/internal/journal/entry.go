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
	Email   string   // folded: the identity
	Content [16]byte // a hash of what was asked for, without the password
	Input   string   // SHA-256 of the input whose run claimed it
	Since   time.Time
	Status  string // Claimed, or how it ended

	Attempts  int
	PartnerID string
	Key       string
	Link      string
	Created   time.Time
	Code      string
	Field     string
	Message   string
}

const selectEntry = `SELECT e.id, e.email, e.content, r.input, e.since, e.status, e.attempts,
	e.partner, e.key, e.link, e.created, e.code, e.field, e.message
	FROM entry e JOIN run r ON r.id = e.run`

// lookahead is how many entries are read at once when rows are asked for in
// the order in which they were claimed.
const lookahead = 512

// Find returns the entry of an e-mail, as it was before this run wrote to it.
// It is made to be called once for each row, before it is claimed, in the order
// of a file that was imported before: then it reads ahead, and asks SQLite once
// for many rows.
func (j *Journal) Find(email string) (e Entry, ok bool, err error) {
	if j.empty {
		return Entry{}, false, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.ahead) > 0 && j.ahead[0].Email == email {
		return j.next()
	}
	row := j.find.QueryRow(email)
	if err := scanEntry(row.Scan, &e); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return Entry{}, false, nil
		}
		return Entry{}, false, j.failed("be read", err)
	}
	return e, true, j.readAhead(e.ID)
}

// next takes the first of the entries ahead.
func (j *Journal) next() (Entry, bool, error) {
	e := j.ahead[0]
	j.ahead = j.ahead[1:]
	if len(j.ahead) == 0 {
		return e, true, j.readAhead(e.ID)
	}
	return e, true, nil
}

func (j *Journal) readAhead(id int64) error {
	j.ahead = j.ahead[:0]
	rows, err := j.scan.Query(id, lookahead)
	if err != nil {
		return j.failed("be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := scanEntry(rows.Scan, &e); err != nil {
			return j.failed("be read", err)
		}
		j.ahead = append(j.ahead, e)
	}
	if err := rows.Err(); err != nil {
		return j.failed("be read", err)
	}
	return nil
}

func scanEntry(scan func(...any) error, e *Entry) error {
	var content []byte
	var since int64
	var partner, key, link, code, field, message sql.NullString
	var created sql.NullInt64
	err := scan(&e.ID, &e.Email, &content, &e.Input, &since, &e.Status, &e.Attempts,
		&partner, &key, &link, &created, &code, &field, &message)
	if err != nil {
		return err
	}
	copy(e.Content[:], content)
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
	Claims   []*Entry
	Outcomes []*Entry // all but Email, Content, Input and Since is read
	Releases []int64  // ids of claims whose rows were certainly not sent
}

// Write writes a group and returns when it is durable. After an error nothing
// more should be written: whether a group is on disk that failed to be synced
// cannot be found out by trying again.
//
// A claim of an e-mail that is claimed already keeps the time of the first
// claim, since that run may have sent it.
func (j *Journal) Write(g Group) error {
	j.mu.Lock()
	defer j.mu.Unlock()
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
	const row = "(?, ?, ?, ?, ?, '', 0)"
	args := make([]any, 0, 5*claimsAtOnce)
	for _, e := range claims {
		j.last++
		e.ID = j.last
		args = append(args, e.ID, e.Email, e.Content[:], j.run, e.Since.UnixMilli())
	}
	query := "INSERT INTO entry (id, email, content, run, since, status, attempts) VALUES " +
		row + strings.Repeat(", "+row, len(claims)-1)
	_, err := tx.Exec(query, args...)
	return err
}

func (j *Journal) record(tx *sql.Tx, g Group) error {
	if len(g.Outcomes) == 0 {
		return nil
	}
	statement, err := tx.Prepare(`UPDATE entry SET status = ?, attempts = ?, partner = ?, key = ?, link = ?, created = ?,
		code = ?, field = ?, message = ? WHERE id = ?`)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, e := range g.Outcomes {
		created := sql.NullInt64{Int64: e.Created.UnixMilli(), Valid: !e.Created.IsZero()}
		_, err := statement.Exec(e.Status, e.Attempts, null(e.PartnerID), null(e.Key), null(e.Link), created,
			null(e.Code), null(e.Field), null(e.Message), e.ID)
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
