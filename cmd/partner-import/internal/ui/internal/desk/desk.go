// Package desk keeps imports on the disk, so that they outlive the browser, the
// program and the machine.
//
//	partner-import/
//	  2026-11-27 firstpromoter/
//	    original/firstpromoter.csv   as it was chosen; never written again
//	    import.json                  what was decided, and how far it came
//	    edits.jsonl                  what was changed in its rows
//	    corrected.csv                the rows with these changes
//	    report.csv …                 what a run writes
//	  journals/                      one for each account
//
// Folders are private (0700), files too (0600).
package desk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// mostUpload is the largest file that is taken, in bytes.
const mostUpload = 10 << 30

// A TooLargeError is the error of a file that is larger than what is taken.
type TooLargeError struct{ Most int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the file is larger than %d GB", e.Most>>30)
}

// A Desk is a folder of imports. It is safe for concurrent use.
type Desk struct {
	folder string

	mu      sync.Mutex
	imports []*Import // the latest first
	broken  []error   // folders that could not be read
}

// Open opens the desk at folder, or makes one.
func Open(folder string) (*Desk, error) {
	d := &Desk{folder: folder}
	for _, path := range []string{folder, filepath.Join(folder, "journals")} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return nil, err
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		im, err := load(filepath.Join(folder, entry.Name()))
		switch {
		case err == nil:
			d.imports = append(d.imports, im)
		case errors.Is(err, fs.ErrNotExist):
			sweep(filepath.Join(folder, entry.Name()))
		case entry.IsDir():
			d.broken = append(d.broken, err)
		}
	}
	slices.SortStableFunc(d.imports, func(a, b *Import) int { return b.Begun.Compare(a.Begun) })
	return d, nil
}

// Folder is where the desk is.
func (d *Desk) Folder() string { return d.folder }

// Imports returns all imports, the latest first.
func (d *Desk) Imports() []*Import {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.imports)
}

// Broken says which folders could not be read.
func (d *Desk) Broken() []error { return d.broken }

// Import returns the import with an id, nil if there is none.
func (d *Desk) Import(id string) *Import {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, im := range d.imports {
		if im.ID == id {
			return im
		}
	}
	return nil
}

// Journal is where the journal of an account is. The fingerprint is of its key.
func (d *Desk) Journal(host, fingerprint string) string {
	return filepath.Join(d.folder, "journals", plainName(strings.ReplaceAll(host, ":", "_")+" "+fingerprint)+".journal")
}

// RemoveJournal removes a journal that nobody can use any more.
func (d *Desk) RemoveJournal(host, fingerprint string) {
	for _, ending := range []string{"", "-wal", "-shm", ".holder"} {
		_ = os.Remove(d.Journal(host, fingerprint) + ending)
	}
}

// Receive takes a file that a person chose, and begins an import with it. The name is
// only for people: it never leads to another folder.
func (d *Desk) Receive(name string, content io.Reader) (*Import, error) {
	name = plainName(name)
	im, err := d.begin(name)
	if err != nil {
		return nil, err
	}
	im.File = filepath.Join("original", im.unique(name))
	if err = os.Mkdir(im.Path("original"), 0o700); err == nil {
		err = write(im.Original(), content)
	}
	if err == nil {
		err = im.Save()
	}
	if err != nil {
		_ = os.RemoveAll(im.folder)
		return nil, err
	}
	d.add(im)
	return im, nil
}

// unique is the name of a file with a mark that no other import has. A journal knows
// imports by the names of their files, and several imports of one account share it: an
// undo of one must not touch another one.
func (im *Import) unique(name string) string {
	ending := Ending(name)
	return strings.TrimSuffix(name, ending) + " " + im.ID[:8] + ending
}

// Ending is the ending of a file's name, with the one before it if it is packed.
func Ending(name string) string {
	ending := filepath.Ext(name)
	if strings.EqualFold(ending, ".gz") {
		ending = filepath.Ext(strings.TrimSuffix(name, ending)) + ending
	}
	return ending
}

// Take begins an import with a file that stays where it is, or finds the one that was
// begun with it.
func (d *Desk) Take(path string) (*Import, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(d.imports, func(im *Import) bool { return im.File == path }); i >= 0 {
		return d.imports[i], nil
	}
	im, err := d.begin(plainName(filepath.Base(path)))
	if err != nil {
		return nil, err
	}
	im.File = path
	if err := im.Save(); err != nil {
		_ = os.RemoveAll(im.folder)
		return nil, err
	}
	d.add(im)
	return im, nil
}

// Remove deletes the folder of an import, with its copy of the file, its edits and
// its reports. Journals stay: they know who was created.
func (d *Desk) Remove(im *Import) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.imports = slices.DeleteFunc(d.imports, func(other *Import) bool { return other == im })
	return os.RemoveAll(im.folder)
}

func (d *Desk) add(im *Import) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.imports = slices.Insert(d.imports, 0, im)
}

// begin makes a folder for a new import. It has the day and the name of the file.
func (d *Desk) begin(name string) (*Import, error) {
	now := time.Now()
	im := &Import{Version: formVersion, ID: newID(), Name: name, Begun: now.UTC(), State: Draft}
	stem := now.Format(time.DateOnly) + " " + strings.TrimSuffix(name, filepath.Ext(name))
	for n := 1; ; n++ {
		im.folder = filepath.Join(d.folder, stem)
		if n > 1 {
			im.folder = fmt.Sprintf("%s (%d)", im.folder, n)
		}
		err := os.Mkdir(im.folder, 0o700)
		if err == nil || !errors.Is(err, fs.ErrExist) {
			return im, err
		}
	}
}

func newID() string {
	var bits [8]byte
	_, _ = rand.Read(bits[:]) // which never fails
	return hex.EncodeToString(bits[:])
}

// longestName is the longest name of a file that is kept, in bytes.
const longestName = 100

// plainName makes a name of a file for every system out of any text: no folders, no
// control characters, nothing that is reserved on Windows.
func plainName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	ending := filepath.Ext(name)
	if len(ending) > 8 {
		ending = ""
	}
	stem := strings.Trim(strings.TrimSuffix(name, ending), " .")
	for len(stem) > longestName {
		stem = stem[:strings.LastIndexFunc(stem, func(rune) bool { return true })]
	}
	if stem == "" {
		stem = "file"
	}
	if slices.Contains(reservedNames(), strings.ToUpper(stem)) {
		stem = "_" + stem
	}
	return stem + strings.TrimRight(ending, " .")
}

// reservedNames are devices on Windows, with any ending
// (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
func reservedNames() []string {
	names := []string{"CON", "PRN", "AUX", "NUL"}
	for n := '1'; n <= '9'; n++ {
		names = append(names, "COM"+string(n), "LPT"+string(n))
	}
	return names
}

// write writes a new private file.
func write(path string, content io.Reader) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(file, io.LimitReader(content, mostUpload+1))
	if n > mostUpload {
		err = &TooLargeError{mostUpload}
	}
	return errors.Join(err, file.Sync(), file.Close())
}
