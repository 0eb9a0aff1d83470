//go:build unix

package atomicfile

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// Owner names the user that a file belongs to, "" if that is the present one, or if
// there is no file.
func Owner(path string) string {
	info, err := os.Lstat(path)
	if err != nil {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(stat.Uid) == os.Geteuid() {
		return ""
	}
	id := strconv.FormatUint(uint64(stat.Uid), 10)
	if owner, err := user.LookupId(id); err == nil {
		return owner.Username
	}
	return "user " + id
}

// isBusy reports whether the file is in use, such as one that is mounted into a
// container.
func isBusy(err error) bool { return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.ETXTBSY) }
