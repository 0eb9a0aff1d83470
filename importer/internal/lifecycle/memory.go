package lifecycle

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// A memory is what the journal says of a row, as one value.
type memory struct {
	kind  remembrance
	entry journal.Entry
}

// A remembrance is what a memory means for the run.
type remembrance uint8

const (
	nothing   remembrance = iota // the row was never sent, or that certainly had no effect
	claimed                      // a run claimed the row and left no end of it
	known                        // the row has an end, which stands until there is another one
	contested                    // this input may have made the partner; a run of another one could not tell
)

// remember makes a memory of an entry that was found.
func remember(e journal.Entry) memory {
	switch {
	case e.Status == journal.Claimed:
		return memory{claimed, e}
	case isContested(e):
		return memory{contested, e}
	case row.Status(e.Status) == row.Failed && !isOurs(e):
		return memory{nothing, journal.Entry{ID: e.ID}}
	}
	return memory{known, e}
}

// forgotten is what is left of a memory when its partner is not there.
func (m memory) forgotten() memory {
	return memory{nothing, journal.Entry{ID: m.entry.ID, Ours: m.isOurs(), Attempts: m.attempts()}}
}

// stands reports whether the journal has an end of the row.
func (m memory) stands() bool { return m.kind == known || m.kind == contested }

// isOurs reports whether one of the journal's runs created the partner. A
// contested memory does not know it yet.
func (m memory) isOurs() bool { return m.kind != contested && isOurs(m.entry) }

// attempts are the POSTs of the runs before this one whose end stands.
func (m memory) attempts() int {
	if m.kind == claimed || m.kind == contested {
		return 0
	}
	return m.entry.Attempts
}

// isInDoubt reports whether a change that an earlier run sent may be under way.
func (m memory) isInDoubt() bool {
	return m.kind == known && m.entry.InDoubt && m.entry.Asked == [16]byte{}
}

// isOurs reports whether one of the journal's runs created the entry's partner.
func isOurs(e journal.Entry) bool { return e.Ours || row.Status(e.Status) == row.Created }

// isMine reports whether a run of the same input created the partner.
func isMine(e journal.Entry) bool { return e.Mine && e.Made == [16]byte{} }

// isContested reports whether a run of the same input may have created the
// partner, and another input's run could not tell.
func isContested(e journal.Entry) bool {
	return e.Mine && e.Made != [16]byte{} && !e.Resumed && e.Status != journal.Claimed
}

// isAlone reports whether an earlier run created the partner without its
// referring partner.
func isAlone(e journal.Entry) bool {
	return row.Status(e.Status).Good() && row.Code(e.Code) == row.ReferrerFailed
}
