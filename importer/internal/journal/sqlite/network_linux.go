package sqlite

import "syscall"

// networkOf is the kind of network file system that a file is on, "" for any other disk.
func networkOf(path string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil {
		return ""
	}
	return networkKind(uint32(s.Type))
}

// networkKind knows the numbers of statfs(2).
func networkKind(number uint32) string {
	switch number {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "SMB"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	}
	return ""
}
