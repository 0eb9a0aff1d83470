package lifecycle

import (
	"time"

	"partner-import/importer/option"
)

// Existing says what happens to a row if its partner already exists. A partner that
// an earlier run with the same journal created never makes a row fail.
type Existing int

// What to do with partners who already exist.
const (
	Skip   Existing = iota // the row exists, and nothing is changed
	Fail                   // the row fails
	Update                 // fields that differ from the row are changed
)

// Orphans says what happens to a row if its referring partner was not created.
type Orphans int

// What to do with orphans.
const (
	Block       Orphans = iota // it is not sent
	CreateAlone                // it is sent without its referring partner, and the report says so
)

// Rules are what the decisions depend on, apart from the row. They never change,
// and are safe for concurrent use.
type Rules struct {
	Settle      time.Duration // after a lost answer, how long "not found" proves nothing
	MaxAttempts int           // of those that had no effect
	Limit       int           // how many rows may be sent, for sentences only
	Began       time.Time     // when the settle time of inherited claims begins

	Existing    Existing
	Orphans     Orphans
	ReplaceTags bool // when updating: the row's tags replace the partner's
	Passwords   bool // when updating: the password is set too
	Resend      bool // invitations whose answer was lost are sent again, after the settle time

	Call option.Namer // how the results call options

	// Backoff is the wait after so many failures in a row, a random one.
	Backoff func(failures int) time.Duration
}

// policy is what the journal remembers about a run's way with existing partners. An
// end under another policy is not the end under this one.
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
