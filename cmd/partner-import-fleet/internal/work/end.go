package work

import (
	"errors"
	"fmt"

	"go.uber.org/zap"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/importer"
)

// The exit statuses of a run, as partner-import has them.
const (
	someFailed = 1
	notStarted = 2
	stopped    = 3
)

// end makes of an end what the engine wants: an outcome, or an error.
func (a *attempt) end(kind ends.Kind) (job.Outcome, error) {
	end := ends.Of(kind)
	if a.isLate(a.staged.Deadline, end.After) {
		end = end.Late(kind)
	}
	if end.Then == ends.Done && a.summary == nil {
		a.writeReport(kind) // earlier attempts may have sent something
	}
	end.Why = a.why(kind, end)
	outputs, err := a.upload(kind, end)
	if err != nil {
		a.log.Warn("the outputs were not written", zap.Error(err))
		if end.Then != ends.Failed {
			a.ended(a.job, ends.Store)
			return job.Outcome{}, failure(ends.Store, ends.Of(ends.Store)) // the report is owed, so also if a person must help
		}
	}
	o := a.outcome(kind, end, outputs)
	a.log.Info("the attempt is over", zap.String("kind", string(kind)), zap.Stringer("then", end.Then), zap.Int("exit_status", o.ExitStatus), zap.Error(a.err))
	a.ended(a.job, kind)
	switch end.Then {
	case ends.Done, ends.Turn:
		return o, nil
	case ends.Failed:
		return o, failure(kind, end, o)
	}
	return o, failure(kind, end)
}

// outcome is what the engine keeps of an attempt.
func (a *attempt) outcome(kind ends.Kind, end ends.End, outputs []string) job.Outcome {
	o := job.Outcome{
		ExitStatus: status(kind, a.summary), Kind: string(kind), Why: end.Why, NeedsPerson: end.Person, Again: end.Then == ends.Turn,
		Worker: a.Name, Turn: a.turn.Number, Attempt: int(a.number), Outputs: outputs,
	}
	if len(outputs) > 0 {
		o.Folder = a.folder()
	}
	if s := a.summary; s != nil {
		o.Rows, o.Counts, o.Requests = s.Rows, counts(s.Counts), s.Requests
		o.NeedsPerson = o.NeedsPerson || kind == ends.Finished && s.ExitStatus == someFailed
	}
	return o
}

// status is the exit status of a run that ended like this.
func status(kind ends.Kind, s *importer.Summary) int {
	switch {
	case kind == ends.Finished:
		return s.ExitStatus
	case kind == ends.Strict:
		return someFailed
	case s == nil && ends.Of(kind).Then == ends.Failed:
		return notStarted
	}
	return stopped
}

// why adds to the sentence of the table what only this attempt knows.
func (a *attempt) why(kind ends.Kind, end ends.End) string {
	var journal *importer.JournalError
	switch {
	case kind == ends.Finished && a.summary.ExitStatus == someFailed:
		return fmt.Sprintf("%d of %d rows need a person; look at the report", needPerson(a.summary), a.summary.Rows)
	case kind == ends.Finished:
		return fmt.Sprintf("all %d rows are good", a.summary.Rows)
	case kind == ends.Held && errors.As(a.err, &journal):
		return "the journal " + journal.Err.Error() // names of processes, and a time
	}
	return end.Why
}

// needPerson is how many rows somebody must look at.
func needPerson(s *importer.Summary) (n int) {
	for status, count := range s.Counts {
		if status.NeedsPerson() {
			n += count
		}
	}
	return n
}
