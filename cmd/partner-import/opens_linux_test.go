package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// These tests find out which files the program opens, by tracing it. At each of their
// names they put what a hostile neighbour would. So a new output is tested when it is
// added.

// A deed is a command, and the folder that it is done in.
type deed struct {
	args  []string
	after bool // there were imports in the folder
}

// pageDeed is the deed that serves the page: somebody walks through it.
const pageDeed = "ui"

// deeds are commands that together open every file that there is an option for.
func deeds(base string) []deed {
	common := []string{
		"--config", "config.yaml", "--report", "out.report.csv", "--failed", "out.failed.csv", "--summary", "out.json", "--html", "out.html",
		"--log-file", "out.log",
	}
	sending := slices.Concat(common, []string{"--metrics-file", "out.prom", "--journal", "out.journal"})
	account := []string{"--api-key-file", "key", "--base-url", base}
	past := slices.Concat(account, []string{"--config", "config.yaml", "--journal", "out.journal", "--log-file", "out.log", "--report", "past.csv", "--summary", "past.json"})
	return []deed{
		{args: slices.Concat([]string{"validate", "in.csv"}, common)},
		{args: slices.Concat([]string{"import", "in.csv", "--yes"}, account, sending)},
		{args: []string{"validate", "in.csv", "--from", "./own.yaml", "--key-from", "name", "--failed", "out.failed.xlsx", "--carry", "name"}},
		{args: []string{"validate", "in.csv"}},
		{args: slices.Concat([]string{"import", "in.csv", "--yes"}, account)},
		{args: []string{"import", "in.csv", "--sandbox"}},
		{args: []string{"template", "-o", "new.csv"}},
		{after: true, args: []string{"report", "in.csv", "--journal", "out.journal", "--report", "out.report.csv", "--failed", "out.failed.csv", "--summary", "out.json"}},
		{after: true, args: []string{"validate", "in.csv", "--quiet"}}, // where outputs are that it looks into
		{after: true, args: slices.Concat([]string{"import", "in.csv", "--yes"}, account)},
		{after: true, args: slices.Concat([]string{"undo", "in.csv", "--yes", "9"}, past)},
		{after: true, args: slices.Concat([]string{"undo", "in.csv", "--yes", "9", "--restore"}, account)},
		{after: true, args: slices.Concat([]string{"verify", "in.csv"}, past)},
		{after: true, args: slices.Concat([]string{"verify", "in.csv"}, account)},
		{after: true, args: slices.Concat([]string{pageDeed, "desk", "--no-browser"}, account)},
	}
}

// scenes are folders to copy: with the inputs of the deeds, and with what imports of them
// left.
type scenes struct{ fresh, after string }

func newScenes(t *testing.T, base string) scenes {
	t.Helper()
	s := scenes{fresh: t.TempDir()}
	write(t, filepath.Join(s.fresh, "in.csv"), "email,name\nada@corp.test,Ada\nnobody,Bob\n")
	write(t, filepath.Join(s.fresh, "key"), "sk_test_123456\n")
	write(t, filepath.Join(s.fresh, "config.yaml"), "workers: 2\n")
	write(t, filepath.Join(s.fresh, "own.yaml"), "name: own\ntitle: Own\nfile: own\ncertainty: users\nsource: ours\nsignature: [email, name]\ncolumns:\n  email: email\n")
	s.after = s.copy(t, deed{})
	for _, d := range deeds(base) {
		if d.args[0] == "import" && !d.after && !slices.Contains(d.args, "--sandbox") {
			act(t, s.after, "a first import", append([]string{program(t)}, d.args...)...)
		}
	}
	act(t, s.after, "the page", append([]string{program(t)}, pageDeed, "desk", "--no-browser", "--api-key-file", "key", "--base-url", base)...)
	return s
}

// copy makes the folder of a deed.
func (s scenes) copy(t *testing.T, d deed) string {
	t.Helper()
	from, to := s.fresh, t.TempDir()
	if d.after {
		from = s.after
	}
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(from, path)
		switch {
		case err != nil || name == ".":
			return err
		case entry.IsDir():
			return os.Mkdir(filepath.Join(to, name), 0o700)
		}
		content, err := os.ReadFile(path)
		return cmp.Or(err, os.WriteFile(filepath.Join(to, name), content, 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// act runs a command and reports whether it ended. The time is only a bound for what
// would hang for ever. A page is used, and then stopped.
func act(t *testing.T, dir, what string, command ...string) string {
	t.Helper()
	p := exec.Command(command[0], command[1:]...)
	p.Dir, p.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + t.TempDir()}
	var out bytes.Buffer
	p.Stderr = &out
	said, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	hang := time.AfterFunc(time.Minute, func() { _ = p.Process.Kill() })
	lines := bufio.NewReader(said)
	if slices.Contains(command, pageDeed) {
		if address, err := lines.ReadString('\n'); err == nil {
			walk(strings.TrimSpace(address))
		}
		pids := []int{p.Process.Pid}
		if own, err := os.ReadFile(fmt.Sprintf("/proc/%[1]d/task/%[1]d/children", p.Process.Pid)); err == nil { // of strace
			for _, field := range strings.Fields(string(own)) {
				pid, _ := strconv.Atoi(field)
				pids = append(pids, pid)
			}
		}
		_ = syscall.Kill(pids[len(pids)-1], syscall.SIGTERM)
	}
	_, _ = io.Copy(&out, lines)
	_ = p.Wait()
	if !hang.Stop() {
		t.Errorf("%s: it hangs: %s", what, &out)
	}
	return out.String()
}

// walk uses a page as a person does: from a file to its result.
func walk(address string) {
	client := &http.Client{Timeout: 10 * time.Second}
	do := func(method, path, body string) string {
		r, err := http.NewRequest(method, address+path, strings.NewReader(body))
		if err != nil {
			return ""
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-File-Name", "in.csv")
		answer, err := client.Do(r)
		if err != nil {
			return ""
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		return string(text)
	}
	found := regexp.MustCompile(`/i/([0-9a-f]+)/`).FindStringSubmatch(do("GET", "", ""))
	if found == nil {
		do("POST", "imports", "email,name\nada@corp.test,Ada\nnobody,Bob\n")
		if found = regexp.MustCompile(`/i/([0-9a-f]+)/`).FindStringSubmatch(do("GET", "", "")); found == nil {
			return
		}
	}
	at := "i/" + found[1] + "/"
	do("GET", at+"columns", "")
	do("POST", at+"columns", "to=check")
	for range 50 {
		if do("GET", at+"check", ""); !strings.Contains(do("GET", at+"standing", ""), `"checking":true`) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	do("POST", at+"skip", `{"row":1,"skip":true}`)
	do("GET", at+"plan", "")
	do("POST", at+"run", "")
	for range 50 {
		if strings.Contains(do("GET", at+"result", ""), "report.csv") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	do("GET", at+"files/report.csv", "")
}

// opened returns the names in the folder that a deed opens.
func (s scenes) opened(t *testing.T, tracer string, d deed) []string {
	t.Helper()
	dir, names := s.copy(t, d), map[string]bool{}
	call := regexp.MustCompile(`open(?:at|at2)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)`)
	trace := filepath.Join(t.TempDir(), "trace")
	said := act(t, dir, d.args[0], append([]string{tracer, "-f", "-qq", "-s", "4096", "-e", "trace=open,openat,openat2", "-o", trace, program(t)}, d.args...)...)
	text, err := os.ReadFile(trace)
	if err != nil || len(text) == 0 {
		t.Skipf("THE FILES THAT THE PROGRAM OPENS ARE NOT TESTED: %s cannot trace here (%v, %s)", tracer, err, said)
	}
	for _, match := range call.FindAllStringSubmatch(string(text), -1) {
		path := match[1]
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		if parent, err := os.Stat(filepath.Dir(path)); err != nil || !parent.IsDir() {
			continue // there can be nothing
		}
		name, err := filepath.Rel(dir, path)
		if err == nil && filepath.IsLocal(name) && name != "." && !strings.Contains(match[2], "O_DIRECTORY") && !strings.Contains(match[2], "O_TMPFILE") {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// TestPlantedAtEveryName: links, pipes and devices at each name that the program opens.
// It ends, and changes nothing that is not its own. It is one name in four, another one
// each day, and all of them in `make torture`.
func TestPlantedAtEveryName(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the program some hundred times")
	}
	t.Parallel()
	tracer, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("THE FILES THAT THE PROGRAM OPENS ARE NOT TESTED: strace is not on the PATH (Debian: apt-get install strace)")
	}
	base := quickService(t)
	s, all := newScenes(t, base), map[string]bool{}
	every := 4
	if os.Getenv("TORTURE") != "" {
		every = 1
	}
	for _, d := range deeds(base) {
		names := s.opened(t, tracer, d)
		t.Log(d.args, names)
		for _, name := range names {
			all[name] = true
			if (len(all)+time.Now().YearDay())%every > 0 {
				continue
			}
			t.Run(d.args[0]+" "+name, func(t *testing.T) {
				t.Parallel()
				s.plantAt(t, d, name)
			})
		}
	}
	day := filepath.Join("desk", time.Now().Format(time.DateOnly)+" in")
	for _, must := range []string{
		"in.csv", "key", "config.yaml", "own.yaml", "out.log", "out.journal", "out.journal-wal", ".out.report.csv.tmp", ".out.prom.tmp", "in.journal",
		".out.failed.xlsx.tmp", ".past.csv.tmp", ".past.json.tmp", ".in.undo.csv.tmp", ".in.verify.csv.tmp", "new.csv",
		filepath.Join(day, "import.json"), filepath.Join(day, ".new-import.json"), filepath.Join(day, "edits.jsonl"),
	} {
		if !all[must] {
			t.Errorf("%s is not among the names that are opened: the trace is incomplete", must)
		}
	}
}

// plantAt does a deed with each kind of thing at a name.
func (s scenes) plantAt(t *testing.T, d deed, name string) {
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
		dir, victim := s.copy(t, d), filepath.Join(t.TempDir(), "victim")
		write(t, victim, precious)
		_ = os.RemoveAll(filepath.Join(dir, name))
		if err := plant(filepath.Join(dir, name), victim); err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("%v with %s at %s", d.args, kind, name)
		said := act(t, dir, what, append([]string{program(t)}, d.args...)...)
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
