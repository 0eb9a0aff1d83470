package trial

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A Run is one line of "list --json".
type Run struct {
	Run        string         `json:"run"`
	RunID      string         `json:"run_id"`
	Customer   string         `json:"customer"`
	File       string         `json:"file"`
	State      string         `json:"state"`
	Rows       int            `json:"rows"`
	Done       int            `json:"done"`
	Attempt    int            `json:"attempt"`
	Worker     string         `json:"worker"`
	Why        string         `json:"why"`
	ExitStatus *int           `json:"exit_status"`
	Counts     map[string]int `json:"counts"`
}

// IsOver reports whether the run has ended.
func (r Run) IsOver() bool { return r.State == "done" || r.State == "failed" || r.State == "stopped" }

// Command runs a command of partner-import-fleet.
func (t *Trial) Command(args ...string) (stdout, stderr string, status int, err error) {
	c := exec.Command(t.binary, args...)
	c.Env, c.Dir = t.environment(), t.folder
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	err = c.Run()
	if _, is := err.(*exec.ExitError); is {
		err = nil
	}
	if err != nil {
		return "", "", -1, err
	}
	return out.String(), said.String(), c.ProcessState.ExitCode(), nil
}

// Must is Command where anything but exit status 0 is an error.
func (t *Trial) Must(args ...string) (string, error) {
	stdout, stderr, status, err := t.Command(args...)
	if err == nil && status != 0 {
		err = fmt.Errorf("partner-import-fleet %s = %d: %s", strings.Join(args, " "), status, strings.TrimSpace(stderr))
	}
	return stdout, err
}

// Begin begins a run of a file, and returns its name.
func (t *Trial) Begin(f *File) (string, error) {
	out, err := t.Must("run", f.customer.Name, f.Name)
	return strings.TrimSpace(out), err
}

// List returns the runs, of that customer or of all.
func (t *Trial) List(customer ...string) ([]Run, error) {
	out, err := t.Must(append([]string{"list", "--json"}, customer...)...)
	if err != nil {
		return nil, err
	}
	var runs []Run
	for line := range strings.Lines(out) {
		var r Run
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return nil, fmt.Errorf("list --json: %w: %s", err, line)
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// Find returns a run by its name.
func (t *Trial) Find(run string) (Run, error) {
	customer, _, _ := strings.Cut(run, "/")
	runs, err := t.List(customer)
	for _, r := range runs {
		if r.Run == run {
			return r, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("the list has no run %q", run)
	}
	return Run{}, err
}

// Await looks at a run until it is as wanted. The error says how it was at last.
func (t *Trial) Await(run string, most time.Duration, isWanted func(Run) bool) (last Run, err error) {
	for began := time.Now(); time.Since(began) < most; time.Sleep(250 * time.Millisecond) {
		if last, err = t.Find(run); err == nil && isWanted(last) {
			return last, nil
		}
	}
	if err != nil {
		return last, err
	}
	return last, fmt.Errorf("the run %q is not as it should be after %v: %+v", run, most, last)
}

// Reports fetches the files of a run, and returns their folder.
func (t *Trial) Reports(run string) (string, error) {
	folder, err := os.MkdirTemp(t.path("reports"), "run-")
	if err != nil {
		return "", err
	}
	_, err = t.Must("report", run, "-o", folder)
	return folder, err
}
