// Package work is what a worker does: it copies the file of a run, and imports the copy.
// It puts the parts together that know how: stores, secrets, settings and the importer.
// What each end means to the engine is in package ends.
package work

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"
	"go.uber.org/zap"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// A Worker has what its attempts share. Its methods are activities, and safe for
// concurrent use.
type Worker struct {
	Name    string        // of this process, for outcomes
	Version string        // of the program
	Secrets string        // the folder with the keys
	Scratch string        // the folder for copies and outputs, "": that of the system
	Store   store.Options // how stores are opened
	Log     *zap.Logger
	Cut     context.Context // ends when requests in flight must end as well; nil: never
	Now     func() time.Time

	// WaitForKey is how long an attempt waits for a key that another run has, before it
	// leaves the waiting to the engine; 0: a minute.
	WaitForKey time.Duration

	// Tell is called with the progress of each attempt, and once with over; nil: never.
	Tell func(j job.Job, p job.Progress, over bool)
	// Ended is called with the kind of each end of an attempt; nil: never.
	Ended func(j job.Job, kind ends.Kind)
}

// A Registry takes activities: a worker, or an environment for tests.
type Registry interface {
	RegisterActivityWithOptions(any, activity.RegisterOptions)
}

// Register registers the activities under the names that histories know.
func (w *Worker) Register(r Registry) {
	r.RegisterActivityWithOptions(w.Stage, activity.RegisterOptions{Name: job.Stage})
	r.RegisterActivityWithOptions(w.Run, activity.RegisterOptions{Name: job.Run})
}

func (w *Worker) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

func (w *Worker) ended(j job.Job, kind ends.Kind) {
	if w.Ended != nil {
		w.Ended(j, kind)
	}
}

// logger is the log of one attempt.
func (w *Worker) logger(ctx context.Context, j job.Job) *zap.Logger {
	if w.Log == nil {
		return zap.NewNop()
	}
	info := activity.GetInfo(ctx)
	return w.Log.With(zap.String("customer", j.Customer), zap.String("file", j.File),
		zap.String("run", info.WorkflowExecution.ID), zap.String("run_id", info.WorkflowExecution.RunID),
		zap.String("activity", info.ActivityType.Name), zap.Int32("attempt", info.Attempt))
}

// hard is a context that outlives a soft stop. It ends with Cut.
func (w *Worker) hard(ctx context.Context) (context.Context, context.CancelFunc) {
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if w.Cut == nil {
		return hard, cancel
	}
	release := context.AfterFunc(w.Cut, cancel)
	return hard, func() { release(); cancel() }
}

// soft is a context that ends when the run is stopped or the worker shuts down.
func soft(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	soft, cancel := context.WithCancelCause(ctx)
	stopping := activity.GetWorkerStopChannel(ctx)
	go func() {
		select {
		case <-stopping:
			cancel(shutdown{})
		case <-soft.Done():
		}
	}()
	return soft, cancel
}

// shutdown is the cause of a stop by the end of the worker.
type shutdown struct{}

func (shutdown) Error() string { return "the worker shuts down" }
