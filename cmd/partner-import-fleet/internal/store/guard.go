package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// errStalled is the cause of a context that ended because nothing moved.
var errStalled = errors.New("nothing moved")

// guard does something with a store, and gives up if nothing moves for too long: a server that is silent would otherwise
// hold a run for ever. Its error says what was done with which file.
func (s *Store) guard(ctx context.Context, doing, name string, do func(ctx context.Context, moved func()) error) error {
	if err := ctx.Err(); err != nil {
		return s.failed(err, doing, name)
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(s.stall, func() { cancel(errStalled) })
	defer timer.Stop()
	err := do(inner, func() { timer.Reset(s.stall) })
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		err = ctx.Err()
	case context.Cause(inner) == errStalled:
		err = &Error{Reason: ErrUnreachable, Detail: "nothing moved for " + s.stall.String(), Cure: cureUnreachable}
	}
	return s.failed(err, doing, name)
}

// A sink notes that something moved, and whether it was the sink that failed.
type sink struct {
	w     io.Writer
	moved func()
	err   error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		s.err = err
	}
	s.moved()
	return n, err
}

// A source notes that something moved, and whether it was the source that failed. It ends with its context, because files
// know of none.
type source struct {
	r     io.Reader
	ctx   context.Context
	moved func()
	err   error
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	s.moved()
	return n, err
}
