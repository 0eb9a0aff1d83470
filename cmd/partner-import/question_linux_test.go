package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A pty is a pseudo-terminal: the end that the program sees as a person's, and the
// end that the test reads.
type pty struct {
	program *os.File
	ours    *os.File

	mu    sync.Mutex
	shown bytes.Buffer
}

func openTerminal(t *testing.T) *pty {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	t.Cleanup(func() { ours.Close() })
	n, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("the terminal cannot be opened: ", err)
	}
	t.Cleanup(func() { program.Close() })
	screen := &pty{program: program, ours: ours}
	go screen.read(ours)
	return screen
}

func (s *pty) read(from *os.File) {
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		s.mu.Lock()
		s.shown.Write(buffer[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *pty) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

// await waits until the terminal shows the text.
func (s *pty) await(t *testing.T, text string) {
	t.Helper()
	s.awaitCount(t, text, 1)
}

// awaitCount waits until the terminal shows the text n times.
func (s *pty) awaitCount(t *testing.T, text string, n int) {
	t.Helper()
	for range 2000 {
		if strings.Count(s.text(), text) >= n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the terminal never shows %q; it shows\n%s", text, s.text())
}

// TestStopWhileAsking: a run that waits for a person's answer can be stopped like
// any other: nothing is sent, and log, metrics and journal are closed.
func TestStopWhileAsking(t *testing.T) {
	for _, tt := range []struct {
		name   string
		flags  []string
		signal syscall.Signal
		status int
		says   string
	}{
		{"SIGINT", nil, syscall.SIGINT, 130, "stopped (interrupt) before anything was sent."},
		{"SIGTERM", nil, syscall.SIGTERM, 143, "stopped (terminated) before anything was sent."},
		{"time", []string{"--max-duration", "4s"}, 0, exitStopped, "stopped (--max-duration 4s is over) before anything was sent.\r\n  Run the same command again, with more time."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api, screen := serve(t), openTerminal(t)
			run := importing(t, api.url, "email\na@example.com\n", append(tt.flags, "--log-file", "log", "--log-format", "json", "--metrics-file", "m.prom")...)
			run.Stdin, run.Stderr = screen.program, screen.program
			run.Env = append(run.Env, "NO_COLOR=1", "LANG=C.UTF-8")
			run.begin(t)
			screen.await(t, "[y/N] ")
			if tt.signal != 0 {
				if err := run.Process.Signal(tt.signal); err != nil {
					t.Fatal(err)
				}
			}
			if got := run.status(t); got != tt.status {
				t.Errorf("exit status %d; want %d", got, tt.status)
			}
			screen.await(t, "[y/N] \r\npartner-import: "+tt.says+"\r\n")
			if made := api.created(t); len(made) > 0 {
				t.Errorf("%v was created", made)
			}
			checkClosed(t, run.Dir, tt.status)
		})
	}
}

// TestSeveralAsked: of several files, each has its own question. A no leaves out one
// file, and a signal at a question ends the sequence.
func TestSeveralAsked(t *testing.T) {
	api, screen := serve(t), openTerminal(t)
	run := importing(t, api.url, "email\na@example.com\n")
	run.Args = append(run.Args[:1], "import", "a.csv", "b.csv", "c.csv", "d.csv")
	for _, name := range []string{"a", "b", "c", "d"} {
		write(t, filepath.Join(run.Dir, name+".csv"), "email\n"+name+"@example.com\n")
	}
	run.Stdin, run.Stderr = screen.program, screen.program
	run.begin(t)
	for i, answer := range []string{"n\n", "y\n"} {
		screen.awaitCount(t, "[y/N] ", i+1)
		if _, err := screen.ours.WriteString(answer); err != nil {
			t.Fatal(err)
		}
	}
	screen.awaitCount(t, "[y/N] ", 3)
	if err := run.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := run.status(t); got != 130 {
		t.Errorf("exit status %d; want 130", got)
	}
	screen.await(t, "still to do: d.csv.")
	screen.await(t, "not started: 1 of the files\r\n  a.csv: ")
	if made := api.created(t); len(made) != 1 || made["b@example.com"] == "" {
		t.Errorf("%v was created; want b@example.com alone", made)
	}
}

// checkClosed: the log and the metrics say how the run ended, and there is no other
// file next to the input.
func checkClosed(t *testing.T, dir string, status int) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(read(t, filepath.Join(dir, "log"))), "\n")
	var last struct {
		Msg    string
		Status int `json:"exit_status"`
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || last.Msg != "run stopped before it began" || last.Status != status {
		t.Errorf("the log ends with %s, %v; want that the run stopped with %d", lines[len(lines)-1], err, status)
	}
	metrics := read(t, filepath.Join(dir, "m.prom"))
	for _, want := range []string{fmt.Sprintf(`exit_status{import="m"} %d`, status), `running{import="m"} 0`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s:\n%s", want, metrics)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("the folder holds %v, %v; want input, log and metrics", left, err)
	}
}
