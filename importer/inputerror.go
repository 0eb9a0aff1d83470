package importer

import "errors"

// An InputError says that a file as a whole cannot be imported, and what to do.
type InputError struct {
	Name    string
	Line    int // 0 if it concerns no line
	Message string
	Err     error
	Hint    string // what to do, where Message does not say it
}

// Error begins with the file's name and the line, if there is one.
func (e *InputError) Error() string {
	text := refusedFile{e.Line, e.Message, e.Err, e.Hint}
	return e.Name + ": " + text.Error()
}

// Unwrap returns the cause.
func (e *InputError) Unwrap() error { return e.Err }

// inputError gives an error the name of the file that it is about.
func inputError(name string, err error) *InputError {
	var input *InputError
	var refused *refusedFile
	switch {
	case errors.As(err, &input):
		return input
	case errors.As(err, &refused):
		return &InputError{Name: name, Line: refused.Line, Message: refused.Message, Err: refused.Err, Hint: refused.Hint}
	}
	return &InputError{Name: name, Err: err}
}
