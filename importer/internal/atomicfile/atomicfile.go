// Package atomicfile replaces whole files. A new file is written next to the old
// one under another name, synced, and renamed. Files are private (0600), and links
// are not followed.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"partner-import/importer/plainfile"
)

// An Error says that a file cannot be written, and why.
type Error struct {
	Path    string
	Message string
	Advice  Advice
	Err     error
}

// An Advice is what to do about a file, if the message does not say it. It is about
// options, and only the caller knows their names.
type Advice int

// What may help.
const (
	NoAdvice  Advice = iota
	ForceIt          // remove the file, choose another one, or overwrite it
	Elsewhere        // choose another place
)

// Error begins with the path.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Path + ": " + e.Message
	}
	return fmt.Sprintf("%s: %s: %v", e.Path, e.Message, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// A File replaces a whole file. It is written under another name next to its place,
// synced, and renamed. It is private (0600) whatever the umask is. An existing file
// is never written to, so no link is followed.
type File struct {
	Path  string
	Temp  *os.File
	aside string // where it moved to make room for another file, "" if it did not
	shown bool   // it is in its place
}

// Check refuses a path where no file may be put: a file that is not ours (unless
// force), the input, a link or a folder.
func Check(path string, isInput func(os.FileInfo) bool, ours func(io.Reader) bool, force bool) error {
	if err := CheckFolder(path); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return CanWrite(path)
	case err != nil:
		return &Error{Path: path, Message: "cannot be written", Err: errors.Unwrap(err)}
	case info.Mode()&fs.ModeSymlink != 0:
		return &Error{Path: path, Message: "is a symbolic link, which is not followed; delete it or choose another file"}
	case !info.Mode().IsRegular():
		return &Error{Path: path, Message: "is not a file; choose another one"}
	case isInput(info):
		return &Error{Path: path, Message: "is the input itself; choose another file"}
	case !force && info.Size() > 0:
		if err := checkOurs(path, ours); err != nil {
			return err
		}
	}
	return CanWrite(path)
}

func checkOurs(path string, ours func(io.Reader) bool) error {
	file, err := plainfile.Open(path)
	if err != nil {
		return &Error{Path: path, Message: "exists and cannot be read", Advice: ForceIt, Err: errors.Unwrap(err)}
	}
	defer file.Close()
	if !ours(file) {
		return &Error{Path: path, Message: "exists and was not written by this tool", Advice: ForceIt}
	}
	return nil
}

// CheckFolder refuses a path whose folder does not exist.
func CheckFolder(path string) error {
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
		return &Error{Path: path, Message: "its folder does not exist; create it or choose another place"}
	}
	return nil
}

// CanWrite tries the folder, so a run does not fail at its end. It leaves the
// temporary name of the file alone: another run may be writing there.
func CanWrite(path string) error {
	probe, err := plainfile.Probe(filepath.Dir(path))
	if err != nil {
		return &Error{Path: path, Message: "cannot write a file there", Advice: Elsewhere, Err: errors.Unwrap(err)}
	}
	probe.Close()
	_ = os.Remove(probe.Name())
	return nil
}

// Create makes the file under its temporary name. That name is always the same, so
// the next run removes what a killed run left behind.
func Create(path string) (*File, error) {
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".tmp")
	_ = os.Remove(name)
	temp, err := createExclusive(name)
	if err != nil {
		return nil, &Error{Path: path, Message: "cannot write a file there", Advice: Elsewhere, Err: errors.Unwrap(err)}
	}
	if err := temp.Chmod(0o600); err != nil { // a umask may have taken bits away
		temp.Close()
		_ = os.Remove(name)
		return nil, &Error{Path: path, Message: "cannot be made private", Err: err}
	}
	return &File{Path: path, Temp: temp}, nil
}

// Show puts the file in its place while it is still being written.
func (o *File) Show() error {
	if err := os.Rename(o.Temp.Name(), o.Path); err != nil {
		return o.Failed(err)
	}
	o.shown = true
	return nil
}

// commit syncs the file and puts it in its place.
func (o *File) commit() error {
	err := o.Temp.Sync()
	if closing := o.Temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(o.Temp.Name(), o.Path)
	}
	if err != nil {
		_ = os.Remove(o.Temp.Name())
		return o.Failed(err)
	}
	return SyncDir(filepath.Dir(o.Path))
}

// Close releases a file that was shown.
func (o *File) Close() {
	o.Temp.Close()
	if o.aside != "" {
		_ = os.Remove(o.aside)
	}
}

// Discard drops what was written. An existing file stays as it is.
func (o *File) Discard() {
	o.Close()
	_ = os.Remove(o.Temp.Name())
}

// Failed returns an error as an [*Error] about the file.
func (o *File) Failed(err error) error {
	var output *Error
	if errors.As(err, &output) {
		return output
	}
	return &Error{Path: o.Path, Message: "cannot be written", Err: err}
}

// Write writes a whole file.
func Write(path string, write func(io.Writer) error) error {
	return Replace(path, write, func() error { return nil })
}

// ReplaceLive is [Write] with a file that will still be read. It is shown, or has the
// temporary name that the new file needs.
func ReplaceLive(live *File, path string, write func(io.Writer) error) error {
	if !live.shown {
		if err := live.giveUpName(); err != nil {
			return live.Failed(err)
		}
		return Write(path, write)
	}
	err := Replace(path, write, live.stepAside)
	if err != nil && live.aside != "" {
		_ = os.Rename(live.aside, path) // a file out of order is better than none
		live.aside = ""
	}
	return err
}

// Replace is [Write] with a function that is called before the file is put in its
// place. Its error prevents that.
func Replace(path string, write func(io.Writer) error, clear func() error) error {
	out, err := Create(path)
	if err != nil {
		return err
	}
	if err = write(out.Temp); err == nil {
		err = clear()
	}
	if err != nil {
		out.Discard()
		return out.Failed(err)
	}
	return out.commit()
}

// SyncDir makes a rename durable. Some systems cannot sync a folder. Their error
// means nothing for the file.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync()
	return nil
}

// Remove deletes an output of an earlier run that is out of date.
func Remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &Error{Path: path, Message: "is out of date and cannot be removed", Err: err}
	}
	return nil
}

// Place makes different names of the same place equal, also with links to folders.
func Place(path string) string {
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(dir, filepath.Base(path))
	}
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return filepath.Clean(path)
}
