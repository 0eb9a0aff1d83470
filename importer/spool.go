package importer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// tempAdvice is what a person can do about a tempError.
const tempAdvice = "free space, or name another folder with the environment variable TMPDIR"

// A tempError says that a temporary file cannot be made, written or read. It
// names the folder. The file has no name any more.
type tempError struct {
	Dir     string
	Message string
	Err     error
}

// Error ends with the cause.
func (e *tempError) Error() string {
	return fmt.Sprintf("%s: %s (%s): %v", e.Dir, e.Message, tempAdvice, e.Err)
}

// Unwrap returns the cause.
func (e *tempError) Unwrap() error { return e.Err }

// unreadableTemp is the error of a temporary file that cannot be read.
func unreadableTemp(err error) error {
	return newTempError("a temporary file there cannot be read", err)
}

func unwritableTemp(err error) error {
	return newTempError("no temporary file can be written there", err)
}

func newTempError(message string, err error) error {
	var place *fs.PathError
	if errors.As(err, &place) {
		err = place.Err
	}
	return &tempError{Dir: os.TempDir(), Message: message, Err: err}
}

// createSpool makes a private temporary file. It has no name any more where the
// system allows that, so not even kill -9 leaves it behind. The caller removes
// it with removeSpool.
func createSpool() (*os.File, error) {
	file, err := os.CreateTemp("", "partner-import-*")
	if err != nil {
		return nil, unwritableTemp(err)
	}
	_ = os.Remove(file.Name())
	return file, nil
}

// removeSpool closes the file and removes it.
func removeSpool(file *os.File) {
	file.Close()
	_ = os.Remove(file.Name()) // where it could not be removed while open
}

// spool copies r to a private temporary file. An error of r is returned as it
// is.
func spool(r io.Reader) (*os.File, error) {
	file, err := createSpool()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(tempWriter{file}, r); err != nil {
		removeSpool(file)
		return nil, err
	}
	return file, nil
}

// A tempWriter writes to a temporary file, and says with its errors what can be
// done about them.
type tempWriter struct{ file *os.File }

// Write implements io.Writer.
func (w tempWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		err = unwritableTemp(err)
	}
	return n, err
}
