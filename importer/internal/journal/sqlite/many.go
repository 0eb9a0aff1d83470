package sqlite

import (
	"strings"

	"partner-import/importer/internal/journal"
)

// To read an entry costs most where SQLite and Go meet: a row there costs more than its
// columns. So a thousand entries are read as one text, with control characters between
// them. The texts of an entry may hold these too, although hardly any do. Then the count
// is wrong, and the entries are read one by one, see packed.
const (
	unit   = "\x1f" // between the parts of an entry
	record = "\x1e" // between entries
)

// listed is an entry as parts.
const listed = `concat(id, '` + unit + `', run, '` + unit + `', since, '` + unit + `', attempts, '` + unit + `', maker, '` + unit + `', ours, '` + unit + `',
	created, '` + unit + `', updated, '` + unit + `', hex(content), '` + unit + `', hex(asked), '` + unit + `', hex(made), '` + unit + `',
	email, '` + unit + `', status, '` + unit + `', policy, '` + unit + `', partner, '` + unit + `', key, '` + unit + `', link, '` + unit + `',
	code, '` + unit + `', field, '` + unit + `', message, '` + unit + `', undone, '` + unit + `', doubt IS NOT NULL, '` + unit + `', doubt, '` + unit + `')`

// selectMany reads so many entries (?2) behind an id (?1) as one text, with the id of the
// last one. There is no text, and id 0, behind the last entry.
func selectMany(entry string) string {
	return "SELECT coalesce(max(id), 0), count(*), coalesce(group_concat(" + entry + ", '" + record + "'), '') FROM entry" +
		" WHERE id > ?1 AND id <= (SELECT max(id) FROM (SELECT id FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2))"
}

// page reads entries after an id. It appends them to those given.
func (j *Journal) page(into []journal.Entry, behind int64, most int) ([]journal.Entry, error) {
	last, count, text := int64(0), 0, ""
	if j.pages.QueryRow(behind, most).Scan(&last, &count, &text) == nil {
		if entries, ok := j.split(into, text, count); ok {
			return entries, nil
		}
	}
	return j.After(behind, most) // which tells what is wrong, if anything is
}

// split reads the entries of a text. It is not ok if they are not certain, or not in the
// order of their ids.
func (j *Journal) split(into []journal.Entry, text string, count int) ([]journal.Entry, bool) {
	if strings.Count(text, record) != max(0, count-1) {
		return nil, false
	}
	for last := int64(0); count > 0; count-- {
		var one string
		one, text, _ = strings.Cut(text, record)
		e, err := unpackListed(one)
		if err != nil || e.ID <= last {
			return nil, false
		}
		e.Resumed, e.Mine = j.same[e.Run], j.same[e.Maker]
		into, last = append(into, e), e.ID
	}
	return into, text == ""
}

// unpackListed reads an entry as listed has it.
func unpackListed(text string) (journal.Entry, error) {
	u := unpacker{rest: text, between: unit}
	e := u.numbers()
	var undone string
	for _, text := range []*string{&e.Email, &e.Status, &e.Policy, &e.PartnerID, &e.Key, &e.Link, &e.Code, &e.Field, &e.Message, &undone} {
		*text = u.word("text")
	}
	e.Undone = journal.UndoneOf(undone)
	e.InDoubt = u.number("doubt") != 0
	e.Doubt = u.word("text")
	return e, u.end()
}
