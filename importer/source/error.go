package source

import (
	"errors"

	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/profile"
)

// A Code says what is wrong with a file as a whole, for programs. Unlike the text of an
// error it never quotes the file, so it may be stored where no personal data may be.
type Code string

// The codes of a file.
const (
	CodeUnreadable Code = "cannot read"  // it is missing, or reading failed
	CodeNoTable    Code = "no table"     // it is empty, damaged or of another kind, or lacks the sheet that is named
	CodeColumns    Code = "columns"      // its columns are not as needed, or not as the options say
	CodeFewRows    Code = "too few rows" // fewer than importer.Options.MinRows
	CodeChanged    Code = "changed"      // while it was read, or it is still being written: read it again
	CodeUndecided  Code = "undecided"    // an [UndecidedError]
	CodeNoSpace    Code = "no space"     // there is no room for the temporary copy
)

// Codes returns every code.
func Codes() []Code {
	return []Code{CodeUnreadable, CodeNoTable, CodeColumns, CodeFewRows, CodeChanged, CodeUndecided, CodeNoSpace}
}

// CodeOf returns the code of an error that is an [Error] or an [UndecidedError], or "".
func CodeOf(err error) Code {
	var file *Error
	switch {
	case errors.As(err, &file):
		return file.Code
	case errors.As(err, new(*UndecidedError)):
		return CodeUndecided
	}
	return ""
}

// An Error says that a file as a whole cannot be imported, and what to do.
type Error struct {
	Name    string
	Code    Code
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
		return &Error{Name: name, Code: CodeNoTable, Line: refused.Line, Message: refused.Message, Err: refused.Err, Hint: refused.Hint}
	}
	return &Error{Name: name, Code: CodeUnreadable, Err: err}
}
