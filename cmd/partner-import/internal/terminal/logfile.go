package terminal

import (
	"os"
	"sync"
)

// A logFile is the file of a log. It can be opened again by its name, for those who
// rotate logs. It is safe for concurrent use.
type logFile struct {
	path string
	mu   sync.Mutex
	file *os.File
}

func openLogFile(path string) (*logFile, error) {
	file, err := openAppending(path)
	if err != nil {
		return nil, err
	}
	return &logFile{path: path, file: file}, nil
}

func openAppending(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
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
	file, err := openAppending(f.path)
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
