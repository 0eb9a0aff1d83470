package sqlite

import (
	"database/sql"
	"fmt"
	"strings"

	"partner-import/importer/internal/journal"
)

const (
	// applicationID marks the file as ours: "PIJ1" as a number
	// (https://www.sqlite.org/pragma.html#pragma_application_id).
	applicationID = 0x50494a31
	version       = 5
)

// schema is version 5. Times are Unix milliseconds of Partnero's clock. The ids of
// entries grow in the order of claims, which is nearly the order of the file.
const schema = `
CREATE TABLE account (host TEXT NOT NULL, key TEXT NOT NULL,
	rate REAL);
CREATE TABLE run (id INTEGER PRIMARY KEY, input TEXT NOT NULL, name TEXT NOT NULL, started INTEGER NOT NULL,
	failed TEXT);
CREATE TABLE entry (
	id         INTEGER PRIMARY KEY,
	email      TEXT NOT NULL UNIQUE,
	content    BLOB NOT NULL,
	run        INTEGER NOT NULL,
	since      INTEGER NOT NULL,
	status     TEXT NOT NULL,
	attempts   INTEGER NOT NULL,
	partner    TEXT, key TEXT, link TEXT, created INTEGER,
	code       TEXT, field TEXT, message TEXT,
	ours       INTEGER NOT NULL DEFAULT 0,
	policy     TEXT NOT NULL DEFAULT '',
	doubt      TEXT, asked BLOB,
	maker      INTEGER NOT NULL DEFAULT 0,
	made       BLOB,
	updated    INTEGER,
	undone     TEXT
);`

// upgrades make each version from the one before, beginning with the second.
func upgrades() []string {
	return []string{`
ALTER TABLE entry ADD COLUMN ours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN policy TEXT NOT NULL DEFAULT '';`, `
ALTER TABLE run ADD COLUMN failed TEXT;
ALTER TABLE entry ADD COLUMN doubt TEXT;
ALTER TABLE entry ADD COLUMN asked BLOB;
ALTER TABLE entry ADD COLUMN maker INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN made BLOB;
UPDATE entry SET doubt = message, code = NULL, field = NULL, message = NULL WHERE status = '';
UPDATE entry SET maker = run WHERE status = 'created';`, `
ALTER TABLE entry ADD COLUMN updated INTEGER;
ALTER TABLE entry ADD COLUMN undone TEXT;`, `
ALTER TABLE account ADD COLUMN rate REAL;`}
}

// checkFormat refuses a file that is not a journal, and fills an empty one.
func (j *Journal) checkFormat(a journal.Account) error {
	var id, found int
	if err := j.db.QueryRow("PRAGMA application_id").Scan(&id); err != nil {
		return j.opening(err)
	}
	if err := j.db.QueryRow("PRAGMA user_version").Scan(&found); err != nil {
		return j.opening(err)
	}
	tables, err := j.tables()
	if err != nil {
		return err
	}
	switch {
	case id == 0 && len(tables) == 0: // new, or a run was killed while it was made
		return j.create(a)
	case id != applicationID:
		return j.foreign()
	case found > version:
		return &journal.FileError{Path: j.path, Message: "was written by a newer version of this tool; use that version"}
	case !isSchema(tables, found):
		return &journal.FileError{Path: j.path, Message: "is damaged, or was changed by another program", Advice: startAgain}
	case found < version:
		return j.define(func(tx *sql.Tx) error {
			_, err := tx.Exec(strings.Join(upgrades()[max(found, 1)-1:], "\n"))
			return err
		})
	}
	return nil
}

// create makes the tables in one transaction. A journal that was begun but not
// finished is made again.
func (j *Journal) create(a journal.Account) error {
	return j.define(func(tx *sql.Tx) error {
		if _, err := tx.Exec(schema); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO account (host, key) VALUES (?, ?)", a.Host, a.Key)
		return err
	})
}

// define changes the tables and sets the version of the file: all of it or nothing.
func (j *Journal) define(change func(*sql.Tx) error) error {
	tx, err := j.db.Begin()
	if err != nil {
		return j.opening(err)
	}
	defer tx.Rollback()
	if err := change(tx); err != nil {
		return j.opening(err)
	}
	for name, value := range map[string]int{"application_id": applicationID, "user_version": version} {
		if _, err := tx.Exec(fmt.Sprintf("PRAGMA %s=%d", name, value)); err != nil {
			return j.opening(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return j.opening(err)
	}
	return nil
}
