//go:build !unix

package plainfile

import "os"

// openNoFollow refuses what is a link now. Only administrators and developers can make
// links on Windows.
func openNoFollow(path string, flags int, mode os.FileMode) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSymlink != 0 {
		return nil, failed(path, ErrLink)
	}
	return os.OpenFile(path, flags, mode)
}

func openFollow(path string) (*os.File, error) { return os.Open(path) }

func checkLink(string) error { return nil }

func hasTwoNames(*os.File) bool { return false }

// OthersMayRead is not known here.
func OthersMayRead(string) bool { return false }
