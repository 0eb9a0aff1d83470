package settings

import (
	"errors"

	"partner-import/importer"
	"partner-import/importer/row"
)

// The statuses of a run that has a summary.
const (
	allGood      = 0
	someFailed   = 1
	stoppedEarly = 3
)

// ExitStatus says how a run ended, from its summary and its error: 0 if all rows are
// good, 1 if some need a person, 3 if it ended early. It is for
// [importer.Options.ExitStatus].
func (r *Run) ExitStatus(s *importer.Summary, err error) int { return Status(r.FailOnNew(), s, err) }

// Status is [Run.ExitStatus]. With failOnNew, rows that were not imported for the same
// reason in the run before do not count as a failure.
func Status(failOnNew bool, s *importer.Summary, err error) int {
	switch {
	case errors.Is(err, importer.ErrStrict):
		return someFailed
	case err != nil:
		return stoppedEarly
	case s.Good(), failOnNew && s.Stopped == "" && s.KnownBad == notImported(s):
		return allGood
	}
	return someFailed
}

// notImported is how many rows were not imported (dry run: are not valid).
func notImported(s *importer.Summary) int {
	n := s.Rows
	for status, count := range s.Counts {
		if status.Good() || status == row.Skipped {
			n -= count
		}
	}
	return n
}
