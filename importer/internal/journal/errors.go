package journal

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

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

// foreign refuses a file of another program.
func (j *Journal) foreign() error {
	return &FileError{Path: j.path, Message: "is not a journal of this tool; choose another file with " + j.call}
}

// checkDisk is the advice if the fault is not in the journal but in the disk. The
// journal has lost nothing, so it must not be moved away.
const checkDisk = "leave it there, and check that its disk has space and is writable"

func (j *Journal) failed(what string, err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code()&0xff == sqlite3.SQLITE_CORRUPT {
		return j.opening(err)
	}
	e := &FileError{Path: j.path, Message: "cannot " + what, Err: err}
	if isOfDisk(err) {
		e.Advice = checkDisk
	}
	return e
}

// isOfDisk reports whether the disk or its permissions keep SQLite from its file. A
// file that ends too early is damaged.
func isOfDisk(err error) bool {
	var failure *sqlite.Error
	if !errors.As(err, &failure) || failure.Code() == sqlite3.SQLITE_IOERR_SHORT_READ {
		return false
	}
	switch failure.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return true
	}
	return false
}
