package workflow

import (
	"errors"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

// The exit statuses of a run that has no outcome.
const (
	notStarted = 2
	stopped    = 3
)

// note says how a run ended, so that it can be searched for.
func note(ctx workflow.Context, outcome job.Outcome, err error) error {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	outcome = Outcome(outcome, err)
	workflow.SetCurrentDetails(ctx, outcome.Why)
	return workflow.UpsertTypedSearchAttributes(ctx,
		job.ExitStatusAttribute().ValueSet(int64(outcome.ExitStatus)),
		job.NeedsPersonAttribute().ValueSet(outcome.NeedsPerson))
}

// Outcome is how a run ended, also one that has failed: then its error has it.
func Outcome(outcome job.Outcome, err error) job.Outcome {
	var failed *temporal.ApplicationError
	switch {
	case err == nil:
		return outcome
	case temporal.IsCanceledError(err):
		return job.Outcome{ExitStatus: stopped, Kind: "stopped", Why: "it was stopped before its file was copied; run it again"}
	case errors.As(err, new(*temporal.TerminatedError)):
		return job.Outcome{ExitStatus: stopped, Kind: "terminated", Why: "it was terminated in Temporal; its report is in the newest folder of the run, if there is one"}
	case !errors.As(err, &failed):
		return job.Outcome{ExitStatus: stopped, Kind: "crash", Why: "its workers were lost again and again; see their logs", NeedsPerson: true}
	}
	if !failed.HasDetails() || failed.Details(&outcome) != nil {
		outcome = job.Outcome{ExitStatus: notStarted, Kind: failed.Type(), Why: failed.Message(), NeedsPerson: true}
	}
	return outcome
}
