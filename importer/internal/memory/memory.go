package lifecycle

import (
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// A memory is what the journal says about a row, as one value.
type memory struct {
	kind  remembrance
	entry journal.Entry
}

// A remembrance is what a memory means for the run.
type remembrance uint8

const (
	nothing   remembrance = iota // the row was never sent, or it had no effect, for certain
	claimed                      // a run claimed the row and did not end it
	known                        // the row has an end, which is true until there is another one
	contested                    // this input may have made the partner; a run of another input could not tell
)

// remember makes a memory from an entry that was found.
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

// forgotten is the rest of a memory if its partner does not exist.
func (m memory) forgotten() memory {
	return memory{nothing, journal.Entry{ID: m.entry.ID, Ours: m.isOurs(), Attempts: m.attempts()}}
}

// hasEnd reports whether the journal has an end for the row.
func (m memory) hasEnd() bool { return m.kind == known || m.kind == contested }

// isOurs reports whether one of the journal's runs created the partner. A contested
// memory does not know yet.
func (m memory) isOurs() bool { return m.kind != contested && isOurs(m.entry) }

// attempts are the POSTs of earlier runs, if the row's end is known.
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

// isContested reports whether a run of the same input may have created the partner,
// and a run of another input could not tell.
func isContested(e journal.Entry) bool {
	return e.Mine && e.Made != [16]byte{} && !e.Resumed && e.Status != journal.Claimed
}

// isAlone reports whether an earlier run created the partner without its
// referring partner.
func isAlone(e journal.Entry) bool {
	return row.Status(e.Status).Good() && row.Code(e.Code) == row.ReferrerFailed
}
