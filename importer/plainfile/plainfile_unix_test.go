//go:build unix

package plainfile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPlanted: what somebody put there is opened only if it is a regular file, and no
// opening waits.
func TestPlanted(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, err := range []error{
		os.WriteFile(at("file"), []byte("12345"), 0o600),
		os.WriteFile(at("hard"), []byte("12345"), 0o600),
		os.Link(at("hard"), at("second name")),
		os.Symlink("file", at("link")),
		os.Symlink("nowhere", at("dangling")),
		os.Symlink("/dev/zero", at("link to a device")),
		os.Mkdir(at("folder"), 0o700),
		syscall.Mkfifo(at("pipe"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name                 string
		open, read, appended error
	}{
		{"file", nil, nil, nil},
		{"hard", nil, nil, ErrTwoNames},
		{"link", ErrLink, nil, ErrLink},
		{"dangling", ErrLink, os.ErrNotExist, ErrLink},
		{"folder", ErrFolder, ErrFolder, syscall.EISDIR},
		{"pipe", ErrNotRegular, ErrNotRegular, ErrNotRegular},
		{"link to a device", ErrLink, ErrNotRegular, ErrLink},
		{"new", os.ErrNotExist, os.ErrNotExist, nil},
	} {
		file, err := Open(at(tt.name))
		file.Close()
		if !errors.Is(err, tt.open) {
			t.Errorf("Open(%s) = %v; want %v", tt.name, err, tt.open)
		}
		if _, err := Read(at(tt.name), 5); !errors.Is(err, tt.read) {
			t.Errorf("Read(%s) = %v; want %v", tt.name, err, tt.read)
		}
		file, err = Append(at(tt.name))
		file.Close()
		if !errors.Is(err, tt.appended) {
			t.Errorf("Append(%s) = %v; want %v", tt.name, err, tt.appended)
		}
	}
	for _, path := range []string{"/dev/zero", "/dev/tty", "/dev/null"} {
		if _, err := Append(path); err == nil {
			t.Errorf("Append(%s) succeeded", path)
		}
	}
	if _, err := Read(at("file"), 4); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Read of more bytes than allowed = %v", err)
	}
	if info, err := os.Lstat(at("nowhere")); err == nil {
		t.Errorf("a link was followed: %v was made", info.Name())
	}
}

// TestLinkOfAnotherUser: only an administrator can make one, so the test needs one.
func TestLinkOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not the administrator")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "file"), nil, 0o600), os.Symlink("file", path), os.Lchown(path, 12345, 12345)); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path, 5); !errors.Is(err, ErrForeign) {
		t.Errorf("Read = %v; want %v", err, ErrForeign)
	}
}
