// Package memory says what the journal's entry of a row means for a run.
package memory

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// A Memory is what the journal says about a row, as one value. The zero value says
// nothing.
type Memory struct {
	Kind  Kind
	Entry journal.Entry // what is left of it, for each kind
}

// A Kind is what a memory means for the run.
type Kind uint8

// The kinds.
const (
	Nothing   Kind = iota // the row was never sent, or it had no effect, for certain
	Claimed               // a run claimed the row and did not end it
	Known                 // the row has an end, which is true until there is another one
	Contested             // this input may have made the partner; a run of another input could not tell
)

// Of makes a memory from an entry that was found.
func Of(e journal.Entry) Memory {
	switch {
	case e.Status == journal.Claimed:
		return Memory{Claimed, e}
	case IsContested(e):
		return Memory{Contested, e}
	case row.Status(e.Status) == row.Failed && !IsOurs(e):
		return Memory{Nothing, journal.Entry{ID: e.ID, Status: e.Status, Content: e.Content}}
	}
	return Memory{Known, e}
}

// Forgotten is the rest of a memory if its partner does not exist.
func (m Memory) Forgotten() Memory {
	rest := Memory{Nothing, journal.Entry{ID: m.Entry.ID, Ours: m.IsOurs(), Attempts: m.Attempts()}}
	if m.wasInVain() {
		rest.Entry.Status, rest.Entry.Content = string(row.Failed), m.Entry.Content
	}
	return rest
}

// HasFailed reports whether an earlier run sent the row in vain, with what it asks
// for now.
func (m Memory) HasFailed(content [16]byte) bool { return m.wasInVain() && m.Entry.Content == content }

// wasInVain reports whether an earlier run ended the row as failed. A run that was
// killed since then has claimed it, and left the attempts as they were. One that ended
// the row in doubt has not.
func (m Memory) wasInVain() bool {
	switch m.Kind {
	case Nothing:
		return row.Status(m.Entry.Status) == row.Failed
	case Claimed:
		return m.Entry.Attempts > 0 && m.Entry.Doubt == ""
	}
	return false
}

// HasEnd reports whether the journal has an end for the row.
func (m Memory) HasEnd() bool { return m.Kind == Known || m.Kind == Contested }

// IsOurs reports whether one of the journal's runs created the partner. A contested
// memory does not know yet.
func (m Memory) IsOurs() bool { return m.Kind != Contested && IsOurs(m.Entry) }

// Attempts are the POSTs of earlier runs, if the row's end is known.
func (m Memory) Attempts() int {
	if m.Kind == Claimed || m.Kind == Contested {
		return 0
	}
	return m.Entry.Attempts
}

// IsInDoubt reports whether a change that an earlier run sent may be under way.
func (m Memory) IsInDoubt() bool {
	return m.Kind == Known && m.Entry.InDoubt && m.Entry.Asked == [16]byte{}
}

// IsOurs reports whether one of the journal's runs created the entry's partner.
func IsOurs(e journal.Entry) bool { return e.Ours || row.Status(e.Status) == row.Created }

// IsMine reports whether a run of the same input created the partner.
func IsMine(e journal.Entry) bool { return e.Mine && e.Made == [16]byte{} }

// IsContested reports whether a run of the same input may have created the partner,
// and a run of another input could not tell.
func IsContested(e journal.Entry) bool {
	return e.Mine && e.Made != [16]byte{} && !e.Resumed && e.Status != journal.Claimed
}

// IsAlone reports whether an earlier run created the partner without its
// referring partner.
func IsAlone(e journal.Entry) bool {
	return row.Status(e.Status).Good() && row.Code(e.Code) == row.ReferrerFailed
}
