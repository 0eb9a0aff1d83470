package raw

import (
	"fmt"
	"strings"
)

// A Refusal says why a whole file cannot be imported, and what to do. The packages
// that read files do not know the file's name.
type Refusal struct {
	Line    int    // 0 if it concerns no line
	Message string // sentences; without a full stop if there is an Err
	Err     error
	Hint    string // what to do, if Message does not say it
}

// Error begins with the line, if there is one.
func (e *Refusal) Error() string {
	text := e.Message
	if e.Err != nil {
		text = strings.TrimPrefix(text+": "+e.Err.Error(), ": ")
	}
	if e.Hint != "" {
		text = strings.TrimSuffix(text, ".") + ". " + e.Hint
	}
	if e.Line > 0 {
		text = fmt.Sprintf("line %d: %s", e.Line, text)
	}
	return text
}

// Unwrap returns the cause.
func (e *Refusal) Unwrap() error { return e.Err }
