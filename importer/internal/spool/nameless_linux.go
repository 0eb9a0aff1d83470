package spool

import (
	"os"

	"golang.org/x/sys/unix"
)

// nameless makes a file that never has a name, nil if the folder's file system has no
// such files. Its name here is "", so nobody removes another file with it.
func nameless(folder string) *os.File {
	fd, err := unix.Open(folder, unix.O_TMPFILE|unix.O_EXCL|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil
	}
	return os.NewFile(uintptr(fd), "")
}
