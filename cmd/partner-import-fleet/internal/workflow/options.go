package workflow

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"partner-import/cmd/partner-import-fleet/internal/job"
)

// What an activity may take. A heartbeat that stops is noticed long before.
const (
	mostStage  = 24 * time.Hour
	mostRun    = 60 * 24 * time.Hour
	mostReport = 15 * time.Minute
)

func forStage(ctx workflow.Context, j job.Job) workflow.Context { return options(ctx, j, mostStage, 0) }

func forRun(ctx workflow.Context, j job.Job) workflow.Context { return options(ctx, j, mostRun, 0) }

func forReport(ctx workflow.Context, j job.Job) workflow.Context {
	return options(ctx, j, mostReport, mostReport)
}

// options: attempts are not counted, since each says itself whether another one makes
// sense. Whole is for all attempts together, 0: any time.
func options(ctx workflow.Context, j job.Job, most, whole time.Duration) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: most, ScheduleToCloseTimeout: whole, HeartbeatTimeout: j.Heartbeat,
		WaitForCancellation: true,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// nominal is when the run should have begun: as its schedule says, or now. A run that
// begins late has the deadline of its own night.
func nominal(ctx workflow.Context) time.Time {
	if at, ok := workflow.GetTypedSearchAttributes(ctx).GetTime(job.Scheduled()); ok {
		return at
	}
	return workflow.Now(ctx)
}
