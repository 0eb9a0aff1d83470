package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"partner-import/importer/internal/journal"
)

// checkAccess is the advice if the database does not answer or refuses.
const checkAccess = "check the database, and what says where it is: PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSFILE or PGSERVICE"

// A said error is what the database or its driver said, in one line.
type said struct {
	text string
	err  error
}

func (e *said) Error() string { return e.text }

func (e *said) Unwrap() error { return e.err }

// sayOf puts an error in one line, without the password.
func sayOf(err error, password string) error {
	text := strings.Join(strings.Fields(err.Error()), " ")
	if password != "" {
		text = strings.ReplaceAll(text, password, "…")
	}
	return &said{text, err}
}

// failed says what could not be done.
func (j *Journal) failed(what string, err error) error {
	if lost := new(journal.LostError); errors.As(err, &lost) {
		return lost
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	e := &journal.FileError{Path: j.place, Message: "cannot " + what, Err: sayOf(err, j.password), Advice: checkAccess}
	var answer *pgconn.PgError
	if errors.As(err, &answer) && answer.Code == "42501" {
		e.Advice = fmt.Sprintf("have an administrator run: CREATE SCHEMA partner_import AUTHORIZATION %s", pgx.Identifier{j.user}.Sanitize())
	}
	return e
}

// passes reports whether an error says that the database is away for now: then the same
// may be tried again.
func passes(err error) bool {
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code[:2] {
		case "08", "40", "53", "57": // the connection, a deadlock, resources, a shutdown
			return true
		}
		return answer.Code == "25P03" // this process stood still in a transaction
	}
	return errors.As(err, new(net.Error)) || errors.As(err, new(*pgconn.ConnectError)) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded) ||
		pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}
