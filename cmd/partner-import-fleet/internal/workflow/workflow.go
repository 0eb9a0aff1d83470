// Package workflow is the life of a run, as the engine remembers it: copy the file, then
// import the copy until that neither gives way nor must be tried again. It decides
// nothing else. To change it breaks runs that are under way: the test of the recorded
// histories tells.
package workflow

import (
	"cmp"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

// A Registry takes workflows: a worker, or an environment for tests.
type Registry interface {
	RegisterWorkflowWithOptions(any, workflow.RegisterOptions)
}

// Register registers the workflow under the name that histories know.
func Register(r Registry) {
	r.RegisterWorkflowWithOptions(Import, workflow.RegisterOptions{Name: job.Workflow})
}

// Import is one run of one file.
func Import(ctx workflow.Context, j job.Job) (job.Outcome, error) {
	outcome, err := run(ctx, j)
	return outcome, cmp.Or(err, note(ctx, outcome, err))
}

func run(ctx workflow.Context, j job.Job) (outcome job.Outcome, err error) {
	var staged job.Staged
	if err := workflow.ExecuteActivity(forStage(ctx, j), job.Stage, j, nominal(ctx)).Get(ctx, &staged); err != nil {
		return outcome, err
	}
	turn := job.Turn{Number: 1}
	for {
		outcome = job.Outcome{}
		err = workflow.ExecuteActivity(forRun(ctx, j), job.Run, j, staged, turn).Get(ctx, &outcome)
		if err != nil || !outcome.Again {
			break
		}
		turn.Number++
	}
	if temporal.IsCanceledError(err) { // while it waited for another attempt
		return report(ctx, j, staged, turn)
	}
	return outcome, err
}

// report writes the report of a run that was stopped between two attempts.
func report(ctx workflow.Context, j job.Job, staged job.Staged, turn job.Turn) (outcome job.Outcome, err error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	turn = job.Turn{Number: turn.Number + 1, ReportOnly: true}
	err = workflow.ExecuteActivity(forReport(ctx, j), job.Run, j, staged, turn).Get(ctx, &outcome)
	return outcome, err
}
