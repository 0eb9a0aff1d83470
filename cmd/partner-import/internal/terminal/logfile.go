package terminal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"partner-import/importer/plainfile"
	"path/filepath"
	"strings"
	"sync"
)

// A logFile is the file of a log. It can be opened again by its name, for those who
// rotate logs. It is safe for concurrent use.
type logFile struct {
	path string
	mu   sync.Mutex
	file *os.File
}

// mostNames is how many other names are tried for a log.
const mostNames = 9

// openLogFile opens a log to append to it. If the file belongs to another user, as when
// the import once ran as root, the log gets another name, which the path of the result
// tells.
func openLogFile(path string) (*logFile, error) {
	file, err := plainfile.Append(path)
	stem, ending := strings.TrimSuffix(path, filepath.Ext(path)), filepath.Ext(path)
	for n := 2; errors.Is(err, fs.ErrPermission) && n <= mostNames; n++ {
		other := fmt.Sprintf("%s-%d%s", stem, n, ending)
		if second, failed := plainfile.Append(other); failed == nil {
			return &logFile{path: other, file: second}, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return &logFile{path: path, file: file}, nil
}

// Write is part of io.Writer.
func (f *logFile) Write(text []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Write(text)
}

// reopen continues in the file that has the name now. If that cannot be opened, the log
// continues where it was.
func (f *logFile) reopen() error {
	file, err := plainfile.Append(f.path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.file
	f.file = file
	return old.Close()
}

func (f *logFile) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Close()
}
