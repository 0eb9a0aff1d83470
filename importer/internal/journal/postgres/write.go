package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"partner-import/importer/internal/journal"
)

// Write writes a group and returns when it is durable. A group is the same when it is
// written twice. So if the database goes away in between, it is written again.
func (j *Journal) Write(g journal.Group) error {
	return j.put(j.statements(g))
}

// put writes a group, however often that takes.
func (j *Journal) put(writes []write) error {
	err := j.lasting(func(ctx context.Context) error {
		return j.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return j.send(ctx, c.Conn(), writes) })
	})
	if err != nil {
		return j.wroteNot(err)
	}
	return nil
}

// send writes a group in two round trips: all of it behind the fence, and the commit if
// the fence let it through.
func (j *Journal) send(ctx context.Context, c *pgx.Conn, writes []write) error {
	batch := &pgx.Batch{}
	batch.Queue("BEGIN")
	batch.Queue(selectFence, j.id)
	for _, w := range writes {
		batch.Queue(w.query, w.args...)
	}
	err := j.check(c.SendBatch(ctx, batch), writes)
	if err == nil {
		var tag pgconn.CommandTag
		if tag, err = c.Exec(ctx, "COMMIT"); err == nil && tag.String() != "COMMIT" {
			err = errNoCommit
		}
	}
	if err != nil && !c.IsClosed() {
		_, _ = c.Exec(ctx, "ROLLBACK")
	}
	return err
}

// errNoCommit says that the database took a group back.
var errNoCommit = errors.New("the database did not commit")

// check reads the answers of a batch: that of the fence first.
func (j *Journal) check(results pgx.BatchResults, writes []write) error {
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return err
	}
	if err := j.judge(results.QueryRow()); err != nil {
		return err
	}
	for _, w := range writes {
		tag, err := results.Exec()
		if err != nil {
			return err
		}
		if missing := int64(w.must) - tag.RowsAffected(); missing > 0 {
			return &journal.FileError{Path: j.place, Message: fmt.Sprintf("has lost what the database had confirmed (entries: %d)", missing)}
		}
	}
	return results.Close()
}

func (j *Journal) wroteNot(err error) error {
	if file, is := err.(*journal.FileError); is {
		return file
	}
	return j.failed("be written", err)
}

// byID finds the entries of the ids in u, one by one, by their index. A simple join would
// be read from the other end while PostgreSQL knows little of a table that grows: all
// entries of the journal for each group. OFFSET 0 keeps the two apart.
const byID = `, LATERAL (SELECT ctid AS place FROM partner_import.entry WHERE journal = $1 AND id = u.id OFFSET 0) AS at WHERE e.ctid = at.place`

// A write is one statement of a group.
type write struct {
	query string
	args  []any
	must  int // so many entries are there to be changed
}

// statements are those that write a group. New claims get their ids.
func (j *Journal) statements(g journal.Group) (all []write) {
	if len(g.Outcomes) > 0 {
		all = append(all, j.record(g.Outcomes))
	}
	if len(g.Doubts) > 0 {
		all = append(all, j.doubt(g.Doubts))
	}
	if len(g.Marks) > 0 {
		all = append(all, j.marks(g.Marks))
	}
	if len(g.Releases) > 0 {
		all = append(all, write{"DELETE FROM partner_import.entry e USING unnest($2::bigint[]) AS u(id) " + byID, []any{j.id, g.Releases}, 0})
	}
	var fresh, again []*journal.Entry
	for _, e := range g.Claims {
		if e.ID != 0 {
			again = append(again, e)
			continue
		}
		j.last++
		e.ID = j.last
		fresh = append(fresh, e)
	}
	if len(again) > 0 {
		all = append(all, j.claimAgain(again))
	}
	if len(fresh) > 0 {
		all = append(all, j.claim(fresh))
	}
	return all
}

// column has one value for each entry.
func column[E, V any](entries []E, of func(E) V) []V {
	values := make([]V, len(entries))
	for i, e := range entries {
		values[i] = of(e)
	}
	return values
}

func texts(entries []*journal.Entry, of func(*journal.Entry) string) []string {
	return column(entries, func(e *journal.Entry) string { return encode(of(e)) })
}

func ids(entries []*journal.Entry) []int64 {
	return column(entries, func(e *journal.Entry) int64 { return e.ID })
}

// named is how many entries have an id.
func named(entries []*journal.Entry) (n int) {
	for _, e := range entries {
		if e.ID != 0 {
			n++
		}
	}
	return n
}

func contents(entries []*journal.Entry) [][]byte {
	return column(entries, func(e *journal.Entry) []byte { return e.Content[:] })
}

func sinces(entries []*journal.Entry) []int64 {
	return column(entries, func(e *journal.Entry) int64 { return e.Since.UnixMilli() })
}

func (j *Journal) claim(fresh []*journal.Entry) write {
	return write{`INSERT INTO partner_import.entry (journal, run, id, email, content, since)
		SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::bytea[], $6::bigint[]) ON CONFLICT (journal, id) DO NOTHING`,
		[]any{j.id, j.run, ids(fresh), texts(fresh, func(e *journal.Entry) string { return e.Email }), contents(fresh), sinces(fresh)}, 0}
}

func (j *Journal) claimAgain(again []*journal.Entry) write {
	return write{`UPDATE partner_import.entry e SET run = $2, content = u.content, since = u.since, status = '', partner = '', key = '', link = '',
		created = NULL, code = '', field = '', message = '', doubt = NULL, asked = NULL, maker = 0, made = NULL
		FROM unnest($3::bigint[], $4::bytea[], $5::bigint[]) AS u(id, content, since) ` + byID,
		[]any{j.id, j.run, ids(again), contents(again), sinces(again)}, len(again)}
}

func (j *Journal) record(ended []*journal.Entry) write {
	maker := func(e *journal.Entry) int64 {
		if e.Maker == journal.ThisRun {
			return j.run
		}
		return e.Maker
	}
	return write{`UPDATE partner_import.entry e SET run = $2, status = u.status, attempts = u.attempts, partner = u.partner, key = u.key, link = u.link,
		created = u.created, code = u.code, field = u.field, message = u.message, content = u.content, ours = u.ours, policy = u.policy,
		maker = u.maker, made = u.made, updated = u.updated, doubt = NULL, asked = NULL,
		undone = CASE WHEN u.status = 'failed' THEN e.undone ELSE '' END
		FROM unnest($3::bigint[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::text[],
			$13::bytea[], $14::boolean[], $15::text[], $16::bigint[], $17::bytea[], $18::bigint[])
			AS u(id, status, attempts, partner, key, link, created, code, field, message, content, ours, policy, maker, made, updated)
		` + byID,
		[]any{
			j.id, j.run, ids(ended), texts(ended, func(e *journal.Entry) string { return e.Status }),
			column(ended, func(e *journal.Entry) int32 { return int32(e.Attempts) }),
			texts(ended, func(e *journal.Entry) string { return e.PartnerID }), texts(ended, func(e *journal.Entry) string { return e.Key }),
			texts(ended, func(e *journal.Entry) string { return e.Link }),
			column(ended, func(e *journal.Entry) *int64 { return millis(e.Created) }),
			texts(ended, func(e *journal.Entry) string { return e.Code }), texts(ended, func(e *journal.Entry) string { return e.Field }),
			texts(ended, func(e *journal.Entry) string { return e.Message }), contents(ended),
			column(ended, func(e *journal.Entry) bool { return e.Ours }), texts(ended, func(e *journal.Entry) string { return e.Policy }),
			column(ended, maker), column(ended, func(e *journal.Entry) []byte { return hash(e.Made) }),
			column(ended, func(e *journal.Entry) *int64 { return millis(e.Updated) }),
		}, named(ended)}
}

// saidOf is what was said about a doubt, nil if there is none.
func saidOf(e *journal.Entry) *string {
	if !e.InDoubt {
		return nil
	}
	return new(encode(e.Doubt))
}

// doubt notes what is not known about entries, and keeps what is.
func (j *Journal) doubt(open []*journal.Entry) write {
	return write{`UPDATE partner_import.entry e SET doubt = u.doubt, asked = u.asked, attempts = u.attempts, partner = u.partner, key = u.key, link = u.link,
		created = u.created FROM unnest($2::bigint[], $3::text[], $4::bytea[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::bigint[])
			AS u(id, doubt, asked, attempts, partner, key, link, created)
		` + byID,
		[]any{
			j.id, ids(open), column(open, saidOf), column(open, func(e *journal.Entry) []byte { return hash(e.Asked) }),
			column(open, func(e *journal.Entry) int32 { return int32(e.Attempts) }),
			texts(open, func(e *journal.Entry) string { return e.PartnerID }), texts(open, func(e *journal.Entry) string { return e.Key }),
			texts(open, func(e *journal.Entry) string { return e.Link }),
			column(open, func(e *journal.Entry) *int64 { return millis(e.Created) }),
		}, named(open)}
}

func (j *Journal) marks(marks []journal.Mark) write {
	return write{`UPDATE partner_import.entry e SET undone = u.undone, updated = coalesce(u.updated, e.updated)
		FROM unnest($2::bigint[], $3::text[], $4::bigint[]) AS u(id, undone, updated) ` + byID,
		[]any{
			j.id, column(marks, func(m journal.Mark) int64 { return m.ID }),
			column(marks, func(m journal.Mark) string { return encode(m.Undone.Text()) }),
			column(marks, func(m journal.Mark) *int64 { return millis(m.Updated) }),
		}, len(marks)}
}
