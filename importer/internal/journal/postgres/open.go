package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"partner-import/importer/internal/journal"
	"partner-import/importer/option"
)

// A Journal is one of those in a database. It is used as [journal.Journal] says.
type Journal struct {
	place    string // as it was given
	call     string // how messages call the option that names it
	user     string
	password string // to be kept out of messages
	pool     *pgxpool.Pool
	id       int64
	token    int64
	term     time.Duration
	slice    time.Duration
	lease    *journal.Lease
	warnings []string

	began time.Time     // when it was taken
	poked chan struct{} // asks to renew the lease now
	over  context.CancelFunc
	ended chan struct{} // closed when nothing renews it any more
	rate  atomic.Uint64 // the pace that is kept, as bits

	owner   journal.Account
	isEmpty bool           // when it was opened
	run     int64          // the present one
	same    map[int64]bool // the runs of the same input, with the present one
	last    int64          // the highest id of an entry
	ahead   journal.Ahead
	soon    batch
}

// Open takes a journal, or makes one. The error is a [*journal.LockedError], a
// [*journal.AccountError] or a [*journal.FileError], or the end of ctx.
func Open(ctx context.Context, o journal.Options) (*Journal, error) {
	name, _ := journal.Database(o.Path)
	call := o.Call.Call(option.Journal, "")
	if !journal.IsName(name) { // it is not repeated: it may hold a password
		return nil, &journal.FileError{Path: "in a database", Message: "is named like " + o.Call.Call(option.Journal, "postgres:NAME") +
			", with letters, digits and . _ - only. Where the database is belongs into PGHOST, PGUSER, PGPASSFILE or PGSERVICE"}
	}
	j := &Journal{place: o.Path, call: call, term: cmp.Or(o.Term, journal.DefaultTerm), slice: o.Slice, poked: make(chan struct{}, 1), ended: make(chan struct{})}
	j.ahead.Read = j.page
	opening, cancel := context.WithTimeout(ctx, 3*answerTime)
	defer cancel()
	var err error
	if j.pool, err = connect(opening); err != nil {
		return nil, j.failed("be reached", err)
	}
	c := j.pool.Config().ConnConfig
	j.user, j.password = c.User, c.Password
	if err := j.start(opening, name, o); err != nil {
		j.pool.Close()
		return nil, err
	}
	return j, nil
}

func (j *Journal) start(ctx context.Context, name string, o journal.Options) error {
	if err := j.checkServer(ctx); err != nil {
		return err
	}
	if err := j.checkFormat(ctx); err != nil {
		return err
	}
	asked := time.Now()
	if err := j.take(ctx, name, o); err != nil {
		return err
	}
	j.began, j.lease = asked, journal.NewLease(asked.Add(j.term))
	life, over := context.WithCancel(context.Background())
	j.over = over
	go j.keep(life)
	if err := j.prepare(ctx); err != nil {
		j.giveBack()
		return err
	}
	return nil
}

// prepare finds out what is in the journal.
func (j *Journal) prepare(ctx context.Context) error {
	err := j.pool.QueryRow(ctx, "SELECT coalesce(max(id), 0) FROM partner_import.entry WHERE journal = $1", j.id).Scan(&j.last)
	if err != nil {
		return j.failed("be read", err)
	}
	j.isEmpty = j.last == 0
	return nil
}

// IsThere reports whether there is such a journal. If that cannot be told, there is: to
// open it tells why.
func IsThere(ctx context.Context, o journal.Options) bool {
	name, _ := journal.Database(o.Path)
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	pool, err := connect(ctx)
	if err != nil {
		return true
	}
	defer pool.Close()
	if is, err := hasTables(ctx, pool); !is || err != nil {
		return err != nil
	}
	is := false
	err = pool.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM partner_import.journal WHERE name = $1)", name).Scan(&is)
	return is || err != nil
}

// A state is what the row of a journal says.
type state struct {
	account journal.Account
	holder  string
	since   time.Time
	isHeld  bool
	next    string
	isNext  bool // somebody waits
}

const selectState = `SELECT id, host, key, holder, since, until > clock_timestamp(), next, next_until > clock_timestamp(), rate
	FROM partner_import.journal WHERE name = $1 FOR NO KEY UPDATE`

// take takes the journal, unless another run has it or is the next one.
func (j *Journal) take(ctx context.Context, name string, o journal.Options) error {
	var refused error
	err := pgx.BeginFunc(ctx, j.pool, func(tx pgx.Tx) error {
		s, err := j.find(ctx, tx, name, o)
		if err != nil {
			return err
		}
		if refused = j.refuse(s, o); refused != nil {
			if o.Waiter == "" || !errors.As(refused, new(*journal.LockedError)) {
				return nil
			}
			_, err := tx.Exec(ctx, `UPDATE partner_import.journal SET next = $2, next_until = clock_timestamp() + interval '10 seconds'
				WHERE id = $1 AND (next = $2 OR next_until < clock_timestamp())`, j.id, o.Waiter)
			return err
		}
		key := s.account.Key
		if !o.Existing {
			key = o.Account.Key
		}
		j.owner = journal.Account{Host: s.account.Host, Key: key}
		// The token grows with the clock: a standby that was behind must not give one again.
		return tx.QueryRow(ctx, `UPDATE partner_import.journal SET
			token = greatest(token + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint), holder = $2, key = $3, since = clock_timestamp(),
			until = clock_timestamp() + $4::interval, next = '', next_until = '-infinity' WHERE id = $1 RETURNING token`,
			j.id, self(), key, j.term).Scan(&j.token)
	})
	if errors.Is(err, errNone) {
		return &journal.FileError{Path: j.place, Message: "does not exist; import the file first, or name its journal with " + j.call}
	}
	if err != nil {
		return j.failed("be taken", err)
	}
	return refused
}

// find reads and locks the row of the journal, and makes it if there is none.
func (j *Journal) find(ctx context.Context, tx pgx.Tx, name string, o journal.Options) (s state, err error) {
	rate := 0.0
	read := func() error {
		return tx.QueryRow(ctx, selectState, name).Scan(&j.id, &s.account.Host, &s.account.Key, &s.holder, &s.since, &s.isHeld, &s.next, &s.isNext, &rate)
	}
	err = read()
	switch {
	case errors.Is(err, pgx.ErrNoRows) && (o.Existing || o.Old):
		return s, errNone
	case errors.Is(err, pgx.ErrNoRows):
		if _, err := tx.Exec(ctx, "INSERT INTO partner_import.journal (name, host, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", name, o.Account.Host, o.Account.Key); err != nil {
			return s, err
		}
		err = read()
	}
	j.KeepRate(rate)
	return s, err
}

// refuse says why the journal cannot be taken, nil if it can.
func (j *Journal) refuse(s state, o journal.Options) error {
	switch {
	case s.isHeld:
		return &journal.LockedError{Path: j.place, Holder: s.name()}
	case s.isNext && s.next != o.Waiter:
		return &journal.LockedError{Path: j.place, Holder: "another run, whose turn is next"}
	case o.Existing || s.account == o.Account:
		return nil
	case s.account.Host == o.Account.Host && o.Adopt:
		return nil
	}
	return &journal.AccountError{Path: j.place, Host: s.account.Host, OtherKey: s.account.Host == o.Account.Host}
}

// self is what this process is called.
func self() string {
	host, err := os.Hostname()
	if err != nil {
		host = "an unknown machine"
	}
	return fmt.Sprintf("process %d on %s", os.Getpid(), host)
}

// name describes who has the journal.
func (s state) name() string {
	return holderName(s.holder) + ", since " + s.since.Local().Format("2006-01-02 15:04:05")
}

// holderName leaves out what no process is called: others may have written it.
func holderName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_ ", r) {
			return r
		}
		return '?'
	}, name)
	return cmp.Or(string([]rune(name)[:min(100, len([]rune(name)))]), "another process")
}
