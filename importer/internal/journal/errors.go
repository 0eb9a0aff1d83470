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

func (e *LockedError) Error() string { return fmt.Sprintf("%s is in use by %s", e.Path, e.Holder) }

// AccountError says that the journal belongs to another account.
type AccountError struct {
	Path     string
	Host     string // that it belongs to
	OtherKey bool   // the host is the same, the key is another one
}

func (e *AccountError) Error() string {
	if e.OtherKey {
		return fmt.Sprintf("%s belongs to another key for %s", e.Path, e.Host)
	}
	return fmt.Sprintf("%s belongs to an account at %s", e.Path, e.Host)
}

// FileError says that the file is no journal that can be used.
type FileError struct {
	Path    string
	Message string
	Err     error
}

func (e *FileError) Error() string {
	if e.Err == nil {
		return e.Path + ": " + e.Message
	}
	return fmt.Sprintf("%s: %s: %v", e.Path, e.Message, e.Err)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

func (j *Journal) failed(what string, err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code()&0xff == sqlite3.SQLITE_CORRUPT {
		return j.opening(err)
	}
	return &FileError{j.path, "cannot " + what, err}
}
