package sqlite

import (
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/option"
)

// TestNetworkDisks: a journal on a disk of this machine needs no warning, and one on a
// disk of another machine does. The warning says where the journal can be instead.
func TestNetworkDisks(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "j"))
	if got := j.Warnings(); len(got) > 0 {
		t.Errorf("a local disk: %q", got)
	}
	j.naming = option.Namer(nil)
	got := j.warnings(func(path string) string {
		if path != j.path {
			t.Errorf("asked about %s", path)
		}
		return networkKind(0x6969)
	})
	if len(got) != 1 || !strings.Contains(got[0], j.path+" is on a network disk (NFS)") || !strings.Contains(got[0], "postgres:NAME") {
		t.Errorf("a disk of NFS: %q", got)
	}
	for number, want := range map[uint32]string{
		0x6969: "NFS", 0xff534d42: "SMB", 0xfe534d42: "SMB", 0x00c36400: "Ceph", 0x0bd00bd0: "Lustre",
		0xef53: "", 0x01021997: "", 0x01021994: "", 0x9123683e: "", 0x58465342: "", 0x794c7630: "", fuse: "",
	} {
		if got := networkKind(number); got != want {
			t.Errorf("%#x is %q; want %q", number, got, want)
		}
	}
}

// TestProgramsAsDisks: which program serves a disk is in the list of mounts.
func TestProgramsAsDisks(t *testing.T) {
	mounts := strings.Join([]string{
		"22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
		"40 22 0:40 / /mnt/over\\040there rw shared:2 - fuse.sshfs me@files.example:/ rw",
		"41 22 0:41 / /mnt/bucket rw - fuse mountpoint-s3 rw",
		"42 22 0:42 / /mnt/stick rw - fuseblk /dev/sdb1 rw",
		"43 22 0:43 / /mnt/secret rw - fuse.gocryptfs /home/a/.c rw",
		"44 43 0:44 / /mnt/secret/far rw - fuse.rclone gdrive: rw",
		"45 22 0:45 / /mnt/blob rw - fuse.blobfuse2 blobfuse2 rw",
		"46 22 0:46 / /mnt/twice rw - fuse.s3fs s3fs rw",
		"47 46 0:47 / /mnt/twice rw - ext4 /dev/vdb rw",
		"48 22 0:48 / /mnt/s3 rw - fuse.s3fs s3fs rw",
		"torn line",
	}, "\n")
	for path, want := range map[string]string{
		"/mnt/over there/x.journal": "sshfs", "/mnt/bucket/a/x": "mountpoint-s3", "/mnt/stick/x": "", "/mnt/secret/x": "",
		"/mnt/secret/far/x": "rclone", "/mnt/secret/farther/x": "", "/mnt/blob/x": "blobfuse", "/mnt/twice/x": "", "/mnt/s3/x": "s3fs",
		"/mnt/s3": "s3fs", "/home/x": "", "/mnt/bucketful/x": "",
	} {
		if got := fuseKind(path, mounts); got != want {
			t.Errorf("%s is on %q; want %q", path, got, want)
		}
	}
	if got := fuseKind("/x", ""); got != "" {
		t.Errorf("without a list it is %q", got)
	}
}
