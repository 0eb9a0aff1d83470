//go:build !windows

package atomicfile

import "os"

// createExclusive makes a private file. With O_EXCL no link is followed: any file of
// that name is an error.
func createExclusive(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// giveUpName does nothing where an open file can be removed at once.
func (o *File) giveUpName() error { return nil }

// stepAside does nothing where an open file can be replaced.
func (o *File) stepAside() error { return nil }
