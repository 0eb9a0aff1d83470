//go:build unix

package main

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// stranger is another user of this machine, nil if only root could become one.
func stranger() *syscall.Credential {
	u, err := user.Lookup("nobody")
	if os.Geteuid() != 0 || err != nil {
		return nil
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// lend gives the process to another user, with a folder of its own and what is in the
// present one.
func (p *process) lend(t *testing.T) {
	t.Helper()
	who := stranger()
	if who == nil {
		return
	}
	dir, err := os.MkdirTemp("", "partner-import-stranger-") // that of the test is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(scratch, 0o711); err != nil { // the program is there
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "partners.csv"), read(t, p.file("partners.csv")))
	for _, path := range []string{dir, filepath.Join(dir, "partners.csv")} {
		if err := os.Chown(path, int(who.Uid), int(who.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	p.Dir, p.Env = dir, append(p.Env, "HOME="+dir, "TMPDIR="+dir)
	p.SysProcAttr = &syscall.SysProcAttr{Credential: who}
}
