// Package browser opens a page in the browser of the person.
//
// The address of the page has a secret in it, and every user of a machine can read
// command lines. So the browser gets the name of a private file that leads on to the
// address.
package browser

import (
	"context"
	"fmt"
	"html/template"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// keep is how long the file stays: a browser that starts cold takes some seconds.
const keep = 30 * time.Second

const leads = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={{.}}"><title>partner-import</title><a href="{{.}}">partner-import</a>
`

const (
	pattern = "partner-import-open-*"
	page    = "open.html"
)

// sweep removes what killed programs left. Their secrets open nothing any more.
func sweep(folder string) {
	names, _ := filepath.Glob(filepath.Join(folder, pattern))
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && info.IsDir() && time.Since(info.ModTime()) > 10*keep {
			_ = os.Remove(filepath.Join(name, page))
			_ = os.Remove(name)
		}
	}
}

// Open opens the address, and returns at once. The file that leads to it is removed
// soon, or when ctx ends.
func Open(ctx context.Context, address string) error {
	sweep(os.TempDir())
	folder, err := os.MkdirTemp("", pattern) // 0700
	if err != nil {
		return err
	}
	path := filepath.Join(folder, page)
	if err := write(path, address); err != nil {
		os.RemoveAll(folder)
		return err
	}
	name, args := program(runtime.GOOS, path)
	command := exec.Command(name, args...)
	if err := command.Start(); err != nil {
		os.RemoveAll(folder)
		return fmt.Errorf("%s: %w", name, err)
	}
	go func() {
		_ = command.Wait()
		select {
		case <-ctx.Done():
		case <-time.After(keep):
		}
		os.RemoveAll(folder)
	}()
	return nil
}

func write(path, address string) error {
	page, err := template.New("").Parse(leads)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	return page.Execute(file, template.URL(address))
}

// program is what opens a file on a system, as a double click does.
func program(system, path string) (string, []string) {
	switch system {
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", path}
	case "darwin":
		return "open", []string{path}
	}
	return "xdg-open", []string{path}
}
