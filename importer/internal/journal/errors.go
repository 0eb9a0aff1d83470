package journal

import "fmt"

// LockedError says that another process has the journal open.
type LockedError struct {
	Path   string
	Holder string // "process 1234, since …"
}

// Error names the journal and the process that has it.
func (e *LockedError) Error() string { return fmt.Sprintf("%s is in use by %s", e.Path, e.Holder) }

// AccountError says that the journal belongs to another account.
type AccountError struct {
	Path     string
	Host     string // the one that it belongs to
	OtherKey bool   // the host is the same, but the key is another one
}

// Error names the journal and its owner.
func (e *AccountError) Error() string {
	if e.OtherKey {
		return fmt.Sprintf("%s belongs to another API key for %s", e.Path, e.Host)
	}
	return fmt.Sprintf("%s belongs to an account at %s", e.Path, e.Host)
}

// FileError says that the file cannot be used as a journal.
type FileError struct {
	Path    string
	Message string
	Err     error  // the cause, may be nil
	Advice  string // what to do, "" if Message says it
}

// Error begins with the path and ends with what to do.
func (e *FileError) Error() string {
	text := e.Path + " " + e.Message
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// LostError says that another run has the journal, or may have it: the lease was not
// renewed in time.
type LostError struct {
	Path   string
	Holder string // who has it now, "" if that is not known
}

// Error names the journal, and who has it.
func (e *LostError) Error() string {
	if e.Holder == "" {
		return e.Path + " was not renewed in time, so another run may have it"
	}
	return e.Path + " was taken over by " + e.Holder
}
