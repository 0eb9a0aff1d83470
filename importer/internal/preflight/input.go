package preflight

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source"
)

// CheckRows refuses a file that has fewer rows than expected: the export may be empty,
// or only a part. The error is a [*source.Error].
func CheckRows(s *source.Source, rows, least int, call option.Namer) error {
	if rows >= least {
		return nil
	}
	return &source.Error{
		Name:    s.Shown(),
		Code:    source.CodeFewRows,
		Message: fmt.Sprintf("The file has %s, but %s was given.", cell.Count(rows, "row"), call.Call(option.MinRows, strconv.Itoa(least))),
		Hint:    "Look at the export, and run again when it is complete.",
	}
}

// quiet is how long a file must have been left alone if its last line has no end.
const quiet = 2 * time.Second

// AwaitWriter waits a moment if the file may still be being written: its last line has
// no end, and it was written to just now. The second pass looks whether it was.
func AwaitWriter(ctx context.Context, s *source.Source) error {
	wait := s.Fresh(quiet)
	if wait == 0 || !s.IsOpenEnded() {
		return nil
	}
	return Pause(ctx, wait)
}
