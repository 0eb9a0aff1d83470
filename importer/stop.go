package importer

import (
	"context"
	"errors"

	"partner-import/importer/stop"
)

// stoppable returns a context that ends when nothing new may begin, and what
// ends it. The first reason stands. It ends with its parent, for the same
// reason. Both are safe for concurrent use.
func stoppable(parent context.Context) (soft context.Context, halt func(stop.Reason, error)) {
	soft, cancel := context.WithCancelCause(parent)
	return soft, func(reason stop.Reason, err error) { cancel(&stop.Error{Reason: reason, Err: publicError(err)}) }
}

// stoppedBy returns why nothing new may begin, nil if it may.
func stoppedBy(soft context.Context) *stop.Error {
	var early *stop.Error
	_ = errors.As(context.Cause(soft), &early)
	return early
}

// untilStopped does something that a soft stop ends as well.
func untilStopped(ctx, soft context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(soft, cancel)()
	err := do(ctx)
	if early := stoppedBy(soft); err != nil && early != nil {
		return early
	}
	return err
}
