package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"partner-import/importer/internal/journal"
)

// A journal says which partners exist, so whoever can write it decides what a run
// sends and what the report says. SQLite opens files by name. So nobody else may be
// able to put one there: not the journal, nor what SQLite keeps beside it.

// besides are the endings of the files that SQLite reads with a journal.
func besides() []string { return []string{"", "-wal", "-journal", "-shm"} }

// guard refuses a journal that others can write to or replace. It makes an empty WAL,
// so nobody else can make one between this check and SQLite's. The function removes
// it, if it is still empty.
func (o options) guard() (release func(), err error) {
	if err := o.checkFolder(); err != nil {
		return nil, err
	}
	for _, ending := range besides() {
		if err := o.checkOwn(o.Path + ending); err != nil {
			return nil, err
		}
	}
	name := o.Path + "-wal"
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		// It exists, or SQLite will tell why it cannot.
		return func() {}, o.checkOwn(name)
	}
	file.Close()
	return func() {
		if info, err := os.Lstat(name); err == nil && info.Size() == 0 {
			_ = os.Remove(name)
		}
	}, nil
}

// checkOwn refuses what is not a regular file of this user with one name, which only
// this user can write to. A file that is not there is fine.
func (o options) checkOwn(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &journal.FileError{Path: path, Message: "cannot be read", Err: errors.Unwrap(err)}
	case !info.Mode().IsRegular():
		return o.untrusted(path, "is not a file (links are not followed)", "delete it")
	}
	if message, advice := distrust(info, path); message != "" {
		return o.untrusted(path, message, advice)
	}
	return nil
}

// checkFolder refuses a folder where anybody can replace files.
func (o options) checkFolder() error {
	folder := filepath.Dir(o.Path)
	info, err := os.Stat(folder)
	if err != nil {
		return &journal.FileError{Path: folder, Message: "cannot be read", Err: errors.Unwrap(err)}
	}
	if isOpen(info) {
		return o.untrusted(o.Path, "is in a folder where every user of this machine can replace it", "run: chmod o-w "+shellQuoted(folder))
	}
	return nil
}

func (o options) untrusted(path, message, advice string) error {
	return &journal.FileError{Path: path, Message: message, Advice: advice + ", or choose another journal with " + o.call()}
}

// shellQuoted quotes a path for a shell, if that is needed.
func shellQuoted(path string) string {
	if !strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || strings.ContainsRune("'\"\\$`*?[]{}()<>|&;!#~", r) }) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
