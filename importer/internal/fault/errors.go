// Package fault has what every program over a journal shares about trouble: the
// errors that callers know, and how a run is stopped softly.
package fault

import (
	"errors"
	"fmt"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/spool"
	"partner-import/importer/option"
)

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
// another account, or is not a journal.
type JournalError struct {
	OtherKey bool   // it belongs to another key for the same host
	Foreign  bool   // it belongs to an account at another host
	Held     bool   // another run has it: wait for that one
	Lost     bool   // another run took it over, or may have: the same again continues
	Holder   string // of one that is Held or Lost: who has it and since when, "" if that is not known
	Advice   string // what to do, "" where Err says it
	Err      error
}

// Error says what is wrong and what to do.
func (e *JournalError) Error() string {
	text := "the journal " + e.Err.Error()
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

// Unwrap returns the cause.
func (e *JournalError) Unwrap() error { return e.Err }

// Journal keeps the types of the package journal from the callers. Messages name
// options with call.
func Journal(err error, call option.Namer) error {
	if err == nil {
		return nil
	}
	e := &JournalError{Err: err}
	var locked *journal.LockedError
	var lost *journal.LostError
	var account *journal.AccountError
	var file *journal.FileError
	switch {
	case errors.As(err, &locked):
		e.Held, e.Holder, e.Advice = true, locked.Holder, "wait until that run is over"
	case errors.As(err, &lost):
		e.Lost, e.Holder, e.Advice = true, lost.Holder, "run the same command again to continue"
	case errors.As(err, &file) && atomicfile.Owner(file.Path) != "":
		e.Advice = fmt.Sprintf("it belongs to %s: run as that user, or make the file your own", atomicfile.Owner(file.Path))
		file.Advice = ""
	case errors.As(err, &account):
		e.OtherKey, e.Foreign, e.Advice = account.OtherKey, !account.OtherKey, "choose another journal with "+call.Call(option.Journal, "")
	}
	if e.OtherKey {
		e.Advice = fmt.Sprintf("use that key, or %s (if this is a new key of the same program, add %s once)",
			e.Advice, call.Call(option.AdoptJournal, ""))
	}
	return e
}

// Public turns an error of another internal package into one that callers know. The
// summary and the page show some of them, so they are worded here.
func Public(err error, call option.Namer) error {
	var temp *spool.Error
	if errors.As(err, &temp) {
		return &OutputError{Path: temp.Dir, Message: temp.Message + " (" + spool.Advice + ")", Err: temp.Err}
	}
	var file *atomicfile.Error
	if errors.As(err, &file) {
		return &OutputError{Path: file.Path, Message: file.Message + advice(file.Advice, call), Err: file.Err}
	}
	return err
}

func advice(a atomicfile.Advice, call option.Namer) string {
	named := func(name option.Name) string { return call.Call(name, "") }
	switch a {
	case atomicfile.ForceIt:
		return "; delete it, choose another name, or use " + named(option.Force)
	case atomicfile.Elsewhere:
		return fmt.Sprintf("; choose another place with %s, %s, %s, %s or %s", named(option.Report),
			named(option.Failed), named(option.Summary), named(option.HTML), named(option.Journal))
	}
	return ""
}
