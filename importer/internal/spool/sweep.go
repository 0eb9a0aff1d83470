package spool

import (
	"os"
	"path/filepath"
	"time"
)

// pattern is of the names of temporary files, where they need one.
const pattern = "partner-import-spool-*"

// old is how old a file must be to be that of a killed run. A file without a name takes
// its place within a moment, or it is open: then no system lets us remove it.
const old = time.Hour

// sweep removes what killed runs left in a folder. What belongs to others stays.
func sweep(folder string) {
	names, _ := filepath.Glob(filepath.Join(folder, pattern))
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > old {
			_ = os.Remove(name)
		}
	}
}
