package terminal

import (
	"io"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
)

// Escaped returns a writer for text from files and the network. If it writes to a
// terminal, what that would act upon is escaped.
func Escaped(out io.Writer) io.Writer {
	if !Is(out) {
		return out
	}
	return &fold.Escaper{To: out}
}
