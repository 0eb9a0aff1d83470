package sqlite

import (
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"partner-import/importer/internal/journal"
)

// foreign refuses a file of another program.
func (j *Journal) foreign() error {
	return &journal.FileError{Path: j.path, Message: "is not a journal of this tool; choose another file with " + j.call}
}

// checkDisk is the advice if the fault is not in the journal but in the disk. The
// journal has lost nothing, so it must not be moved away.
const checkDisk = "leave it there, and check that its disk has space and is writable"

func (j *Journal) failed(what string, err error) error {
	var failure *sqlite.Error
	if errors.As(err, &failure) && failure.Code()&0xff == sqlite3.SQLITE_CORRUPT {
		return j.opening(err)
	}
	e := &journal.FileError{Path: j.path, Message: "cannot " + what, Err: err}
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
