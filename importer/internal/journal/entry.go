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
	Email   string   // the identity: folded; an invitation has a word and a space before it
	Content [16]byte // a hash of what was asked for, without the password
	Run     int64    // that claimed or ended it
	Resumed bool     // that was one of the same input as this run
	Since   time.Time
	Status  string // Claimed, or how it ended
	Ours    bool   // one of the journal's runs created the partner, whatever the status is
	Policy  string // what the run that ended it did with partners who existed

	// InDoubt says that a later run could not find out whether the partner is as
	// the row asks: a change may be under way. Doubt is what that run said about
	// it, or about a claim that it left. It is "" if the run was killed before.
	InDoubt bool
	Doubt   string
	Asked   [16]byte // the content in doubt; zero if a change may be under way, whatever the row asks for

	Maker int64    // of an entry that ended: the run that created the partner, 0 if none did or it is not known
	Mine  bool     // that was one of the same input as this run
	Made  [16]byte // what that create asked for, until its own input is imported again to find out; else zero

	// Undone is what an undo did to the partner, or was about to do.
	Undone Undone

	Attempts  int
	PartnerID string
	Key       string
	Link      string
	Created   time.Time
	Updated   time.Time // what our last change of the partner answered, zero if there was none or it did not say
	Code      string
	Field     string
	Message   string
}

// ThisRun is the present run as a Maker.
const ThisRun = -1

const selectEntry = "SELECT " + packed + " FROM entry"

// Find returns the entry of an e-mail, from before this run wrote to it. Call it
// once for each row, before the claim. It is fastest in the order of a file that
// was imported before, because then it reads ahead.
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

// entries reads what a query found.
func (j *Journal) entries(rows *sql.Rows, err error) ([]Entry, error) {
	if err != nil {
		return nil, j.failed("be read", err)
	}
	defer rows.Close()
	var entries []Entry
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

// scanEntry reads an entry with what it means for the present run.
func (j *Journal) scanEntry(scan func(...any) error, e *Entry) error {
	var text string
	err := scan(&text)
	if err != nil {
		return err
	}
	*e, err = unpack(text)
	e.Resumed, e.Mine = j.same[e.Run], j.same[e.Maker]
	return err
}

// A Group is what is written together: it becomes durable as a whole or not at all.
type Group struct {
	// Claims are new (then ID is 0, and is set) or of entries that were found.
	// Email, Content and Since are read.
	Claims []*Entry
	// Outcomes are of entries that are claimed, or that ended before and have
	// ended again. The second kind needs no claim, because nothing was sent that
	// must not be sent twice. All is read but Email, Run, Resumed, Since, Mine and
	// the doubt, which is over. What an undo did is over too, unless the entry failed.
	Outcomes []*Entry
	// Doubts are of entries that stay claimed or ended, as they are. The doubt,
	// Attempts and the partner are read.
	Doubts []*Entry
	// Marks are what an undo does to partners. They change nothing else.
	Marks []Mark
	// Releases are the ids of entries that are not needed: their rows created no
	// partner, for certain, or that partner is gone.
	Releases []int64
}

// Write writes a group and returns when it is durable. Write nothing more after an
// error: if a sync fails, trying again does not tell whether the group is on disk.
func (j *Journal) Write(g Group) error {
	tx, err := j.db.Begin()
	if err != nil {
		return j.failed("be written", err)
	}
	defer tx.Rollback()
	for _, write := range []func(*sql.Tx, Group) error{j.record, doubt, mark, release, j.claim} {
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
	code = ?, field = ?, message = ?, content = ?, run = ?, ours = ?, policy = ?, maker = ?, made = ?, updated = ?, doubt = NULL, asked = NULL,
	undone = CASE WHEN ?1 = 'failed' THEN undone END WHERE id = ?`

func (j *Journal) record(tx *sql.Tx, g Group) error {
	if len(g.Outcomes) == 0 {
		return nil
	}
	statement := tx.Stmt(j.update)
	for _, e := range g.Outcomes {
		maker := e.Maker
		if maker == ThisRun {
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
func doubt(tx *sql.Tx, g Group) error {
	for _, e := range g.Doubts {
		_, err := tx.Exec("UPDATE entry SET doubt = ?, asked = ?, attempts = ?, partner = ?, key = ?, link = ?, created = ? WHERE id = ?",
			sql.NullString{String: e.Doubt, Valid: e.InDoubt}, hash(e.Asked), e.Attempts, null(e.PartnerID), null(e.Key), null(e.Link), millis(e.Created), e.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func release(tx *sql.Tx, g Group) error {
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
