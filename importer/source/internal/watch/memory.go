// Package watch notices that a file changes while it is read.
package watch

import (
	"hash/maphash"

	"partner-import/importer/source/internal/raw"
)

// A Memory remembers each row of one reading by 8 bytes, and compares other readings
// with it. The zero Memory remembers nothing. One goroutine at a time may change it;
// [Memory.Print] is safe for concurrent use.
type Memory struct {
	state  state
	seed   maphash.Seed
	prints []uint64 // by row
}

type state int

const (
	off       state = iota
	armed           // the next reading is remembered
	recording       // by the reading under way
	known           // later readings are compared
)

// A Role is what a reading does with the memory.
type Role int

// The roles of a reading.
const (
	Ignore  Role = iota
	Record       // it is remembered
	Compare      // it must have the same rows
)

// Arm has the next reading remembered, and the later ones compared with it.
func (m *Memory) Arm() {
	*m = Memory{state: armed, seed: maphash.MakeSeed()}
}

// Begin says what a new reading does.
func (m *Memory) Begin() Role {
	switch m.state {
	case armed:
		m.state = recording
		return Record
	case known:
		return Compare
	}
	return Ignore
}

// End tells that a reading has come to the end of the file.
func (m *Memory) End(r Role) {
	if r == Record {
		m.state = known
	}
}

// Print is the hash of a row.
func (m *Memory) Print(row *raw.Row) uint64 {
	var h maphash.Hash
	h.SetSeed(m.seed)
	if row.Err != nil {
		h.WriteString(row.Err.Message)
	}
	for _, cell := range row.Cells {
		h.WriteString(cell)
		h.WriteByte(0xff) // in no text
	}
	return h.Sum64()
}

// Take takes the print of a row, and reports whether it is the same row as before. Rows
// count from 1, and are remembered in their order.
func (m *Memory) Take(r Role, row int, print uint64) bool {
	switch r {
	case Record:
		m.prints = append(m.prints, print)
	case Compare:
		return row <= len(m.prints) && m.prints[row-1] == print
	}
	return true
}
