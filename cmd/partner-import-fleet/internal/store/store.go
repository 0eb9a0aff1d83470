// Package store reads and writes the files of a fleet where they are: in a folder, in S3, Google Cloud Storage or Azure, or
// on an SFTP server. It is the only package that knows their libraries.
//
// Three rules hold in every store. A file that is still being written is not taken ([Store.Settled]). A file is never
// replaced ([Store.Write]). A half-written file never has its name. Errors are [*Error]s and hold no secret.
package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Info is what a store says about a file.
type Info struct {
	Size     int64     // bytes
	Modified time.Time // by the store's clock, in whole seconds in some stores
}

// same reports whether a file seems to be the same as before.
func (i Info) same(other Info) bool { return i.Size == other.Size && i.Modified.Equal(other.Modified) }

// An Item is one file of a list.
type Item struct {
	Name string
	Info
}

// Options say what a store needs besides its address. The zero value has the defaults.
type Options struct {
	// Secrets is the folder with the private keys and passwords that an sftp:// address names.
	Secrets string
	// KnownHosts is a file with host keys of SFTP servers. Default: "known_hosts" in Secrets, else those of OpenSSH.
	KnownHosts string
	// Pause is the time between two looks at a file that may still be written. Default: [DefaultPause].
	Pause time.Duration
	// Stall is how long nothing may move before a store counts as gone. Default: [DefaultStall].
	Stall time.Duration
}

// The defaults of Options.
const (
	DefaultPause = 10 * time.Second
	DefaultStall = 5 * time.Minute
)

// doneEnding is the ending of an empty file that says that the other one is whole.
const doneEnding = ".done"

// A home is one kind of store. Names have been checked. Errors are [*Error]s with a reason, or the context's.
type home interface {
	stat(ctx context.Context, name string) (Info, error)
	read(ctx context.Context, name string, w io.Writer) (Info, error)
	write(ctx context.Context, name string, r io.Reader) error
	list(ctx context.Context, prefix string) ([]Item, error)
	remove(ctx context.Context, name string) error
	close() error
}

// A Store holds files. It is safe for concurrent use.
type Store struct {
	home  home
	where string // its address, without user and settings
	pause time.Duration
	stall time.Duration
}

// Open opens the store at an address, as [Locate] gives it. Most stores send nothing yet: whether the store is there shows
// at the first file. What is wrong in the address is an error with [ErrAddress].
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	a, err := parse(address)
	if err != nil {
		return nil, err
	}
	h, err := a.open(ctx, o)
	if err != nil {
		return nil, a.failed(err, "open", "")
	}
	return with(h, a.String(), o), nil
}

func with(h home, where string, o Options) *Store {
	s := &Store{home: h, where: where, pause: o.Pause, stall: o.Stall}
	if s.pause <= 0 {
		s.pause = DefaultPause
	}
	if s.stall <= 0 {
		s.stall = DefaultStall
	}
	return s
}

// String is the address of the store, without user and settings. It may be shown.
func (s *Store) String() string { return s.where }

// Close frees what the store holds.
func (s *Store) Close() error { return s.home.close() }

// Settled waits until it is clear whether a file is whole, for at most one Pause, and says what it is. A file is whole if
// its size and time are the same after the pause. It is whole at once if a file with the same name and ".done" is beside
// it and is not older. Otherwise the error has [ErrChanging], and [ErrMissing] if there is no such file.
func (s *Store) Settled(ctx context.Context, name string) (Info, error) {
	// The mark first: a mark that was seen before the file's time cannot belong to a later file.
	mark, marked, err := s.mark(ctx, name)
	if err != nil {
		return Info{}, err
	}
	first, err := s.stat(ctx, name)
	switch {
	case err != nil:
		return Info{}, err
	case marked && mark.Modified.Before(first.Modified):
		return Info{}, s.failed(&Error{Reason: ErrChanging, Cure: cureStaleMark(name + doneEnding)}, "take", name)
	case marked:
		return first, nil
	}
	if err := sleep(ctx, s.pause); err != nil {
		return Info{}, s.failed(err, "take", name)
	}
	second, err := s.stat(ctx, name)
	if err == nil && !second.same(first) {
		err = s.failed(&Error{Reason: ErrChanging, Cure: cureChanging}, "take", name)
	}
	return second, err
}

// mark looks for the file that says that another one is whole. A store that does not let us list refuses to say that a
// file is missing, so a refusal means that there is none.
func (s *Store) mark(ctx context.Context, name string) (info Info, found bool, err error) {
	info, err = s.stat(ctx, name+doneEnding)
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrRefused) {
		return Info{}, false, nil
	}
	var e *Error
	if errors.As(err, &e) {
		e.Name = name // whoever asked does not know of the mark
	}
	return info, err == nil, err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) stat(ctx context.Context, name string) (info Info, err error) {
	if err = s.check(name); err != nil {
		return Info{}, err
	}
	err = s.guard(ctx, "look at", name, func(ctx context.Context, _ func()) error {
		info, err = s.home.stat(ctx, name)
		return err
	})
	return info, err
}

// Read writes a file to w and says what was read: all of it, or there is an error. The error has [ErrChanging] if the file
// changed meanwhile. An error of w comes back as it is.
func (s *Store) Read(ctx context.Context, name string, w io.Writer) (info Info, err error) {
	if err := s.check(name); err != nil {
		return Info{}, err
	}
	to := &sink{w: w}
	err = s.guard(ctx, "read", name, func(ctx context.Context, moved func()) error {
		to.moved = moved
		info, err = s.home.read(ctx, name, to)
		return err
	})
	if to.err != nil {
		return info, to.err
	}
	return info, err
}

// Write makes a new file with what r gives. It never replaces a file: then the error has [ErrExists]. The file is there
// whole, or not at all. An error of r comes back as it is, and no file is made.
func (s *Store) Write(ctx context.Context, name string, r io.Reader) error {
	if err := s.check(name); err != nil {
		return err
	}
	from := &source{r: r}
	err := s.guard(ctx, "write", name, func(ctx context.Context, moved func()) error {
		from.moved, from.ctx = moved, ctx
		return s.home.write(ctx, name, from)
	})
	if from.err != nil {
		return from.err
	}
	return err
}

// List returns the files whose names begin with a prefix, "" for all, ordered by name.
func (s *Store) List(ctx context.Context, prefix string) (items []Item, err error) {
	if err := s.checkPrefix(prefix); err != nil {
		return nil, err
	}
	err = s.guard(ctx, "list", prefix, func(ctx context.Context, _ func()) error {
		items, err = s.home.list(ctx, prefix)
		return err
	})
	return items, err
}

// Delete removes a file. It is no error if there is none.
func (s *Store) Delete(ctx context.Context, name string) error {
	if err := s.check(name); err != nil {
		return err
	}
	err := s.guard(ctx, "delete", name, func(ctx context.Context, _ func()) error { return s.home.remove(ctx, name) })
	if errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}

func (s *Store) check(name string) error {
	if err := checkName(name); err != nil {
		return s.failed(err, "use", name)
	}
	return nil
}

// checkPrefix allows a prefix that ends in the middle of a name, or with a slash.
func (s *Store) checkPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	return s.check(prefix + "x")
}
