package importer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A fileError says that a file cannot be written, and why.
type fileError struct {
	Path    string
	Message string
	Err     error
}

// Error begins with the path.
func (e *fileError) Error() string {
	if e.Err == nil {
		return e.Path + ": " + e.Message
	}
	return fmt.Sprintf("%s: %s: %v", e.Path, e.Message, e.Err)
}

// Unwrap returns the cause.
func (e *fileError) Unwrap() error { return e.Err }

// An outFile is a file that is replaced as a whole: written beside its place
// under another name, synced, and renamed. It is private (0600) whatever the
// umask, and what stands in its place is never written to, so that no link is
// followed.
type outFile struct {
	path  string
	temp  *os.File
	aside string // where it went to let another one take its place, "" if it did not
}

// checkOutput refuses a path where no file may be put: an existing file that
// is not ours (unless force), the input, a link, a folder.
func checkOutput(path string, isInput func(os.FileInfo) bool, ours func(io.Reader) bool, force bool) error {
	if err := checkFolder(path); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return canWriteTo(path)
	case err != nil:
		return &fileError{Path: path, Message: "cannot be written", Err: errors.Unwrap(err)}
	case info.Mode()&fs.ModeSymlink != 0:
		return &fileError{Path: path, Message: "is a symbolic link, which is not followed; remove it or name another file"}
	case !info.Mode().IsRegular():
		return &fileError{Path: path, Message: "is not a file; name another one"}
	case isInput(info):
		return &fileError{Path: path, Message: "is the input itself; name another file"}
	case !force && info.Size() > 0:
		if err := checkOurs(path, ours); err != nil {
			return err
		}
	}
	return canWriteTo(path)
}

func checkOurs(path string, ours func(io.Reader) bool) error {
	const instead = "; remove it, name another file, or use --force"
	file, err := os.Open(path)
	if err != nil {
		return &fileError{Path: path, Message: "exists and cannot be read" + instead, Err: errors.Unwrap(err)}
	}
	defer file.Close()
	if !ours(file) {
		return &fileError{Path: path, Message: "exists and was not written by this tool" + instead}
	}
	return nil
}

func checkFolder(path string) error {
	if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
		return &fileError{Path: path, Message: "its folder does not exist; create it or name another place"}
	}
	return nil
}

// canWriteTo tries the folder, so that a run does not find out at its end.
func canWriteTo(path string) error {
	out, err := createOut(path)
	if err != nil {
		return err
	}
	out.discard()
	return nil
}

// createOut makes the file under its temporary name. That name is always the
// same, so that what a killed run left behind is taken away by the next one.
func createOut(path string) (*outFile, error) {
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".tmp")
	_ = os.Remove(name)
	temp, err := createExclusive(name)
	if err != nil {
		return nil, &fileError{Path: path, Message: "no file can be written there; name another place with --report, --failed, --summary, --html or --journal", Err: errors.Unwrap(err)}
	}
	if err := temp.Chmod(0o600); err != nil { // a umask may have taken bits away
		removeSpool(temp)
		return nil, &fileError{Path: path, Message: "cannot be made private", Err: err}
	}
	return &outFile{path: path, temp: temp}, nil
}

// show puts the file in its place while it is still being written.
func (o *outFile) show() error {
	if err := os.Rename(o.temp.Name(), o.path); err != nil {
		return o.failed(err)
	}
	return nil
}

// commit syncs the file and puts it in its place.
func (o *outFile) commit() error {
	err := o.temp.Sync()
	if closing := o.temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(o.temp.Name(), o.path)
	}
	if err != nil {
		_ = os.Remove(o.temp.Name())
		return o.failed(err)
	}
	return syncDir(filepath.Dir(o.path))
}

// close releases a file that was shown.
func (o *outFile) close() {
	o.temp.Close()
	if o.aside != "" {
		_ = os.Remove(o.aside)
	}
}

// discard leaves what stands in the file's place as it is.
func (o *outFile) discard() {
	o.temp.Close()
	_ = os.Remove(o.temp.Name())
}

func (o *outFile) failed(err error) error {
	var output *fileError
	if errors.As(err, &output) {
		return output
	}
	return &fileError{Path: o.path, Message: "cannot be written", Err: err}
}

// writeOut writes a whole file.
func writeOut(path string, write func(io.Writer) error) error {
	return replaceOut(path, write, func() error { return nil })
}

// writeInPlaceOf is writeOut where live is shown and will still be read.
func writeInPlaceOf(live *outFile, path string, write func(io.Writer) error) error {
	err := replaceOut(path, write, live.stepAside)
	if err != nil && live.aside != "" {
		_ = os.Rename(live.aside, path) // better out of order than none
		live.aside = ""
	}
	return err
}

// replaceOut is writeOut where clear is called before the file is put in its
// place, and may keep it from that.
func replaceOut(path string, write func(io.Writer) error, clear func() error) error {
	out, err := createOut(path)
	if err != nil {
		return err
	}
	if err = write(out.temp); err == nil {
		err = clear()
	}
	if err != nil {
		out.discard()
		return out.failed(err)
	}
	return out.commit()
}

// syncDir makes a rename durable. Systems that cannot sync a folder say so
// with an error that means nothing for the file.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync()
	return nil
}

// removeOut takes away an output of an earlier run that is not true any more.
func removeOut(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &fileError{Path: path, Message: "is out of date and cannot be removed", Err: err}
	}
	return nil
}
