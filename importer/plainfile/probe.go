package plainfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// probeName is always the same, so the next probe removes what a killed run left.
const probeName = ".partner-import.probe.tmp"

// Probe makes an empty private file in a folder, for a moment: it shows whether files
// can be made there, and who owns them. The caller closes it and removes it with
// [os.File.Name]. Several programs may probe a folder at once.
func Probe(folder string) (*os.File, error) {
	name := filepath.Join(folder, probeName)
	for range 3 {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
		_ = os.Remove(name)
	}
	// Another user's file, in a folder like /tmp, or many probes at once.
	return os.CreateTemp(folder, ".partner-import.*.tmp")
}
