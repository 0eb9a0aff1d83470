package store

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// halfPrefix begins the names of files that are being written. Lists leave them out.
const halfPrefix = ".upload-"

// halfName is a new name for a file that is being written, in the folder of the file.
func halfName(name string) string { return path.Join(path.Dir(name), halfPrefix+rand.Text()) }

func isHalf(name string) bool { return strings.HasPrefix(path.Base(name), halfPrefix) }

// A disk is a folder. [os.Root] keeps everything in it, whatever links there are. gocloud's fileblob would make files that
// everybody may read, follow links, and replace a file that another process made at the same time.
type disk struct{ root *os.Root }

func openDisk(folder string) (home, error) {
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{Reason: ErrNoStore, Cure: cureFolder}
	}
	if err != nil {
		return nil, diskError(err)
	}
	return &disk{root}, nil
}

func (d *disk) close() error { return d.root.Close() }

// diskError says what a system call said, without the path.
func diskError(err error) error {
	var named *os.PathError
	var number syscall.Errno
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*Error)):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Reason: ErrMissing, Cure: cureMissing}
	case errors.Is(err, fs.ErrExist):
		return &Error{Reason: ErrExists, Cure: cureExists}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Reason: ErrRefused, Cure: cureRights}
	case errors.Is(err, syscall.ELOOP), errors.As(err, &named) && strings.Contains(named.Err.Error(), "escapes"):
		return &Error{Reason: ErrLink, Cure: cureLink}
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return &Error{Reason: ErrNotFile, Cure: cureNotFile}
	case errors.As(err, &number):
		return &Error{Reason: ErrFailed, Detail: number.Error(), Cure: cureDisk}
	}
	return err
}

// open opens a regular file and waits for nobody: a pipe would hold us.
func (d *disk) open(name string) (*os.File, Info, error) {
	f, err := d.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, Info{}, diskError(err)
	}
	info, err := regular(f.Stat())
	if err != nil {
		f.Close()
		return nil, Info{}, diskError(err)
	}
	return f, info, nil
}

// regular takes what is said about a file, and refuses what is none.
func regular(info fs.FileInfo, err error) (Info, error) {
	if err != nil {
		return Info{}, err
	}
	if !info.Mode().IsRegular() {
		return Info{}, &Error{Reason: ErrNotFile, Cure: cureNotFile}
	}
	return Info{Size: info.Size(), Modified: info.ModTime()}, nil
}

func (d *disk) stat(_ context.Context, name string) (Info, error) {
	info, err := regular(d.root.Stat(name))
	return info, diskError(err)
}

func (d *disk) read(ctx context.Context, name string, w io.Writer) (Info, error) {
	f, before, err := d.open(name)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	n, err := io.Copy(w, &source{r: f, ctx: ctx, moved: func() {}})
	if err != nil {
		return Info{}, diskError(err)
	}
	after, err := regular(f.Stat())
	if err == nil {
		err = unchanged(n, before, after)
	}
	return after, diskError(err)
}

// unchanged is an error if a file was changed while it was read.
func unchanged(read int64, before, after Info) error {
	if read != before.Size || !before.same(after) {
		return &Error{Reason: ErrChanging, Detail: "it changed while it was read", Cure: cureChanging}
	}
	return nil
}

func (d *disk) write(_ context.Context, name string, r io.Reader) error {
	if err := d.folders(path.Dir(name)); err != nil {
		return err
	}
	if _, err := d.root.Lstat(name); err == nil {
		return diskError(fs.ErrExist)
	}
	half := halfName(name)
	f, err := d.root.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return diskError(err)
	}
	defer d.root.Remove(half)
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = d.publish(half, name)
	}
	return diskError(err)
}

// publish gives a file its name, unless another one has it: a second name is made in one step, and never replaces. Some
// disks know no second names; there we look first.
func (d *disk) publish(half, name string) error {
	err := d.root.Link(half, name)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		if _, taken := d.root.Lstat(name); taken == nil {
			return fs.ErrExist
		}
		err = d.root.Rename(half, name)
	}
	if err != nil {
		return err
	}
	// Not every disk can write down a folder. Then the name may be lost with the machine, as with any other program.
	if folder, err := d.root.Open(path.Dir(name)); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
	return nil
}

// folders makes the folders of a file, for this user only. It follows no link.
func (d *disk) folders(folder string) error {
	if folder == "." {
		return nil
	}
	at := ""
	for part := range strings.SplitSeq(folder, "/") {
		at = path.Join(at, part)
		if err := d.root.Mkdir(at, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return diskError(err)
		}
		info, err := d.root.Lstat(at)
		switch {
		case err != nil:
			return diskError(err)
		case info.Mode()&fs.ModeSymlink != 0:
			return &Error{Reason: ErrLink, Cure: cureLink}
		case !info.IsDir():
			return &Error{Reason: ErrNotFile, Detail: "a file has the name of its folder", Cure: cureExists}
		}
	}
	return nil
}

func (d *disk) list(ctx context.Context, prefix string) ([]Item, error) {
	start, _ := path.Split(prefix)
	start = path.Clean(strings.TrimSuffix(start, "/"))
	var items []Item
	err := fs.WalkDir(d.root.FS(), start, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err == nil:
			err = ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			return nil
		}
		if err != nil || !entry.Type().IsRegular() || isHalf(name) || !strings.HasPrefix(name, prefix) {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			items = append(items, Item{name, Info{info.Size(), info.ModTime()}})
		}
		return err
	})
	sortItems(items)
	return items, diskError(err)
}

func sortItems(items []Item) {
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Name, b.Name) })
}

func (d *disk) remove(_ context.Context, name string) error {
	info, err := d.root.Lstat(name)
	if err == nil && info.IsDir() {
		return &Error{Reason: ErrNotFile, Cure: cureNotFile}
	}
	if err == nil {
		err = d.root.Remove(name)
	}
	return diskError(err)
}
