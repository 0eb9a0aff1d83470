package errand

import (
	"errors"

	"partner-import/importer/internal/journal"
)

// A Journal is what an engine needs of one.
type Journal interface {
	Write(journal.Group) error
	Lease() *journal.Lease
}

// errNoLease is why an attempt was not made.
var errNoLease = errors.New("another run may have the journal")

// lease is for how long the run has its journal, nil without an end.
func (e *Engine) lease() *journal.Lease {
	if e.Journal == nil {
		return nil
	}
	return e.Journal.Lease()
}
