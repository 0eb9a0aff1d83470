package atomicfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// On Windows, an open file cannot be renamed unless it was opened so
// (FILE_SHARE_DELETE, which package os does not set). No other file can take its
// place in any case.

// createExclusive makes a file that can be renamed while it is open. With
// CREATE_NEW no link is followed: any file of that name is an error.
func createExclusive(name string) (*os.File, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	handle, err := windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE,
		nil, windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(handle), name), nil
}

// giveUpName gives up the temporary name, so that another file can have it. To remove
// it would not be enough: older systems and some disks free the name of a file only
// when nobody has it open any more. The file is removed when it is closed.
func (o *File) giveUpName() error { return o.move(o.Temp.Name()) }

// stepAside gives up the file's place, so that another file can take it. For a
// moment there is none. The file is removed when it is closed.
func (o *File) stepAside() error { return o.move(o.Path) }

// move moves the file from where it is now.
func (o *File) move(from string) error {
	aside := o.Temp.Name() + ".old" // the name that it had first
	if err := os.Rename(from, aside); err != nil {
		return err
	}
	o.aside = aside
	return nil
}

// Owner is "": Windows says in its own words what a user may not do.
func Owner(string) string { return "" }

// isBusy reports whether another program has the file open, as a spreadsheet does.
func isBusy(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
