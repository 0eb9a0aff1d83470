package importer

import (
	"fmt"
	"strings"
)

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
	text := e.Message
	if e.Err != nil {
		text = strings.TrimPrefix(text+": "+e.Err.Error(), ": ")
	}
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	if e.Line > 0 {
		text = fmt.Sprintf("line %d: %s", e.Line, text)
	}
	return e.Name + ": " + text
}

// Unwrap returns the cause.
func (e *InputError) Unwrap() error { return e.Err }
