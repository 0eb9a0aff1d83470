package importer

import (
	"errors"

	"partner-import/importer/internal/fault"
	"partner-import/importer/option"
	"partner-import/importer/stop"
)

// ErrDeclined says that Options.OnPlan returned false.
var ErrDeclined = errors.New("nothing was sent")

// ErrStrict says that nothing was sent, since rows have problems.
var ErrStrict = errors.New("nothing was sent, because rows have problems")

// ReasonOf says why a run ended early or did not start, from the error of
// [Importer.Run], so that nobody has to read its text: that may quote the file or
// Partnero's answer, and so name a person. It is "" for nil.
//
// Of a run that did not start, source.CodeOf says more of [stop.Input], and a
// [JournalError] of [stop.Journal]: that journal may only be in use. The cause that the
// caller gave to [Importer.Stop], or to the context, is found with [errors.Is].
func ReasonOf(err error) stop.Reason {
	if errors.Is(err, ErrDeclined) {
		return stop.Cancelled
	}
	return fault.ReasonOf(err)
}

// An OutputError says that an output cannot be written, and why.
type OutputError = fault.OutputError

// A JournalError says that the journal cannot be used: it is locked, belongs to
// another account, or is not a journal.
type JournalError = fault.JournalError

func journalError(err error, call option.Namer) error { return fault.Journal(err, call) }

func publicError(err error, call option.Namer) error { return fault.Public(err, call) }
