package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/workflow"
)

// Start begins a run by hand, and returns its id. A file that is being imported is
// refused: the journal would keep the two apart, but nobody means that.
func (e *Engine) Start(ctx context.Context, j job.Job, now time.Time) (client.WorkflowRun, error) {
	name := j.Customer + "/" + j.File
	running, err := e.Runs(ctx, Query{Customer: j.Customer, File: j.File, Running: true, Most: 1})
	if err != nil {
		return nil, err
	}
	if len(running) > 0 {
		return nil, fmt.Errorf("%s is running already: %s; wait until it is over, or stop it", name, running[0].ID)
	}
	run, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: name + "-" + now.UTC().Format(time.RFC3339), TaskQueue: job.TaskQueue,
		TypedSearchAttributes:                    customerIs(j.Customer),
		WorkflowIDReusePolicy:                    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
	}, job.Workflow, j)
	var twice *serviceerror.WorkflowExecutionAlreadyStarted
	switch {
	case errors.As(err, &twice):
		return nil, fmt.Errorf("%s was started a moment ago; look at: partner-import-fleet list %s", name, j.Customer)
	case err != nil:
		return nil, fmt.Errorf("cannot start %s: %w; run \"partner-import-fleet apply\" first", name, err)
	}
	return run, nil
}

// Wait waits for the end of a run. The error is that of the connection, or of ctx: a run
// that has failed has an outcome.
func (e *Engine) Wait(ctx context.Context, id, runID string) (job.Outcome, error) {
	var outcome job.Outcome
	err := e.Client.GetWorkflow(ctx, id, runID).Get(ctx, &outcome)
	if err != nil && !errors.As(err, new(*temporal.WorkflowExecutionError)) {
		return outcome, fmt.Errorf("cannot ask Temporal how %s ended: %w", id, err)
	}
	return workflow.Outcome(outcome, err), nil
}
