package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"partner-import/importer/internal/journal"
)

// Entries by their e-mails are looked up one by one, as byID does.
const (
	selectEntries = selectColumns + ` FROM partner_import.entry WHERE journal = $1`
	selectByEmail = selectColumns + ` FROM unnest($2::text[]) AS u(name),
	LATERAL (SELECT * FROM partner_import.entry WHERE journal = $1 AND email = u.name OFFSET 0) AS e`
)

const selectColumns = `SELECT id, email, content, run, since, status, attempts, partner, key, link, created, code, field, message,
	ours, policy, doubt, asked, maker, made, updated, undone`

// scan reads an entry with what it means for the present run.
func (j *Journal) scan(row pgx.CollectableRow) (e journal.Entry, err error) {
	var content, asked, made []byte
	var since int64
	var created, updated *int64
	var doubt *string
	var attempts int32
	undone := ""
	err = row.Scan(&e.ID, &e.Email, &content, &e.Run, &since, &e.Status, &attempts, &e.PartnerID, &e.Key, &e.Link, &created, &e.Code, &e.Field, &e.Message,
		&e.Ours, &e.Policy, &doubt, &asked, &e.Maker, &made, &updated, &undone)
	if err != nil {
		return e, err
	}
	for _, text := range []*string{&e.Email, &e.Status, &e.PartnerID, &e.Key, &e.Link, &e.Code, &e.Field, &e.Message, &e.Policy} {
		*text = decode(*text)
	}
	e.Content, e.Asked, e.Made = hashOf(content), hashOf(asked), hashOf(made)
	e.Since, e.Created, e.Updated = time.UnixMilli(since), timeOf(created), timeOf(updated)
	e.Attempts, e.Undone = int(attempts), journal.UndoneOf(decode(undone))
	if doubt != nil {
		e.InDoubt, e.Doubt = true, decode(*doubt)
	}
	e.Resumed, e.Mine = j.same[e.Run], j.same[e.Maker]
	return e, nil
}

// entries reads what a query finds.
func (j *Journal) entries(query string, args ...any) (entries []journal.Entry, err error) {
	err = j.lasting(func(ctx context.Context) error {
		rows, err := j.pool.Query(ctx, query, append([]any{j.id}, args...)...)
		if err != nil {
			return err
		}
		entries, err = pgx.CollectRows(rows, j.scan)
		return err
	})
	if err != nil {
		return nil, j.failed("be read", err)
	}
	return entries, nil
}

// page reads entries after an id.
func (j *Journal) page(_ []journal.Entry, behind int64, most int) ([]journal.Entry, error) {
	return j.After(behind, most)
}

// After returns up to so many entries behind the one with that id, in the order of
// claims. 0 is before the first one.
func (j *Journal) After(id int64, most int) ([]journal.Entry, error) {
	return j.entries(selectEntries+" AND id > $2 ORDER BY id LIMIT $3", id, most)
}

// Before returns up to so many entries before the one with that id, the last one first.
func (j *Journal) Before(id int64, most int) ([]journal.Entry, error) {
	return j.entries(selectEntries+" AND id < $2 ORDER BY id DESC LIMIT $3", id, most)
}

// A batch is what is asked for soon. It is read together if the pages do not have it.
type batch struct {
	emails []string
	found  map[string]journal.Entry // nil until it is read
	known  map[string]bool          // what was asked for
}

// mostAtOnce is how many entries one query asks for by their e-mails.
const mostAtOnce = 512

// Expect says which entries are asked for next.
func (j *Journal) Expect(emails []string) {
	if !j.isEmpty {
		j.soon = batch{emails: emails}
	}
}

// Find returns the entry of an e-mail, from before this run wrote to it. Call it once for
// each row, before the claim.
func (j *Journal) Find(email string) (journal.Entry, bool, error) {
	if j.isEmpty {
		return journal.Entry{}, false, nil
	}
	if e, ok, err := j.ahead.Take(email); ok || err != nil {
		return e, ok, err
	}
	if err := j.look(email); err != nil {
		return journal.Entry{}, false, err
	}
	e, ok := j.soon.found[email]
	if ok {
		delete(j.soon.found, email)
		j.soon.known[email] = false // it may change from now on
		j.ahead.Miss(e.ID)
	}
	return e, ok, nil
}

// look reads the entry of an e-mail, with those that are asked for soon.
func (j *Journal) look(email string) error {
	if j.soon.known[email] {
		return nil
	}
	for len(j.soon.emails) > 0 && j.soon.emails[0] != email {
		j.soon.emails = j.soon.emails[1:] // the pages had it
	}
	wanted := []string{email}
	if len(j.soon.emails) > 0 {
		n := min(mostAtOnce, len(j.soon.emails))
		wanted, j.soon.emails = j.soon.emails[:n], j.soon.emails[n:]
	}
	list, err := j.entries(selectByEmail, column(wanted, encode))
	if err != nil {
		return err
	}
	j.soon.found, j.soon.known = make(map[string]journal.Entry, len(list)), make(map[string]bool, len(wanted))
	for _, e := range list {
		j.soon.found[e.Email] = e
	}
	for _, email := range wanted {
		j.soon.known[email] = true
	}
	return nil
}

// Each calls see with every entry, in the order of claims, until see returns false.
func (j *Journal) Each(see func(journal.Brief) bool) error {
	for behind := int64(0); ; {
		var briefs []journal.Brief
		err := j.lasting(func(ctx context.Context) error {
			rows, err := j.pool.Query(ctx, `SELECT id, email, status, ours, doubt IS NOT NULL AND status != '' OR undone != '' AND undone NOT LIKE 'restored %' OR made IS NOT NULL
				FROM partner_import.entry WHERE journal = $1 AND id > $2 ORDER BY id LIMIT $3`, j.id, behind, 8*journal.PageSize)
			if err != nil {
				return err
			}
			briefs, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (b journal.Brief, err error) {
				err = row.Scan(&behind, &b.Email, &b.Status, &b.Ours, &b.Open)
				b.Email, b.Status = decode(b.Email), decode(b.Status)
				return b, err
			})
			return err
		})
		if err != nil {
			return j.failed("be read", err)
		}
		for _, b := range briefs {
			if !see(b) {
				return nil
			}
		}
		if len(briefs) == 0 {
			return nil
		}
	}
}

// HasCreated reports whether a run with this journal has created a partner, or sent an
// invitation.
func (j *Journal) HasCreated(invited bool) bool {
	has := false
	err := j.lasting(func(ctx context.Context) error {
		return j.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM partner_import.entry
			WHERE journal = $1 AND (ours OR status = 'created') AND (email LIKE 'invitation %') = $2)`, j.id, invited).Scan(&has)
	})
	return err == nil && has
}

// HasWritten reports whether a run noted that digest.
func (j *Journal) HasWritten(digest string) (has bool, err error) {
	err = j.lasting(func(ctx context.Context) error {
		return j.pool.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM partner_import.run WHERE journal = $1 AND failed = $2)", j.id, digest).Scan(&has)
	})
	if err != nil {
		return false, j.failed("be read", err)
	}
	return has, nil
}

// IsEmpty reports whether the journal had no entry when it was opened.
func (j *Journal) IsEmpty() bool { return j.isEmpty }

// IsGone is false: without its row, the lease is lost.
func (j *Journal) IsGone() bool { return false }
