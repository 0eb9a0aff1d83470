//go:build !windows && !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package desk

import "os"

// lockFile opens a private file. This system has no lock that ends with the program.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
