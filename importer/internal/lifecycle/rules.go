package lifecycle

import (
	"time"

	"partner-import/importer/option"
)

// Existing says what becomes of a row whose partner is there already. One that
// an earlier run with the same journal created never fails a row.
type Existing int

// What may be done about partners that are there.
const (
	Skip   Existing = iota // the row exists, and nothing is changed
	Fail                   // the row has failed
	Update                 // what the row gives and the partner has otherwise is changed
)

// Orphans says what becomes of a row whose referring partner was not created.
type Orphans int

// What may be done about orphans.
const (
	Block       Orphans = iota // it is not sent
	CreateAlone                // it is sent without its referring partner, and that is said
)

// Rules are what the decisions depend on beside the row. They are never
// changed, and safe for concurrent use.
type Rules struct {
	Settle      time.Duration // after a lost answer, how long "not there" proves nothing
	MaxAttempts int           // of those that had no effect
	Limit       int           // how many rows may be sent, for words only
	Began       time.Time     // from here on the settle time of inherited claims counts

	Existing    Existing
	Orphans     Orphans
	ReplaceTags bool // when updating: the row's tags replace the partner's
	Passwords   bool // when updating: the password is set as well
	Resend      bool // invitations whose answer was lost are sent again, after the settle time

	Call option.Namer // how the results call options

	// Backoff is the wait after so many failures in a row, a random one.
	Backoff func(failures int) time.Duration
}

// policy is how the journal remembers what a run did about partners that were
// there. An end under another policy is not the end under this one.
func (r Rules) policy() string {
	if r.Existing != Update {
		return ""
	}
	policy := "update"
	if r.ReplaceTags {
		policy += ", replacing tags"
	}
	if r.Passwords {
		policy += ", with passwords"
	}
	return policy
}
