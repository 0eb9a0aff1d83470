//go:build unix

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"partner-import/client/sandbox"
)

// TestIgnoredSignalsStayIgnored: what was ignored when the program started ends
// nothing: nohup ignores SIGHUP, and a shell ignores SIGINT for what it starts in the
// background.
func TestIgnoredSignalsStayIgnored(t *testing.T) {
	const rows = 200
	text, _ := generate(rows)
	for name, signal := range map[string]syscall.Signal{"HUP": syscall.SIGHUP, "INT": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, "--latency", "20ms")
			run := importing(t, api.url, text, "--rate", "100000/s")
			shell := prepare(t, run.Dir, run.Env, "/bin/sh", append([]string{"-c", "trap '' " + name + `; exec "$@"`, "sh", run.Path}, run.Args[1:]...)...)
			shell.begin(t)
			api.await(t, 40)
			for range 3 {
				if err := shell.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
			}
			if got := shell.status(t); got != 0 {
				t.Errorf("exit status %d; want 0\n%s", got, &shell.stderr)
			}
			creates(t, api, rows)
		})
	}
}

// TestHangUp: SIGHUP opens the log again, if it is in a file, and stops the run
// otherwise. What is logged is in the old file or in the new one.
func TestHangUp(t *testing.T) {
	const rows = 200
	text, _ := generate(rows)
	taken := make(chan os.Signal, 1)
	signal.Notify(taken, syscall.SIGHUP) // else the program inherits that nohup ignores it
	t.Cleanup(func() { signal.Stop(taken) })
	for _, tt := range []struct {
		name   string
		flags  []string
		status int
	}{
		{"in a file", []string{"--log-file", "import.log"}, 0},
		{"nowhere", nil, 129},
		{"on stderr", []string{"--log-file", "-"}, 129},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, "--latency", "20ms")
			run := importing(t, api.url, text, append(tt.flags, "--rate", "100000/s", "--log-level", "debug", "--log-format", "json")...)
			run.begin(t)
			api.await(t, 40)
			old := tt.status == 0
			if old {
				if err := os.Rename(run.file("import.log"), run.file("import.log.1")); err != nil {
					t.Fatal(err)
				}
			}
			if err := run.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
			if got := run.status(t); got != tt.status {
				t.Errorf("exit status %d; want %d\n%s", got, tt.status, &run.stderr)
			}
			if !old {
				return
			}
			before, after := read(t, run.file("import.log.1")), read(t, run.file("import.log"))
			if n := strings.Count(before+after, `"msg":"row ended"`); n != rows || !strings.Contains(after, `"msg":"run ended"`) || !strings.Contains(before, `"msg":"run started"`) {
				t.Errorf("the old log has %d bytes, the new one %d, and they tell of %d rows; want %d", len(before), len(after), n, rows)
			}
		})
	}
}

// TestUntilKnowsTheZone: the start says until when a run runs, with the time zone, and
// a zone that cannot be read is refused.
func TestUntilKnowsTheZone(t *testing.T) {
	api := serve(t)
	run := importing(t, api.url, "email\na@partners.eu\n", "--until", "06:00", "--log-file", "log")
	run.Env = append(run.Env, "TZ=Etc/GMT-14")
	run.run(t, 0)
	if said := run.stderr.String(); !strings.Contains(said, "It stops at ") || !strings.Contains(said, "06:00 +14 if it is not done by then.") {
		t.Errorf("it says\n%s\nwant until when it runs, with the time zone", said)
	}
	if log := read(t, run.file("log")); !strings.Contains(log, `"until": "2`) || !strings.Contains(log, "+14:00") {
		t.Errorf("the log does not say until when:\n%s", log)
	}

	run = importing(t, api.url, "email\na@partners.eu\n", "--until", "06:00")
	run.Env = append(run.Env, "TZ=CET-1CEST,M3.5.0,M10.5.0/3")
	run.run(t, 2)
	want := `partner-import: --until: the time zone "CET-1CEST,M3.5.0,M10.5.0/3" in the environment variable TZ cannot be read; set TZ to a name like Europe/Berlin or UTC`
	if got := strings.TrimSpace(run.stderr.String()); got != want {
		t.Errorf("it says %q; want %q", got, want)
	}
}

// TestStoppedWhileItWaits: a night that ends while it still waits for Partnero leaves a
// summary of its own.
func TestStoppedWhileItWaits(t *testing.T) {
	for name, tt := range map[string]struct {
		flags  []string
		signal bool
		status int
	}{
		"its time is over": {[]string{"--max-duration", "700ms"}, false, 3},
		"a signal":         {nil, true, 143},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var away atomic.Bool
			asked := make(chan struct{}, 100)
			api := sandbox.New(sandbox.Options{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if away.Load() {
					asked <- struct{}{}
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				api.ServeHTTP(w, r)
			}))
			defer server.Close()
			run := importing(t, server.URL+"/v1", "email\na@partners.eu\n", tt.flags...)
			prepare(t, run.Dir, run.Env, run.Path, "import", "partners.csv").run(t, 0)
			away.Store(true)
			run.begin(t)
			<-asked
			if tt.signal {
				_ = run.Process.Signal(syscall.SIGTERM)
			}
			if got := run.status(t); got != tt.status {
				t.Errorf("exit status %d; want %d\n%s", got, tt.status, &run.stderr)
			}
			summary := read(t, run.file("partners.summary.json"))
			if !strings.Contains(summary, fmt.Sprintf(`"exit_status": %d`, tt.status)) || !strings.Contains(summary, "not started: stopped before anything was sent") {
				t.Errorf("the summary is\n%s\nand it says\n%s", summary, &run.stderr)
			}
		})
	}
}
