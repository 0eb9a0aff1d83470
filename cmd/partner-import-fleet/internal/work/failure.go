package work

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.uber.org/zap"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// failure is an error for the engine. It has our words only: no cause, since the engine
// keeps the text of causes as well.
func failure(kind ends.Kind, end ends.End, details ...any) error {
	o := temporal.ApplicationErrorOptions{NonRetryable: end.Then == ends.Failed, NextRetryDelay: end.After, Details: details}
	if !end.Person {
		o.Category = temporal.ApplicationErrorCategoryBenign // no error in logs and metrics
	}
	return temporal.NewApplicationErrorWithOptions(end.Why, string(kind), o)
}

// isLate reports whether no attempt fits before the deadline after a wait.
func (w *Worker) isLate(deadline time.Time, wait time.Duration) bool {
	return !deadline.IsZero() && !w.now().Add(wait).Before(deadline)
}

// refuse logs the reason, and fails for good.
func (w *Worker) refuse(ctx context.Context, j job.Job, kind ends.Kind, err error) error {
	w.ended(j, kind)
	w.logger(ctx, j).Error("not possible", zap.String("kind", string(kind)), zap.Error(err))
	return failure(kind, ends.Of(kind))
}

// tooLate is for a run whose deadline is over before its file was copied. Then there is
// nothing to report.
func (w *Worker) tooLate(ctx context.Context, j job.Job) error {
	w.ended(j, ends.Time)
	w.logger(ctx, j).Warn("its time was over before it began")
	return failure(ends.Time, ends.End{Then: ends.Failed, Person: true, Why: "its time was over before it began; check the workers, and how long the schedule has"})
}

// notStaged says why a file was not copied. The name of the file is in the job, so the
// words of the store are in the log only.
func (w *Worker) notStaged(ctx, soft context.Context, j job.Job, s job.Staged, err error) error {
	kind := storeKind(err)
	if soft.Err() != nil {
		kind = ends.Cancelled
		if errors.As(context.Cause(soft), new(shutdown)) {
			kind = ends.Shutdown
		}
	}
	w.ended(j, kind)
	w.logger(ctx, j).Warn("the file was not copied", zap.String("kind", string(kind)), zap.Error(err))
	if kind == ends.Cancelled {
		return ctx.Err()
	}
	end := ends.Of(kind)
	switch {
	case kind == ends.Missing && s.Deadline.IsZero():
		return failure(kind, ends.End{Then: ends.Failed, Person: true, Why: "the file is not there; check its name, then run it again"})
	case w.isLate(s.Deadline, end.After):
		end = end.Late(kind)
		end.Then, end.After = ends.Failed, 0 // without a copy there is no outcome
	}
	return failure(kind, end)
}

// storeKind is what an error of a store means: look again later, try again soon, or a
// person must do something.
func storeKind(err error) ends.Kind {
	is := func(reasons ...error) bool {
		return slices.ContainsFunc(reasons, func(reason error) bool { return errors.Is(err, reason) })
	}
	switch {
	case is(store.ErrMissing):
		return ends.Missing
	case is(store.ErrChanging):
		return ends.Changing
	case is(store.ErrName, store.ErrAddress, store.ErrCredentials, store.ErrNoStore, store.ErrRefused, store.ErrHostKey, store.ErrLink, store.ErrNotFile):
		return ends.NoStore
	}
	return ends.Store
}
