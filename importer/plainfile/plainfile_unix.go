//go:build unix

package plainfile

import (
	"errors"
	"os"
	"syscall"
)

// openNoFollow does not wait for the other end of a pipe, and does not follow a link.
func openNoFollow(path string, flags int, mode os.FileMode) (*os.File, error) {
	file, err := os.OpenFile(path, flags|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_NOCTTY, mode)
	switch {
	case errors.Is(err, syscall.ELOOP), errors.Is(err, syscall.EMLINK): // EMLINK: FreeBSD
		return nil, failed(path, ErrLink)
	case errors.Is(err, syscall.ENXIO): // a pipe that nobody reads
		return nil, failed(path, ErrNotRegular)
	}
	return file, err
}

func openFollow(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}

// checkLink refuses a link that somebody else made.
func checkLink(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		return nil // to open it tells the error
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok && s.Uid != 0 && int(s.Uid) != os.Geteuid() {
		return failed(path, ErrForeign)
	}
	return nil
}

func hasTwoNames(file *os.File) bool {
	info, err := file.Stat()
	if err != nil {
		return false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && s.Nlink > 1
}

// OthersMayRead reports whether every user may read a file. It is false where that is
// not known.
func OthersMayRead(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0
}
