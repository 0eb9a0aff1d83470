package importer

import (
	"context"
	"errors"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/home"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/report"
)

// IsRunning reports whether another run of the input, with that name, has the journal
// now. Then nothing that belongs to that run may be touched.
func (o Options) IsRunning(input string) bool {
	o = o.Beside(input)
	how := journal.Options{Path: o.Journal, Existing: true, Call: o.Call}
	if o.DryRun || o.Journal == "-" || !home.IsThere(context.Background(), how) {
		return false
	}
	j, err := home.Open(context.Background(), how)
	if err == nil {
		j.Close()
	}
	return errors.As(err, new(*journal.LockedError))
}

// NoteNotStarted is for a run of the input that did not start, and for which
// [Importer.Run] returned no summary. The summary of the run before would look like its
// own, so it is replaced by one that says why and has the exit status. Where there is
// no such summary, nothing is written. The error is an [*OutputError].
func (o Options) NoteNotStarted(input, why string, exitStatus int) error {
	o = o.Beside(input)
	if !outputs.IsSummary(o.Summary) {
		return nil
	}
	statuses := sentStatuses()
	if o.DryRun {
		statuses = checkedStatuses()
	}
	s := emptySummary(&o, statuses)
	s.Input.Name, s.DryRun = input, o.DryRun
	s.FailedDigest = report.FailedBefore(o.Summary) // the file is still there
	s.Stopped, s.ExitStatus = "not started: "+why, exitStatus
	s.end()
	return publicError(atomicfile.Write(o.Summary, s.Write), o.Call)
}
