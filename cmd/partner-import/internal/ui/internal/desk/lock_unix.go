//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package desk

import (
	"errors"
	"os"
	"partner-import/importer/plainfile"
	"syscall"
)

// lockFile opens a private file that no other program has locked.
func lockFile(path string) (*os.File, error) {
	file, err := plainfile.Update(path)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		file.Close()
		return nil, errHeld
	case err != nil && !errors.Is(err, syscall.ENOTSUP) && !errors.Is(err, syscall.ENOLCK): // which not every disk can
		file.Close()
		return nil, err
	}
	return file, nil
}
