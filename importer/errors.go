package importer

import (
	"errors"
	"fmt"
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

// publicError makes an error of an internal room one that callers know.
func publicError(err error) error {
	var temp *tempError
	if errors.As(err, &temp) {
		return &OutputError{Path: temp.Dir, Message: temp.Message + " (" + tempAdvice + ")", Err: temp.Err}
	}
	var file *fileError
	if errors.As(err, &file) {
		return &OutputError{Path: file.Path, Message: file.Message, Err: file.Err}
	}
	return err
}
