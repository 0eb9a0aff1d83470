//go:build unix

package sqlite

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"partner-import/importer/plainfile"
)

// distrust says why a file may hold what somebody else wrote, and what to do.
func distrust(info os.FileInfo, path string) (message, advice string) {
	s, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return "", ""
	case !isOwner(s.Uid, path):
		return "belongs to another user, who may have changed it", "run the import as that user"
	case info.Mode().Perm()&0o022 != 0:
		return "can be changed by other users", "if nobody did, run: chmod go-w " + shellQuoted(path)
	case s.Nlink > 1:
		return "has a second name (a hard link), so it may be the journal of another import", "delete one of the two names"
	}
	return "", ""
}

// isOwner reports whether files of this user belong to uid. On a disk from elsewhere,
// all files may belong to one user, whoever makes them. So a new file decides.
func isOwner(uid uint32, path string) bool {
	if int(uid) == os.Geteuid() {
		return true
	}
	probe, err := plainfile.Probe(filepath.Dir(path))
	if err != nil {
		return false
	}
	defer os.Remove(probe.Name())
	defer probe.Close()
	info, err := probe.Stat()
	if err != nil {
		return false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && s.Uid == uid
}

// isOpen reports whether anybody may remove and replace files in a folder. The sticky
// bit, as /tmp has it, leaves that to their owners.
func isOpen(folder os.FileInfo) bool {
	return folder.Mode().Perm()&0o002 != 0 && folder.Mode()&fs.ModeSticky == 0
}
