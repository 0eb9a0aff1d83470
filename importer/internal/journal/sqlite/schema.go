package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The schema of a database may hold code: triggers, views, defaults that are
// expressions. So it must be exactly ours before anything else is read.

const (
	mostValue = 16 << 20 // bytes of a value or a row
	mostPages = 4 << 20  // 16 GiB of the usual pages
	// openingTime is how long the first look at a file may take. A file that is made
	// for it may keep SQLite busy for ever.
	openingTime = 30 * time.Second
	mostObjects = 8 // of a schema; ours has four
)

// limit bounds what a query may need.
func (j *Journal) limit() error {
	ctx, cancel := context.WithTimeout(context.Background(), openingTime)
	defer cancel()
	connection, err := j.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	for id, most := range map[int]int{
		sqlite3.SQLITE_LIMIT_LENGTH: mostValue, sqlite3.SQLITE_LIMIT_ATTACHED: 0, sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
	} {
		if _, err := sqlite.Limit(connection, id, most); err != nil {
			return err
		}
	}
	var pages int
	return connection.QueryRowContext(ctx, fmt.Sprintf("PRAGMA max_page_count=%d", mostPages)).Scan(&pages)
}

// tables returns what the database has, as "name: SQL".
func (j *Journal) tables() ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openingTime)
	defer cancel()
	rows, err := j.db.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema LIMIT ?", mostObjects)
	if err != nil {
		return nil, j.opening(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		var text sql.NullString
		if err := rows.Scan(&name, &text); err != nil {
			return nil, j.opening(err)
		}
		all = append(all, name+": "+flat(text.String))
	}
	if err := rows.Err(); err != nil {
		return nil, j.opening(err)
	}
	return all, nil
}

// isSchema reports whether the tables are those of a version, and there is nothing
// else.
func isSchema(tables []string, of int) bool {
	want := []string{"sqlite_autoindex_entry_1: "} // the index of UNIQUE
	for statement := range strings.SplitSeq(schemaOf(of), ";") {
		if statement = flat(statement); statement != "" {
			name, _, _ := strings.Cut(strings.TrimPrefix(statement, "CREATE TABLE "), " ")
			want = append(want, name+": "+statement)
		}
	}
	slices.Sort(want)
	slices.Sort(tables)
	return slices.Equal(tables, want)
}

// schemaOf returns the tables of a version. ALTER TABLE adds a column at the end of
// the text, so a later version only has more columns there.
func schemaOf(version int) string {
	text := schema
	without := func(columns string) { text = strings.Replace(text, columns, "", 1) }
	if version < 5 {
		without(",\n\trate REAL")
	}
	if version < 4 {
		without(",\n\tupdated    INTEGER,\n\tundone     TEXT")
	}
	if version < 3 {
		without(",\n\tfailed TEXT")
		without(",\n\tdoubt      TEXT, asked BLOB,\n\tmaker      INTEGER NOT NULL DEFAULT 0,\n\tmade       BLOB")
	}
	if version < 2 {
		without(",\n\tours       INTEGER NOT NULL DEFAULT 0,\n\tpolicy     TEXT NOT NULL DEFAULT ''")
	}
	return text
}

// flat writes a statement in one line, without spaces that mean nothing.
func flat(statement string) string {
	statement = strings.Join(strings.Fields(statement), " ")
	return strings.NewReplacer("( ", "(", " )", ")", " ,", ",").Replace(statement)
}
