package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"partner-import/importer/internal/journal"
)

// version is that of the tables.
const version = 1

// schema is version 1. One schema has the journals of all accounts. Times are Unix
// milliseconds of Partnero's clock, as in a file, but for those of the lease, which are
// by the clock of the database. Updates of an entry stay on its page.
const schema = `
CREATE SCHEMA IF NOT EXISTS partner_import;
CREATE TABLE partner_import.format (version integer NOT NULL);
INSERT INTO partner_import.format VALUES (1);
CREATE TABLE partner_import.journal (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name       text NOT NULL UNIQUE,
	host       text NOT NULL,
	key        text NOT NULL,
	token      bigint NOT NULL DEFAULT 0,
	holder     text NOT NULL DEFAULT '',
	since      timestamptz NOT NULL DEFAULT clock_timestamp(),
	until      timestamptz NOT NULL DEFAULT '-infinity',
	next       text NOT NULL DEFAULT '',
	next_until timestamptz NOT NULL DEFAULT '-infinity',
	rate       double precision NOT NULL DEFAULT 0
);
CREATE TABLE partner_import.run (
	journal bigint NOT NULL REFERENCES partner_import.journal ON DELETE CASCADE,
	id      bigint NOT NULL,
	input   text NOT NULL,
	name    text NOT NULL,
	started bigint NOT NULL,
	failed  text,
	PRIMARY KEY (journal, id)
);
CREATE TABLE partner_import.entry (
	journal  bigint NOT NULL REFERENCES partner_import.journal ON DELETE CASCADE,
	id       bigint NOT NULL,
	email    text COLLATE "C" NOT NULL,
	content  bytea NOT NULL,
	run      bigint NOT NULL,
	since    bigint NOT NULL,
	status   text NOT NULL DEFAULT '',
	attempts integer NOT NULL DEFAULT 0,
	partner  text NOT NULL DEFAULT '',
	key      text NOT NULL DEFAULT '',
	link     text NOT NULL DEFAULT '',
	created  bigint,
	code     text NOT NULL DEFAULT '',
	field    text NOT NULL DEFAULT '',
	message  text NOT NULL DEFAULT '',
	ours     boolean NOT NULL DEFAULT false,
	policy   text NOT NULL DEFAULT '',
	doubt    text,
	asked    bytea,
	maker    bigint NOT NULL DEFAULT 0,
	made     bytea,
	updated  bigint,
	undone   text NOT NULL DEFAULT '',
	PRIMARY KEY (journal, id),
	UNIQUE (journal, email)
) WITH (fillfactor = 70);`

// schemaLock is the number of the lock under which the tables are made.
const schemaLock = 0x50494a31

// checkFormat makes the tables if there are none, and refuses those of a newer version.
func (j *Journal) checkFormat(ctx context.Context) error {
	is, err := hasTables(ctx, j.pool)
	if err == nil && !is {
		err = j.create(ctx)
	}
	if err != nil {
		return j.failed("be made", err)
	}
	found := 0
	if err := j.pool.QueryRow(ctx, "SELECT version FROM partner_import.format").Scan(&found); err != nil {
		return j.failed("be read", err)
	}
	if found > version {
		return &journal.FileError{Path: j.place, Message: "was written by a newer version of this tool; use that version"}
	}
	return nil
}

// A querier is a connection, a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// hasTables asks the catalog itself: to_regclass may answer from a cache that is older
// than a lock that was waited for.
func hasTables(ctx context.Context, q querier) (is bool, err error) {
	err = q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'partner_import' AND c.relname = 'format')`).Scan(&is)
	return is, err
}

// create makes all tables or none. Two runs that begin at once do not get into each
// other's way.
func (j *Journal) create(ctx context.Context) error {
	return pgx.BeginFunc(ctx, j.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", schemaLock); err != nil {
			return err
		}
		if is, err := hasTables(ctx, tx); is || err != nil {
			return err
		}
		_, err := tx.Exec(ctx, schema)
		return err
	})
}

// checkServer refuses a database that loses what it confirmed, and warns of one that
// loses it together with its machine.
func (j *Journal) checkServer(ctx context.Context) error {
	for _, setting := range []string{"fsync", "full_page_writes"} {
		value := ""
		if err := j.pool.QueryRow(ctx, "SELECT current_setting($1)", setting).Scan(&value); err != nil {
			return j.failed("be used", err)
		}
		if value == "off" {
			return &journal.FileError{
				Path: j.place, Message: "is in a database that can lose what it confirmed (" + setting + " is off)",
				Advice: "turn " + setting + " on, or choose another journal with " + j.call,
			}
		}
	}
	standbys := ""
	if err := j.pool.QueryRow(ctx, "SELECT current_setting('synchronous_standby_names')").Scan(&standbys); err != nil {
		return j.failed("be used", err)
	}
	if standbys == "" {
		j.warnings = append(j.warnings, "The database of the journal "+j.place+" has no synchronous standby. "+
			"If its machine is lost, the next import does not know what this one did: it finds its partners as existing.")
	}
	return nil
}

// errNone says that a journal does not exist.
var errNone = errors.New("there is no such journal")
