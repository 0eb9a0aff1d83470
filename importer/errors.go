package importer

import (
	"errors"
	"fmt"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/spool"
)

// ErrDeclined says that Options.OnPlan returned false.
var ErrDeclined = errors.New("nothing was sent")

// ErrStrict says that nothing was sent, since rows are invalid.
var ErrStrict = errors.New("rows are invalid and nothing was sent")

// An OutputError says that an output cannot be written, and why.
type OutputError struct {
	Path    string
	Message string
	Err     error
}

// Error begins with the path.
func (e *OutputError) Error() string {
	if e.Err == nil {
		return e.Path + ": " + e.Message
	}
	return fmt.Sprintf("%s: %s: %v", e.Path, e.Message, e.Err)
}

// Unwrap returns the cause.
func (e *OutputError) Unwrap() error { return e.Err }

// A JournalError says that the journal cannot be used: it is locked, belongs to
// another account, or is no journal.
type JournalError struct {
	OtherKey bool // it belongs to another key for the same host
	Err      error
}

// Error says what is wrong and what to do.
func (e *JournalError) Error() string {
	text := "the journal " + e.Err.Error()
	var locked *journal.LockedError
	var account *journal.AccountError
	switch {
	case errors.As(e.Err, &locked):
		return text + "; wait until that run is over"
	case e.OtherKey:
		return text + "; use that key, or name another journal with --journal (if this is a new key of the same program, add --adopt-journal once)"
	case errors.As(e.Err, &account):
		return text + "; name another journal with --journal"
	}
	return text
}

// Unwrap returns the cause.
func (e *JournalError) Unwrap() error { return e.Err }

// journalError keeps the types of an internal package from the callers.
func journalError(err error) error {
	if err == nil {
		return nil
	}
	var account *journal.AccountError
	return &JournalError{OtherKey: errors.As(err, &account) && account.OtherKey, Err: err}
}

// publicError makes an error of an internal room one that callers know.
func publicError(err error) error {
	var temp *spool.Error
	if errors.As(err, &temp) {
		return &OutputError{Path: temp.Dir, Message: temp.Message + " (" + spool.Advice + ")", Err: temp.Err}
	}
	var file *atomicfile.Error
	if errors.As(err, &file) {
		return &OutputError{Path: file.Path, Message: file.Message, Err: file.Err}
	}
	return err
}
