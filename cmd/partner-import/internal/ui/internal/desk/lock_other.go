//go:build !windows && !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package desk

import (
	"os"
	"partner-import/importer/plainfile"
)

// lockFile opens a private file. This system has no lock that ends with the program.
func lockFile(path string) (*os.File, error) {
	return plainfile.Update(path)
}
