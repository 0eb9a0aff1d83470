// Package plainfile opens files that somebody else may have put there. It opens
// regular files only, and never waits for the other end of a pipe. What it checks is
// the open file, so it cannot be exchanged after the check.
package plainfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// The reasons why a file is not opened. Errors are [*os.PathError]s with one of these
// inside, or with the system's error.
var (
	ErrNotRegular = errors.New("is not a file, but a pipe or a device")
	ErrFolder     = errors.New("is a folder")
	ErrLink       = errors.New("is a link, and links are not followed")
	ErrForeign    = errors.New("is a link that another user made")
	ErrTwoNames   = errors.New("has a second name (a hard link), so something else would change too")
	ErrTooLarge   = errors.New("is too large")
)

// Open opens a regular file to read it. It follows no link in the last part of the
// path.
func Open(path string) (*os.File, error) {
	file, err := openNoFollow(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	return regular(file, path)
}

// Follow opens a regular file to read it. It follows links of anybody: it is for files
// that a person named.
func Follow(path string) (*os.File, error) {
	file, err := openFollow(path)
	if err != nil {
		return nil, err
	}
	return regular(file, path)
}

// Read returns the content of a regular file of at most so many bytes. A link is
// followed if its owner is this user or the administrator: secrets are often mounted
// as links.
func Read(path string, most int64) ([]byte, error) {
	if err := checkLink(path); err != nil {
		return nil, err
	}
	file, err := Follow(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(content)) > most {
		err = failed(path, ErrTooLarge)
	}
	return content, err
}

// Append opens a regular file to write at its end, and makes a private one if there
// is none. It follows no link, and refuses a file with a second name.
func Append(path string) (*os.File, error) { return own(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY) }

// own opens a regular file with one name.
func own(path string, flags int) (*os.File, error) {
	file, err := openNoFollow(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	if file, err = regular(file, path); err != nil {
		return nil, err
	}
	if hasTwoNames(file) {
		file.Close()
		return nil, failed(path, ErrTwoNames)
	}
	return file, nil
}

// Replace makes a new private file to read and write, in place of the one that was there.
// A link is replaced, not followed.
func Replace(path string) (*os.File, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return openNoFollow(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// Update opens a regular file to read and write, and makes a private one if there is
// none. It follows no link, and refuses a file with a second name.
func Update(path string) (*os.File, error) { return own(path, os.O_RDWR|os.O_CREATE) }

// regular closes what is not a regular file.
func regular(file *os.File, path string) (*os.File, error) {
	info, err := file.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = failed(path, ErrFolder)
	case !info.Mode().IsRegular():
		err = failed(path, ErrNotRegular)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

func failed(path string, err error) error { return &os.PathError{Op: "open", Path: path, Err: err} }
