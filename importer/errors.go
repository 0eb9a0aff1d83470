package importer

import (
	"errors"

	"partner-import/importer/internal/fault"
	"partner-import/importer/option"
)

// ErrDeclined says that Options.OnPlan returned false.
var ErrDeclined = errors.New("nothing was sent")

// ErrStrict says that nothing was sent, since rows have problems.
var ErrStrict = errors.New("nothing was sent, because rows have problems")

// An OutputError says that an output cannot be written, and why.
type OutputError = fault.OutputError

// A JournalError says that the journal cannot be used: it is locked, belongs to
// another account, or is not a journal.
type JournalError = fault.JournalError

func journalError(err error, call option.Namer) error { return fault.Journal(err, call) }

func publicError(err error, call option.Namer) error { return fault.Public(err, call) }
