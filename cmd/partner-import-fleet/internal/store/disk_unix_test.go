package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDiskIsPrivate: only this user may read what was written, whatever the umask is, and nothing else is left.
func TestDiskIsPrivate(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	folder := t.TempDir()
	s := open(t, "file://"+folder, quick())
	write(t, s, "runs/acme/report.csv", "x")
	found := map[string]fs.FileMode{}
	_ = filepath.WalkDir(filepath.Join(folder, "runs"), func(name string, entry fs.DirEntry, err error) error {
		info, _ := entry.Info()
		found[strings.TrimPrefix(name, folder)] = info.Mode()
		return err
	})
	want := map[string]fs.FileMode{"/runs": fs.ModeDir | 0o700, "/runs/acme": fs.ModeDir | 0o700, "/runs/acme/report.csv": 0o600}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

// TestDiskFollowsNoLinkOut: links lead out of the store neither for reading nor for writing. Inside it they may be read,
// and are in the way of writing.
func TestDiskFollowsNoLinkOut(t *testing.T) {
	outside, folder := t.TempDir(), t.TempDir()
	put(t, filepath.Join(outside, "secret"), "secret")
	s := open(t, "file://"+folder, quick())
	write(t, s, "real/x", "x")
	for link, to := range map[string]string{"out": outside, "in": "real", "file": filepath.Join(outside, "secret"), "dangling": filepath.Join(outside, "new"), "up": "../" + filepath.Base(outside)} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	for _, name := range []string{"out/secret", "file", "up/secret"} {
		if _, err := s.Read(ctx, name, io.Discard); !errors.Is(err, ErrLink) {
			t.Errorf("read %s: %v; want %v", name, err, ErrLink)
		}
	}
	if got := content(t, s, "in/x"); got != "x" {
		t.Errorf("a link inside: %q", got)
	}
	for name, want := range map[string]error{"out/new": ErrLink, "up/new": ErrLink, "in/new": ErrLink, "file": ErrExists, "dangling": ErrExists} {
		if err := s.Write(ctx, name, strings.NewReader("x")); !errors.Is(err, want) {
			t.Errorf("write %s: %v; want %v", name, err, want)
		}
	}
	if left, _ := os.ReadDir(outside); len(left) != 1 {
		t.Errorf("%d files outside", len(left))
	}
	if diff := cmp.Diff([]string{"real/x"}, names(t, s, "")); diff != "" {
		t.Errorf("the list: %s", diff)
	}
	if err := s.Delete(ctx, "file"); err != nil || content(t, open(t, "file://"+outside, quick()), "secret") != "secret" {
		t.Errorf("to delete a link deletes the link: %v", err)
	}
}

// TestDiskOddFiles: a pipe does not hold us, and a folder is no file.
func TestDiskOddFiles(t *testing.T) {
	folder := t.TempDir()
	s := open(t, "file://"+folder, quick())
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	write(t, s, "folder/x", "x")
	for _, name := range []string{"pipe", "folder"} {
		_, read := s.Read(context.Background(), name, io.Discard)
		_, settled := s.Settled(context.Background(), name)
		if !errors.Is(read, ErrNotFile) || !errors.Is(settled, ErrNotFile) {
			t.Errorf("%s: %v, %v; want %v", name, read, settled, ErrNotFile)
		}
	}
	if err := s.Delete(context.Background(), "folder"); !errors.Is(err, ErrNotFile) {
		t.Errorf("to delete a folder: %v", err)
	}
	if err := s.Write(context.Background(), "folder/x/y", strings.NewReader("x")); !errors.Is(err, ErrNotFile) {
		t.Errorf("a file in a file: %v", err)
	}
}

// TestDiskMissing: a store that is not there is not made: its disk may be missing.
func TestDiskMissing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mnt")
	_, err := Open(context.Background(), "file://"+folder, quick())
	if !errors.Is(err, ErrNoStore) || !strings.Contains(err.Error(), folder) || exists(folder) {
		t.Errorf("got %v", err)
	}
}

// TestDiskFull: what the disk says is told, and nothing is left.
func TestDiskFull(t *testing.T) {
	if err := diskError(&os.PathError{Op: "write", Path: "/srv/x", Err: syscall.ENOSPC}); !errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), "no space left") || !strings.Contains(err.Error(), cureDisk) {
		t.Errorf("got %v", err)
	}
	if err := diskError(&os.PathError{Err: syscall.EACCES}); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}

// TestChangedInTheMiddle: a file that grows while it is read is not taken as whole.
func TestChangedInTheMiddle(t *testing.T) {
	folder := t.TempDir()
	s := open(t, "file://"+folder, quick())
	write(t, s, "x", strings.Repeat("x", 100_000))
	grown := false
	_, err := s.Read(context.Background(), "x", writerFunc(func(p []byte) (int, error) {
		if !grown {
			put(t, filepath.Join(folder, "x"), strings.Repeat("y", 200_000))
			grown = true
		}
		return len(p), nil
	}))
	if !errors.Is(err, ErrChanging) {
		t.Errorf("got %v; want %v", err, ErrChanging)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
