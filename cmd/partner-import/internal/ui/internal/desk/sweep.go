package desk

import (
	"os"
	"path/filepath"
	"time"
)

// unfinished is how old an import must be that was never begun. A large file may take
// hours to arrive.
const unfinished = 24 * time.Hour

// sweep removes the folder of an import if the program was killed before it began: it
// has nothing but a file that did not arrive as a whole.
func sweep(folder string) {
	if _, err := time.Parse(time.DateOnly, filepath.Base(folder)[:min(len(time.DateOnly), len(filepath.Base(folder)))]); err != nil {
		return // not one of ours
	}
	info, err := os.Lstat(folder)
	if err != nil || !info.IsDir() || time.Since(info.ModTime()) < unfinished {
		return
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if name := entry.Name(); name != newName && !(name == "original" && entry.IsDir()) {
			return
		}
	}
	_ = os.RemoveAll(folder)
}
