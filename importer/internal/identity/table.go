// Package identity says when two texts are the same for Partnero, and finds them
// again: folded e-mails, composed characters, and tables of digests that take a
// few bytes a row.
package identity

import (
	"hash/maphash"
	"math"
	"math/bits"
)

// TableShards is how many parts a table has, a power of two. Each part grows by
// itself, so a table never takes much more memory than its entries.
const TableShards = 1 << 10

// pageSlots is how many slots are in a page of memory.
const pageSlots = 4096 / 12

// A Digest represents a text in a table: 74 bits, under random keys that are new
// for each run. Ten of the bits are the shard. In a file of ten million rows, two
// different texts have the same digest with a probability below 10^-8. With a
// million rows it is below 10^-10. So equal digests count as equal texts, and the
// texts are not kept.
type Digest struct {
	Print uint64
	Shard uint16
}

// A Digester makes digests. Digests of the same digester can be compared.
type Digester [2]maphash.Seed

// NewDigester draws the keys of a new digester.
func NewDigester() Digester { return Digester{maphash.MakeSeed(), maphash.MakeSeed()} }

// Digest returns the digest of a text.
func (d *Digester) Digest(s string) Digest {
	return Digest{maphash.String(d[0], s), uint16(maphash.String(d[1], s) % TableShards)}
}

// A Table maps digests to rows, which count from 1. It takes 12 bytes for each, and
// 15 to 24 with the room to grow. A map takes three times as much. The zero value
// is empty.
type Table struct{ shards [TableShards]shard }

// Reserve makes room for about so many entries in one piece, so the table need not
// grow if there are no more. It does nothing for a table in use.
func (t *Table) Reserve(entries int) {
	most := entries / TableShards
	most += 4*int(math.Sqrt(float64(most))) + 4 // nearly all shards have fewer
	size := most*5/4 + 1
	slab := make([]slot, size*TableShards)
	for i := 0; i < len(slab); i += pageSlots {
		slab[i] = slot{} // the system provides a page when it is written to; in order is cheapest
	}
	for i := range t.shards {
		if t.shards[i].slots == nil {
			t.shards[i].slots = slab[i*size : (i+1)*size : (i+1)*size]
		}
	}
}

// A shard is a hash table with open addressing and linear probing (Knuth, The
// Art of Computer Programming, volume 3, 6.4, algorithm L).
type shard struct {
	slots []slot
	used  int
}

// A slot is free if its row is 0. The print is in two halves, because the 12 bytes
// would be 16 otherwise.
type slot struct {
	low, high uint32
	row       uint32
}

// Row returns the row of a digest, 0 if there is none.
func (t *Table) Row(d Digest) uint32 {
	s := &t.shards[d.Shard]
	if s.used == 0 {
		return 0
	}
	return s.find(d.Print).row
}

// Peek reads the first slot where a digest may be.
func (t *Table) Peek(d Digest) uint32 {
	s := &t.shards[d.Shard]
	if len(s.slots) == 0 {
		return 0
	}
	return s.slots[s.home(uint32(d.Print>>32))].row
}

// Entry returns the row of a digest, 0 if there is none yet. The caller sets it
// before the next call.
func (t *Table) Entry(d Digest) *uint32 {
	s := &t.shards[d.Shard]
	if (s.used+1)*5 > len(s.slots)*4 {
		s.grow()
	}
	found := s.find(d.Print)
	if found.row == 0 {
		s.used++
		found.low, found.high = uint32(d.Print), uint32(d.Print>>32)
	}
	return &found.row
}

// find returns the slot of a print, or the free slot for it.
func (s *shard) find(print uint64) *slot {
	low, high := uint32(print), uint32(print>>32)
	for i := s.home(high); ; i++ {
		if i == len(s.slots) {
			i = 0
		}
		if found := &s.slots[i]; found.row == 0 || found.low == low && found.high == high {
			return found
		}
	}
}

// home is the first slot where a print may be.
func (s *shard) home(high uint32) int {
	home, _ := bits.Mul32(high, uint32(len(s.slots)))
	return int(home)
}

func (s *shard) grow() {
	old := s.slots
	s.slots = make([]slot, len(old)+len(old)/2+8)
	for _, o := range old {
		if o.row > 0 {
			*s.find(uint64(o.high)<<32 | uint64(o.low)) = o
		}
	}
}
