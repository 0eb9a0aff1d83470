//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPageTellsNoSecret: whoever looks at the processes, the folder and what the program
// writes sees neither the secret of the address nor the key. The browser is started with
// the name of a private file.
func TestPageTellsNoSecret(t *testing.T) {
	api := serve(t)
	p := importing(t, api.url, "email,password\na@example.org,Hidden-Pass-12345\n")
	tools, seen := t.TempDir(), filepath.Join(t.TempDir(), "seen")
	write(t, filepath.Join(tools, "xdg-open"), "#!/bin/sh\nps -ww -e -o args > "+seen+".new\necho \"opened $@\" >> "+seen+".new\nmv "+seen+".new "+seen+"\n")
	if err := os.Chmod(filepath.Join(tools, "xdg-open"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.Args = append(p.Args[:1], "ui", "partners.csv")
	p.Env = append(p.Env, "PATH="+tools+":"+os.Getenv("PATH"))
	page := openPage(t, p)
	for late := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(seen); err == nil {
			break
		} else if time.Now().After(late) {
			t.Fatalf("the browser is not opened: %s", &page.stderr)
		}
	}
	secret, key := page.root[strings.LastIndexByte(page.root, '/')+1:], "sk_test_123456"
	if !page.send() {
		t.Fatal("the page does not send")
	}
	for late := time.Now().Add(time.Minute); !strings.Contains(page.get("/run"), "<title>Result"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("the import does not end")
		}
	}
	_ = page.Process.Kill()
	_ = page.Wait() // the log is complete
	processes := read(t, seen)
	if !strings.Contains(processes, "partners.csv") || !strings.Contains(processes, "open.html") {
		t.Fatalf("the processes are not there: %q", processes)
	}
	for what, text := range map[string]string{"the list of processes": processes, "the log": page.stderr.String()} {
		if len(secret) != 22 || strings.Contains(text, secret) || strings.Contains(text, key) {
			t.Errorf("%s has the secret %q or the key", what, secret)
		}
	}
	_ = filepath.WalkDir(page.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text := read(t, path)
		if strings.Contains(text, secret) || strings.Contains(text, key) {
			t.Errorf("%s has the secret or the key", path)
		}
		if filepath.Base(path) != "partners.csv" && strings.Contains(text, "Hidden-Pass") {
			t.Errorf("%s has a password", path)
		}
		return nil
	})
}
