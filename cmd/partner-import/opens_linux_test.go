package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// These tests find out which files the program opens, by tracing it. At each of their
// names they put what a hostile neighbour would. So a new output is tested when it is
// added.

// deeds are commands that together open every file that there is an option for.
func deeds(base string) [][]string {
	common := []string{
		"--config", "config.yaml", "--report", "out.report.csv", "--failed", "out.failed.csv", "--summary", "out.json", "--html", "out.html",
		"--log-file", "out.log",
	}
	sending := slices.Concat(common, []string{"--metrics-file", "out.prom", "--journal", "out.journal"})
	return [][]string{
		slices.Concat([]string{"validate", "in.csv"}, common),
		slices.Concat([]string{"import", "in.csv", "--api-key-file", "key", "--base-url", base, "--yes"}, sending),
		{"report", "in.csv", "--journal", "out.journal", "--report", "out.report.csv", "--failed", "out.failed.csv", "--summary", "out.json"},
		{"validate", "in.csv"},
		{"import", "in.csv", "--api-key-file", "key", "--base-url", base, "--yes"},
		{"import", "in.csv", "--sandbox"},
		{"validate", "in.csv", "--quiet"}, // once more, where outputs are that it looks into
	}
}

// scene makes a folder with the inputs of the deeds.
func scene(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "in.csv"), "email,name\nada@corp.test,Ada\nnobody,Bob\n")
	write(t, filepath.Join(dir, "key"), "sk_test_123456\n")
	write(t, filepath.Join(dir, "config.yaml"), "workers: 2\n")
	return dir
}

// act runs a deed and reports whether it ended. The time is only a bound for what
// would hang for ever.
func act(t *testing.T, dir, deed string, command ...string) (said string) {
	t.Helper()
	p := exec.Command(command[0], command[1:]...)
	p.Dir, p.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + t.TempDir()}
	var out bytes.Buffer
	p.Stdout, p.Stderr = &out, &out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	hang := time.AfterFunc(time.Minute, func() { _ = p.Process.Kill() })
	_ = p.Wait()
	if !hang.Stop() {
		t.Errorf("%s: it hangs: %s", deed, &out)
	}
	return out.String()
}

// opened returns the names in the folder that the deeds open.
func opened(t *testing.T, tracer, base string) []string {
	t.Helper()
	dir, names := scene(t), map[string]bool{}
	call := regexp.MustCompile(`open(?:at|at2)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)`)
	for i, deed := range deeds(base) {
		trace := filepath.Join(t.TempDir(), fmt.Sprint(i))
		said := act(t, dir, deed[0], append([]string{tracer, "-f", "-qq", "-s", "4096", "-e", "trace=open,openat,openat2", "-o", trace, program(t)}, deed...)...)
		text, err := os.ReadFile(trace)
		if err != nil || len(text) == 0 {
			t.Skipf("THE FILES THAT THE PROGRAM OPENS ARE NOT TESTED: %s cannot trace here (%v, %s)", tracer, err, said)
		}
		for _, match := range call.FindAllStringSubmatch(string(text), -1) {
			path := match[1]
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			if name, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(name) && name != "." && !strings.Contains(match[2], "O_DIRECTORY") {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// TestPlantedAtEveryName: links, pipes and devices at each name that the program opens.
// It ends, and changes nothing that is not its own.
func TestPlantedAtEveryName(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the program some hundred times")
	}
	tracer, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("THE FILES THAT THE PROGRAM OPENS ARE NOT TESTED: strace is not on the PATH (Debian: apt-get install strace)")
	}
	base := quickService(t)
	names := opened(t, tracer, base)
	t.Log(names)
	for _, must := range []string{"in.csv", "key", "config.yaml", "out.log", "out.journal", "out.journal-wal", ".out.report.csv.tmp", ".out.prom.tmp", "in.journal"} {
		if !slices.Contains(names, must) {
			t.Errorf("%s is not among the names that are opened: the trace is incomplete", must)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plantAt(t, base, name)
		})
	}
}

// plantAt does the deeds with each kind of thing at a name.
func plantAt(t *testing.T, base, name string) {
	const precious = "email,name\nada@corp.test,Ada\nnobody,Bob\n" // what an input may hold too
	kinds := map[string]func(path, victim string) error{
		"a link":                 func(path, victim string) error { return os.Symlink(victim, path) },
		"a hard link":            func(path, victim string) error { return os.Link(victim, path) },
		"a link to nothing":      func(path, victim string) error { return os.Symlink(victim+".new", path) },
		"a pipe":                 func(path, _ string) error { return syscall.Mkfifo(path, 0o600) },
		"a link to a device":     func(path, _ string) error { return os.Symlink("/dev/zero", path) },
		"a folder with a file":   func(path, _ string) error { return os.MkdirAll(filepath.Join(path, "x"), 0o700) },
		"a link to the terminal": func(path, _ string) error { return os.Symlink("/dev/tty", path) },
	}
	for kind, plant := range kinds {
		if name == "in.csv" && (kind == "a pipe" || strings.Contains(kind, "link to a")) {
			continue // an input may be a pipe or a device, and is read as long as it speaks
		}
		for i, deed := range deeds(base) {
			dir, victim := scene(t), filepath.Join(t.TempDir(), "victim")
			write(t, victim, precious)
			_ = os.Remove(filepath.Join(dir, name))
			if err := plant(filepath.Join(dir, name), victim); err != nil {
				t.Fatal(err)
			}
			what := fmt.Sprintf("%s %d with %s at %s", deed[0], i, kind, name)
			said := act(t, dir, what, append([]string{program(t)}, deed...)...)
			if got := read(t, victim); got != precious {
				t.Errorf("%s: the victim is now %q\n%s", what, got, said)
			}
			if _, err := os.Lstat(victim + ".new"); err == nil {
				t.Errorf("%s: a link was followed, and a file made\n%s", what, said)
			}
			if strings.Contains(said, "panic:") || strings.Contains(said, "goroutine ") {
				t.Errorf("%s: %s", what, said)
			}
		}
	}
}
