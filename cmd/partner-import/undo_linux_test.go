package main

import (
	"strings"
	"syscall"
	"testing"
)

// TestUndoAsks: at a terminal, an undo begins when the number of partners was typed.
// To delete them is asked for twice.
func TestUndoAsks(t *testing.T) {
	for _, tt := range []struct {
		name   string
		flags  []string
		types  []string // after each question
		signal bool     // at the last question
		status int
		says   string
		did    string // the action in the ledger
	}{
		{"the number", nil, []string{"2"}, false, exitOK, "2 partners archived", "archive"},
		{"another number first", nil, []string{"3", "2"}, false, exitOK, "That is not 2.", "archive"},
		{"nothing", nil, []string{""}, false, exitNotStarted, "nothing was changed", ""},
		{"no", nil, []string{"no"}, false, exitNotStarted, "nothing was changed", ""},
		{"a signal", nil, nil, true, 130, "stopped (interrupt) before anything was sent.", ""},
		{"twice", []string{"--permanently"}, []string{"2", "delete"}, false, exitOK, "2 partners deleted", "delete"},
		{"once", []string{"--permanently"}, []string{"2", ""}, false, exitNotStarted, "nothing was changed", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api, screen := serve(t), openTerminal(t)
			p := importing(t, api.url, "email\na@example.com\nb@example.com\n", "--quiet")
			p.run(t, exitOK)
			run := p.again(t)
			run.Args = append([]string{run.Path, "undo", "partners.csv"}, tt.flags...)
			run.Stdin, run.Stderr = screen.program, screen.program
			run.Env = append(run.Env, "NO_COLOR=1", "LANG=C.UTF-8")
			run.begin(t)
			for i, answer := range tt.types {
				screen.awaitCount(t, "to continue: ", i+1)
				if _, err := screen.ours.WriteString(answer + "\n"); err != nil {
					t.Fatal(err)
				}
			}
			if tt.signal {
				screen.await(t, "to continue: ")
				if err := run.Process.Signal(syscall.SIGINT); err != nil {
					t.Fatal(err)
				}
			}
			if got := run.status(t); got != tt.status {
				t.Errorf("exit status %d; want %d\n%s", got, tt.status, screen.text())
			}
			screen.await(t, tt.says)
			did := map[string]int{}
			for _, e := range api.entries(t) {
				if e.Action != "" {
					did[e.Action]++
				}
			}
			if tt.did == "" && len(did) > 0 || tt.did != "" && did[tt.did] != 2 {
				t.Errorf("the ledger has %v; want 2 of %q", did, tt.did)
			}
			if strings.Contains(screen.text(), "panic") {
				t.Error(screen.text())
			}
		})
	}
}

// TestUndoLog: where the log is all that is written, it says why an undo did not start,
// and how it ended.
func TestUndoLog(t *testing.T) {
	api := serve(t)
	p := importing(t, api.url, "email\na@example.com\n", "--quiet")
	p.run(t, exitOK)
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"undo", "partners.csv"}, exitNotStarted, "there is no terminal to ask for the number"},
		{[]string{"undo", "partners.csv", "--yes", "1"}, exitOK, `"msg":"run ended","exit_status":0,"rows":1`},
		{[]string{"verify", "partners.csv"}, exitOK, `"msg":"run ended","exit_status":0,"rows":1`},
		{[]string{"verify", "nothing.csv"}, exitNotStarted, `"msg":"run not started"`},
	} {
		run := p.again(t)
		run.Args = append(append([]string{run.Path}, tt.args...), "--log-format", "json")
		run.run(t, tt.status)
		if !strings.Contains(run.stderr.String(), tt.says) {
			t.Errorf("%v: the log says\n%s\nwant %q", tt.args, &run.stderr, tt.says)
		}
	}
}
