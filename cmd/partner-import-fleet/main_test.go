package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// command runs the program without Temporal, and returns what it says.
func command(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	t.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
	var out, complaints bytes.Buffer
	status = run(args, environment{stdout: &out, stderr: &complaints, lookup: os.Getenv, signals: make(chan os.Signal), now: time.Now})
	return status, out.String(), complaints.String()
}

// TestErrors: each mistake is one line, which begins with the program and ends in what to
// do, and the exit status is 2.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	wrong := filepath.Join(dir, "wrong.yaml")
	if err := os.WriteFile(wrong, []byte("stor: file:///x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, says string }{
		{"lst", `did you mean "list"?`},
		{"run acme", "run takes a customer and a file, such as: partner-import-fleet run acme partners"},
		{"stop", "stop takes a run"},
		{"apply " + wrong, wrong + `:1:1: there is no "stor" here; did you mean "store"?`},
		{"apply " + filepath.Join(dir, "none.yaml"), "name your fleet.yaml"},
		{"run acme partners --config " + filepath.Join(dir, "none.yaml"), "there is no file"},
		{"list --most 0", "--most must be 1 or more"},
		{"worker", "set FLEET_SECRETS to the folder with the keys"},
		{"list", "no Temporal answers at 127.0.0.1:1"},
	} {
		t.Setenv("FLEET_SECRETS", "")
		status, out, complaint := command(t, strings.Fields(tt.args)...)
		if status != notStarted || out != "" || !strings.HasPrefix(complaint, "partner-import-fleet: ") || !strings.Contains(complaint, tt.says) || strings.Count(complaint, "\n") != 1 {
			t.Errorf("%s: exit status %d, %q, %q; want %q", tt.args, status, out, complaint, tt.says)
		}
	}
}

// TestHelp: every command has an example, and what it does in a sentence.
func TestHelp(t *testing.T) {
	for _, c := range root().Commands() {
		if !c.Hidden && (c.Example == "" || c.Short == "" || c.Long == "") {
			t.Errorf("%s has no example or no help", c.Name())
		}
		for line := range strings.Lines(c.Long) {
			if len(line) > 90 {
				t.Errorf("%s: %q is too long for a terminal", c.Name(), line)
			}
		}
	}
	if status, out, _ := command(t, "--help"); status != 0 || !strings.Contains(out, "fleet.yaml") {
		t.Errorf("--help: %d, %q", status, out)
	}
}
