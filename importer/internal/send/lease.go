package send

import (
	"errors"

	"partner-import/importer/internal/journal"
)

// This file is how a run sends as long as it has its journal, and no longer.

// errNoLease is why an attempt was not made.
var errNoLease = errors.New("another run may have the journal")

// errLost is why a run ends that did not renew its lease.
var errLost = errors.New("the database of the journal was away for too long, or this machine stood still, so another run may have the journal")

// errYield is why a run ends whose turn is over.
var errYield = errors.New("another run was waiting for the journal")

// lease is for how long the run has its journal, nil without an end.
func (in *Input) lease() *journal.Lease {
	if in.Journal == nil {
		return nil
	}
	return in.Journal.Lease()
}
