package sqlite

import (
	"strings"
	"syscall"
)

// networkOf is the kind of network file system that a file is on, "" for any other disk.
func networkOf(path string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil {
		return ""
	}
	var name strings.Builder
	for _, c := range s.Fstypename {
		if c == 0 {
			break
		}
		name.WriteByte(byte(c))
	}
	switch name.String() {
	case "nfs":
		return "NFS"
	case "smbfs", "cifs":
		return "SMB"
	case "afpfs":
		return "AFP"
	}
	return ""
}
