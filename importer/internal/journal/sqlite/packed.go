package sqlite

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"partner-import/importer/internal/journal"
)

// packed is an entry as one text. An entry has 22 columns, and to read each by
// itself costs more than to find the row. Numbers, hashes and the length of each
// text in bytes come first, each with a space behind it, and without digits if the
// column is null. The texts follow without anything between them.
const packed = `concat(id, ' ', run, ' ', since, ' ', attempts, ' ', maker, ' ', ours, ' ', created, ' ', updated, ' ',
	hex(content), ' ', hex(asked), ' ', hex(made), ' ',
	octet_length(email), ' ', octet_length(status), ' ', octet_length(policy), ' ',
	octet_length(partner), ' ', octet_length(key), ' ', octet_length(link), ' ',
	octet_length(code), ' ', octet_length(field), ' ', octet_length(message), ' ', octet_length(undone), ' ', octet_length(doubt), ' ',
	email, status, policy, partner, key, link, code, field, message, undone, doubt)`

// A packedError is a text that is no entry, which only a damaged or foreign file has.
type packedError struct{ part string }

func (e *packedError) Error() string { return "an entry has no valid " + e.part }

// An unpacker takes the parts of a packed entry one after the other. The first error
// stays.
type unpacker struct {
	rest    string
	between string // what is behind each part
	err     error
}

// unpack reads an entry, but for what the runs of this journal say about it.
func unpack(text string) (journal.Entry, error) {
	u := unpacker{rest: text, between: " "}
	e := u.numbers()
	var undone string
	texts := [...]*string{&e.Email, &e.Status, &e.Policy, &e.PartnerID, &e.Key, &e.Link, &e.Code, &e.Field, &e.Message, &undone, &e.Doubt}
	var lengths [len(texts)]int
	for i := range texts {
		length, ok := u.maybe("length")
		lengths[i], e.InDoubt = int(length), ok // the last one is the doubt
	}
	for i, text := range texts {
		*text = u.text(lengths[i])
	}
	e.Undone = journal.UndoneOf(undone)
	return e, u.end()
}

// numbers takes the numbers and the hashes of an entry, with which it begins.
func (u *unpacker) numbers() (e journal.Entry) {
	e.ID, e.Run = u.number("id"), u.number("run")
	e.Since = time.UnixMilli(u.number("time"))
	e.Attempts, e.Maker = int(u.number("attempts")), u.number("maker")
	e.Ours = u.number("owner") != 0
	if created, ok := u.maybe("time"); ok {
		e.Created = time.UnixMilli(created)
	}
	if updated, ok := u.maybe("time"); ok {
		e.Updated = time.UnixMilli(updated)
	}
	e.Content, e.Asked, e.Made = u.hash(), u.hash(), u.hash()
	return e
}

// end returns what went wrong, if only that something is left.
func (u *unpacker) end() error {
	if u.err == nil && u.rest != "" {
		u.fail("end")
	}
	return u.err
}

func (u *unpacker) fail(part string) {
	if u.err == nil {
		u.err = &packedError{part}
	}
	u.rest = ""
}

// word takes the next part.
func (u *unpacker) word(part string) string {
	word, rest, ok := strings.Cut(u.rest, u.between)
	if !ok {
		u.fail(part)
		return ""
	}
	u.rest = rest
	return word
}

// maybe takes a number, or nothing from a column that is null.
func (u *unpacker) maybe(part string) (n int64, ok bool) {
	word := u.word(part)
	if word == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		u.fail(part)
	}
	return n, err == nil
}

func (u *unpacker) number(part string) int64 {
	n, ok := u.maybe(part)
	if !ok {
		u.fail(part)
	}
	return n
}

// hash takes a hash. It is the zero one if the column is null.
func (u *unpacker) hash() (hash [16]byte) {
	word := u.word("hash")
	if len(word) > 2*len(hash) {
		u.fail("hash")
		return hash
	}
	if _, err := hex.Decode(hash[:], []byte(word)); err != nil {
		u.fail("hash")
	}
	return hash
}

func (u *unpacker) text(length int) (text string) {
	if length < 0 || length > len(u.rest) {
		u.fail("text")
		return ""
	}
	text, u.rest = u.rest[:length], u.rest[length:]
	return text
}
