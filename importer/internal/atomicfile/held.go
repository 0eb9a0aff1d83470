package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// IsHeld reports whether an error says that another user, another program or the
// system keeps a file from being replaced. The same folder may take a file of another
// name.
func IsHeld(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrExist) || isBusy(err)
}

// Numbered is another name for a file: partners.report.csv becomes
// partners.report-2.csv.
func Numbered(path string, n int) string {
	ending := filepath.Ext(path)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, ending), n, ending)
}
