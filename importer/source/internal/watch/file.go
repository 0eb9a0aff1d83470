package watch

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// A File is the file of a name, as it was when it was opened. The zero File is not a
// file, and never changes.
type File struct {
	name string
	seen os.FileInfo
}

// See notes how a file is now.
func See(name string, opened *os.File) File {
	info, err := opened.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return File{}
	}
	return File{name, info}
}

// A Change is what happened to a file since it was opened.
type Change int

// What may happen.
const (
	None     Change = iota
	Grew            // it is longer
	Written         // it was written to
	Replaced        // another file has its name
	Gone            // no file has its name
)

// Change says what happened to the file since it was opened. A file that cannot be
// looked at counts as the same.
func (f File) Change() Change {
	if f.seen == nil {
		return None
	}
	now, err := os.Stat(f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Gone
	case err != nil:
		return None
	case !os.SameFile(f.seen, now):
		return Replaced
	case now.Size() > f.seen.Size():
		return Grew
	case now.Size() != f.seen.Size() || !now.ModTime().Equal(f.seen.ModTime()):
		return Written
	}
	return None
}

// Age is how long ago the file was written to, as it was when it was opened, by the clock of
// this machine; negative if that clock was behind.
func (f File) Age() (age time.Duration, known bool) {
	if f.seen == nil {
		return 0, false
	}
	return time.Since(f.seen.ModTime()), true
}
