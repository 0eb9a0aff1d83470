package fault

import (
	"context"
	"errors"

	"partner-import/importer/option"
	"partner-import/importer/stop"
)

// Stoppable returns a context that ends when nothing new may begin, and what
// ends it. The first reason counts. It ends with its parent, for the same
// reason. Messages name options with call. Both are safe for concurrent use.
func Stoppable(parent context.Context, call option.Namer) (soft context.Context, halt func(stop.Reason, error)) {
	soft, cancel := context.WithCancelCause(parent)
	return soft, func(reason stop.Reason, err error) { cancel(&stop.Error{Reason: reason, Err: Public(err, call)}) }
}

// StoppedBy returns why nothing new may begin, nil if it may.
func StoppedBy(soft context.Context) *stop.Error {
	var early *stop.Error
	_ = errors.As(context.Cause(soft), &early)
	return early
}

// UntilStopped does something that a soft stop ends as well.
func UntilStopped(ctx, soft context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(soft, cancel)()
	err := do(ctx)
	if early := StoppedBy(soft); err != nil && early != nil {
		return early
	}
	return err
}
