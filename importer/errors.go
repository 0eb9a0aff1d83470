package importer

import "errors"

// publicError makes an error of an internal room one that callers know.
func publicError(err error) error {
	var temp *tempError
	if errors.As(err, &temp) {
		return &OutputError{Path: temp.Dir, Message: temp.Message + " (" + tempAdvice + ")", Err: temp.Err}
	}
	return err
}
