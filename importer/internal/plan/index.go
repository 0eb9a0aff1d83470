package plan

import (
	"strings"

	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// An index finds rows by the values that must be unique in Partnero. It keeps 15
// to 24 bytes for each e-mail, id and key, and no text.
type index struct {
	identity.Digester
	tables  [uniques]identity.Table
	touched uint32
}

// A unique is a kind of value that no two rows may share.
type unique uint8

const (
	byEmail unique = iota
	byID
	byKey
	uniques // how many there are
	byIDOrKey
)

func newIndex() *index { return &index{Digester: identity.NewDigester()} }

// field is the field of the values, and code is the problem of a row with the value
// of another row.
func (u unique) field() string { return [...]string{"email", "id", "key"}[u] }

func (u unique) code() row.Code {
	return [...]row.Code{row.DuplicateEmail, row.DuplicateID, row.DuplicateKey}[u]
}

// marks are what the index needs to know of a row. They are made in parallel, and
// entered in the order of the file.
type marks struct {
	given  [uniques]bool
	values [uniques]identity.Digest

	cased bool // the key has capital letters:
	lower identity.Digest

	refers bool // to another partner:
	by     unique
	parent identity.Digest
}

// marks does not touch the tables, so any goroutine may call it.
func (x *index) marks(r *row.Record) (m marks) {
	for u, value := range [uniques]string{identity.EmailKey(r.Email), identity.Composed(r.ID), identity.Composed(r.Key)} {
		if value != "" {
			m.given[u], m.values[u] = true, x.Digest(value)
		}
	}
	if hasCapitals(r.Key) {
		m.cased, m.lower = true, x.Digest(identity.Composed(strings.ToLower(r.Key)))
	}
	by, value := refersBy(r)
	if value != "" {
		m.refers, m.by, m.parent = true, by, x.Digest(value)
	}
	return m
}

// touch reads the slots of a batch's values before they are looked up one by one.
// Here no read depends on another, so the processor waits for many at the same
// time. The slots of a large file are in no cache.
func (x *index) touch(rows []marks) {
	for i := range rows {
		m := &rows[i]
		for u, given := range m.given {
			if given {
				x.touched += x.tables[u].Peek(m.values[u])
			}
		}
	}
}

// reserve makes room for a file of about so many rows that begins with these. A
// small file needs none.
func (x *index) reserve(rows int, first []marks) {
	if rows < 8*identity.TableShards {
		return
	}
	for u := range x.tables {
		given := 0
		for i := range first {
			if first[i].given[u] {
				given++
			}
		}
		x.tables[u].Reserve(rows * given / len(first))
	}
}

// refersBy returns how the record names its referring partner, "" if it names
// none.
func refersBy(r *row.Record) (unique, string) {
	switch {
	case r.ReferrerEmail != "":
		return byEmail, identity.EmailKey(r.ReferrerEmail)
	case r.ReferrerID != "":
		return byID, identity.Composed(r.ReferrerID)
	case r.ReferrerKey != "":
		return byKey, identity.Composed(r.ReferrerKey)
	}
	return byIDOrKey, identity.Composed(r.Referrer)
}

// A reference is how a row names its referring partner, in 16 bytes.
type reference struct {
	row       uint32
	low, high uint32 // of the digest
	shard     uint16
	by        unique
}

func (m *marks) reference(row int) reference {
	return reference{uint32(row), uint32(m.parent.Print), uint32(m.parent.Print >> 32), m.parent.Shard, m.by}
}

func (r reference) digest() identity.Digest {
	return identity.Digest{Print: uint64(r.high)<<32 | uint64(r.low), Shard: r.shard}
}
