package sqlite

import (
	"path/filepath"
	"testing"
)

// TestNetworkDisks: a journal on a disk of this machine needs no warning, and one on a
// disk of another machine does.
func TestNetworkDisks(t *testing.T) {
	if got := open(t, filepath.Join(t.TempDir(), "j")).Warnings(); len(got) > 0 {
		t.Errorf("a local disk: %q", got)
	}
	for number, want := range map[uint32]string{0x6969: "NFS", 0xff534d42: "SMB", 0xfe534d42: "SMB", 0xef53: "", 0x01021994: "", 0x9123683e: ""} {
		if got := networkKind(number); got != want {
			t.Errorf("%#x is %q; want %q", number, got, want)
		}
	}
}
