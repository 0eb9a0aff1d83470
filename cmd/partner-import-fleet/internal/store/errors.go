package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// The reasons of an [*Error], for [errors.Is]. After ErrChanging and ErrMissing it is worth to ask again later, after
// ErrUnreachable soon. The others stay until a person does something.
var (
	ErrMissing     = errors.New("there is no such file")
	ErrChanging    = errors.New("the file is still being written")
	ErrExists      = errors.New("there is already a file with this name")
	ErrName        = errors.New("the name leaves the store, or is none")
	ErrLink        = errors.New("a link is in the way, and links are not followed")
	ErrNotFile     = errors.New("this is a folder, a pipe or a device")
	ErrAddress     = errors.New("the address of the store is wrong")
	ErrCredentials = errors.New("the credentials are missing or cannot be read")
	ErrNoStore     = errors.New("there is no such store")
	ErrRefused     = errors.New("the store refuses access")
	ErrHostKey     = errors.New("the server cannot be trusted")
	ErrUnreachable = errors.New("the store cannot be reached")
	ErrFailed      = errors.New("the store failed")
)

// An Error says which store and file, why, and what to do. It holds no secret: no user and no settings of an address, and
// of what a library said only what is known to be harmless.
type Error struct {
	Doing  string // such as "read"
	Name   string // of the file, "" for the store itself
	Store  string // its address, without user and settings
	Reason error  // one of the errors of this package, or of package context
	Detail string // what the store said, "" for nothing
	Cure   string // what to do, a sentence
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot %s ", e.Doing)
	switch {
	case e.Name != "" && e.Store != "":
		fmt.Fprintf(&b, "%q in the store %s", e.Name, e.Store)
	case e.Name != "":
		fmt.Fprintf(&b, "%q", e.Name)
	case e.Store != "":
		fmt.Fprintf(&b, "the store %s", e.Store)
	default:
		b.WriteString("a store")
	}
	fmt.Fprintf(&b, ": %v", e.Reason)
	if e.Detail != "" {
		fmt.Fprintf(&b, " (%s)", e.Detail)
	}
	if e.Cure != "" {
		b.WriteString(". " + e.Cure)
	}
	return b.String()
}

// Unwrap returns the reason. What a library said is not inside: it may hold an address with a secret.
func (e *Error) Unwrap() error { return e.Reason }

func (s *Store) failed(err error, doing, name string) error {
	return complete(err, doing, name, s.where)
}

// complete says in an error what was done where. An error that is not ours keeps its kind, not its words.
func complete(err error, doing, name, where string) error {
	var e *Error
	if !errors.As(err, &e) {
		e = classify(err)
	}
	if e.Store == "" {
		e.Doing, e.Name, e.Store = doing, name, where
	}
	return e
}

func classify(err error) *Error {
	switch {
	case errors.Is(err, context.Canceled):
		return &Error{Reason: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Reason: context.DeadlineExceeded}
	}
	if network := networkWords(err); network != "" {
		return &Error{Reason: ErrUnreachable, Detail: network, Cure: cureUnreachable}
	}
	return &Error{Reason: ErrFailed, Detail: harmless(err.Error()), Cure: cureFailed}
}
