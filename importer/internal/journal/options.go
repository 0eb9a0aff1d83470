package journal

import (
	"time"

	"partner-import/importer/option"
)

// An Account is what a journal belongs to.
type Account struct {
	Host string
	Key  string // a fingerprint, never the key
}

// Options say how to open a journal.
type Options struct {
	Path    string // of a file, or "postgres:" and a name
	Account Account
	// Existing opens the journal of any account for reading. It makes no journal.
	Existing bool
	// Old opens a journal that exists, and makes none.
	Old bool
	// Adopt binds a journal of the same host to another key: a new key of the same
	// account.
	Adopt bool
	// NoSync leaves out every fsync. It exists for the tests that show why the
	// fsyncs are needed. A database has none.
	NoSync bool

	// Term is how long a lease in a database is, default [DefaultTerm].
	Term time.Duration
	// Wait is how long to wait for a journal that another run has, default not at all.
	Wait time.Duration
	// Slice is after how long a journal in a database is given to a run that waits for
	// it, default never.
	Slice time.Duration
	// Waiting is told who has the journal, once, before it is waited for; nil: nobody is.
	Waiting func(holder string)
	// Waiter is what a run that waits is called, so that it is the next one. It is set by
	// who waits.
	Waiter string

	Call option.Namer // how messages call the option that names the journal
}

// DefaultTerm is how long a lease in a database is.
const DefaultTerm = 60 * time.Second

// TermFor is the term of a lease for a run whose attempts take so long at most: one that
// begins when the lease was renewed a while ago still ends within it.
func TermFor(timeout time.Duration) time.Duration { return max(DefaultTerm, 2*timeout) }
