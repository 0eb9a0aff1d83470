package importer

import (
	"encoding/binary"
	"hash/maphash"

	"golang.org/x/text/unicode/norm"
)

// A digest stands for a text in the index: 96 bits under keys that are drawn
// anew for each run. In a file of ten million rows, two different texts have
// the same digest with a probability below 10^-14, less than that of a bit
// that flips in memory; so equal digests are taken for equal texts, and the
// index needs neither the texts nor a second look at the file.
type digest [12]byte

// An index finds rows by what the API holds unique. It keeps about 30 bytes
// for each e-mail, id and key, and no text.
type index struct {
	seeds  [2]maphash.Seed
	emails map[digest]uint32
	ids    map[digest]uint32
	keys   map[digest]uint32
}

func newIndex() *index {
	return &index{
		seeds:  [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		emails: map[digest]uint32{}, ids: map[digest]uint32{}, keys: map[digest]uint32{},
	}
}

func (x *index) digest(s string) (d digest) {
	binary.LittleEndian.PutUint64(d[:8], maphash.String(x.seeds[0], s))
	binary.LittleEndian.PutUint32(d[8:], uint32(maphash.String(x.seeds[1], s)))
	return d
}

// A unique is a value of a row that no other row may have.
type unique struct {
	field  string
	value  string
	code   Code
	rows   map[digest]uint32
	digest digest
}

// uniques returns those that the record has.
func (x *index) uniques(r *Record) []unique {
	all := [3]unique{
		{field: "email", value: emailKey(r.Email), code: DuplicateEmail, rows: x.emails},
		{field: "id", value: composed(r.ID), code: DuplicateID, rows: x.ids},
		{field: "key", value: composed(r.Key), code: DuplicateKey, rows: x.keys},
	}
	given := all[:0]
	for _, u := range all {
		if u.value != "" {
			u.digest = x.digest(u.value)
			given = append(given, u)
		}
	}
	return given
}

// A reference is what a row says of its referring partner.
type reference struct {
	row    uint32
	rows   map[digest]uint32 // nil: ids or keys, which is not known yet
	digest digest
}

// composed makes texts equal that look the same: "é" may be one character or
// two.
func composed(s string) string { return norm.NFC.String(s) }

// reference returns how r refers to another partner, if it does.
func (x *index) reference(row uint32, r *Record) (reference, bool) {
	switch {
	case r.ReferrerEmail != "":
		return reference{row, x.emails, x.digest(emailKey(r.ReferrerEmail))}, true
	case r.ReferrerID != "":
		return reference{row, x.ids, x.digest(composed(r.ReferrerID))}, true
	case r.ReferrerKey != "":
		return reference{row, x.keys, x.digest(composed(r.ReferrerKey))}, true
	case r.Referrer != "":
		return reference{row, nil, x.digest(composed(r.Referrer))}, true
	}
	return reference{}, false
}
