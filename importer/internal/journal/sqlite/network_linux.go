package sqlite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// networkOf is the kind of network file system that a file is on, "" for any other disk.
func networkOf(path string) string {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil {
		return ""
	}
	if uint32(s.Type) == fuse {
		mounts, _ := os.ReadFile("/proc/self/mountinfo")
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if path, err := filepath.Abs(path); err == nil {
			return fuseKind(path, string(mounts))
		}
	}
	return networkKind(uint32(s.Type))
}

// fuse is the number of all file systems that are programs: of those on this machine, and of those that are not.
const fuse = 0x65735546

// networkKind knows the numbers of statfs(2). 9P is none of them: it is what the Linux of
// Windows has for the disks of its own machine.
func networkKind(number uint32) string {
	switch number {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xff534d42, 0xfe534d42:
		return "SMB"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	case 0x00c36400:
		return "Ceph"
	case 0x0bd00bd0:
		return "Lustre"
	}
	return ""
}

// fuseKind looks up in the list of mounts which program serves a path, "" if it serves a disk of this machine.
func fuseKind(path, mounts string) string {
	program, longest := "", -1
	for line := range strings.Lines(mounts) {
		before, after, _ := strings.Cut(line, " - ")
		place, what := strings.Fields(before), strings.Fields(after)
		if len(place) < 5 || len(what) < 2 {
			continue
		}
		at := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(place[4])
		inside := path == at || strings.HasPrefix(path, strings.TrimSuffix(at, "/")+"/")
		if inside && len(at) >= longest { // of two at one place, the later one covers the other
			program, longest = strings.TrimPrefix(what[0], "fuse."), len(at)
			if program == "fuse" { // the program did not say its name as a kind
				program = what[1]
			}
		}
	}
	for _, known := range []string{"sshfs", "rclone", "s3fs", "mountpoint-s3", "gcsfuse", "blobfuse", "glusterfs", "juicefs", "davfs", "ceph-fuse", "goofys"} {
		if program == known || program == known+"2" || slices.Contains(strings.Split(program, ":"), known) {
			return known
		}
	}
	return ""
}
