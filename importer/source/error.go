package source

import (
	"errors"

	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/profile"
)

// An Error says that a file as a whole cannot be imported, and what to do.
type Error struct {
	Name    string
	Line    int // 0 if it concerns no line
	Message string
	Err     error
	Hint    string // what to do, if Message does not say it

	// Columns are the names of the columns, if a header was found.
	Columns []string
	// Like is the profile that the columns look like, nil without one, or if they are
	// not known. The profile may read what cannot be read without it.
	Like *profile.Profile
}

// Error begins with the file's name and the line, if there is one.
func (e *Error) Error() string {
	text := raw.Refusal{Line: e.Line, Message: e.Message, Err: e.Err, Hint: e.Hint}
	return e.Name + ": " + text.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// errorOf gives an error the name of the file that it is about.
func errorOf(name string, err error) *Error {
	var input *Error
	var refused *raw.Refusal
	switch {
	case errors.As(err, &input):
		return input
	case errors.As(err, &refused):
		return &Error{Name: name, Line: refused.Line, Message: refused.Message, Err: refused.Err, Hint: refused.Hint}
	}
	return &Error{Name: name, Err: err}
}
