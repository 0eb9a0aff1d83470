package terminal

import (
	"partner-import/cmd/partner-import/internal/terminal/internal/explain"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
)

// A Stop says why a run ended early.
type Stop = explain.Stop

// Explain makes one sentence of an error of the importer or of Partnero. It says
// what to do. Nothing in it acts upon a terminal.
func Explain(err error) string { return explain.Error(err) }

// ExplainStop says why a run ended early, and what to do. Interrupt is the signal
// or the end of its time that is behind err, in words, "" if there is none.
func ExplainStop(err error, interrupt string) Stop { return explain.Stopped(err, interrupt) }

// Printable escapes what a terminal would act upon: control characters, and
// those that turn the direction of the text around or cannot be seen.
func Printable(text string) string { return fold.Printable(text) }
