package raw

import (
	"fmt"
	"strings"
)

// A Refusal says why a file cannot be imported as a whole, and what to do. Its
// reader does not know what the file is called.
type Refusal struct {
	Line    int // 0 if it concerns no line
	Message string
	Err     error
	Hint    string // what to do, where Message does not say it
}

// Error begins with the line, if there is one.
func (e *Refusal) Error() string {
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
	return text
}

// Unwrap returns the cause.
func (e *Refusal) Unwrap() error { return e.Err }
