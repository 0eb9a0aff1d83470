// Package spool has private temporary files. They have no name if the system allows
// that.
package spool

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Advice is what a person can do about an [Error].
const Advice = "free some space, or set the environment variable " + Variable + " to another folder"

// An Error says that a temporary file cannot be created, written or read. It names
// the folder, because the file has no name.
type Error struct {
	Dir     string
	Message string
	Err     error
}

// Error ends with the cause.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s (%s): %v", e.Dir, e.Message, Advice, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Unreadable is the error of a temporary file that cannot be read.
func Unreadable(err error) error {
	return newTempError("cannot read a temporary file there", err)
}

// Unwritable is the error of a temporary file that cannot be created or written.
func Unwritable(err error) error {
	return newTempError("cannot write a temporary file there", err)
}

func newTempError(message string, err error) error {
	var place *fs.PathError
	if errors.As(err, &place) {
		err = place.Err
	}
	return &Error{Dir: os.TempDir(), Message: message, Err: err}
}

// Create makes a private temporary file. It has no name if the system allows that,
// so not even kill -9 leaves it behind. The caller removes it with [Remove].
func Create() (*os.File, error) {
	folder := os.TempDir()
	if file := nameless(folder); file != nil {
		return file, nil
	}
	return named(folder)
}

// named is for systems where a file begins with a name. Some cannot remove it while it is
// open, so the next run looks for those of killed ones.
func named(folder string) (*os.File, error) {
	sweep(folder)
	file, err := os.CreateTemp(folder, pattern)
	if err != nil {
		return nil, Unwritable(err)
	}
	_ = os.Remove(file.Name())
	return file, nil
}

// Remove closes the file and removes it.
func Remove(file *os.File) {
	file.Close()
	_ = os.Remove(file.Name()) // for systems that cannot remove an open file
}

// Copy copies r to a private temporary file. It returns an error of r unchanged.
func Copy(r io.Reader) (*os.File, error) {
	file, err := Create()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(Writer{file}, r); err != nil {
		Remove(file)
		return nil, err
	}
	return file, nil
}

// A Writer writes to a temporary file. Its errors say what to do about them.
type Writer struct{ File *os.File }

// Write implements io.Writer.
func (w Writer) Write(p []byte) (int, error) {
	n, err := w.File.Write(p)
	if err != nil {
		err = Unwritable(err)
	}
	return n, err
}
