package main

import (
	"errors"
	"fmt"
	"slices"
	"syscall"
	"testing"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestEndsAll: what the next file would meet as well ends the sequence. What is
// wrong with one file does not.
func TestEndsAll(t *testing.T) {
	stopped := func(reason stop.Reason) *importer.Summary { return &importer.Summary{StopReason: reason} }
	for _, tt := range []struct {
		name    string
		summary *importer.Summary
		status  int
		err     error
		want    bool
	}{
		{"all is well", stopped(""), 0, nil, false},
		{"some rows failed", stopped(""), 1, nil, false},
		{"a file is refused", nil, 2, &source.Error{}, false},
		{"an output is refused", nil, 2, fmt.Errorf("%w", &importer.OutputError{}), false},
		{"another run holds the journal", nil, 2, &importer.JournalError{}, false},
		{"the answer was no", nil, 2, importer.ErrDeclined, false},
		{"the key is refused", nil, 2, &client.Error{Kind: client.Unauthorized}, true},
		{"no connection", nil, 2, &client.Error{Kind: client.Unsent}, true},
		{"there is no key", nil, 2, usageError{"no key"}, true},
		{"anything else", nil, 2, errors.New("what is this"), true},
		{"too many rows of this file failed", stopped(stop.Failures), 3, nil, false},
		{"this file cannot be read to its end", stopped(stop.Input), 3, nil, false},
		{"the key was refused later", stopped(stop.Key), 3, nil, true},
		{"an outage", stopped(stop.Outage), 3, nil, true},
		{"the time is over", stopped(stop.Time), 3, nil, true},
		{"the time was over before it began", nil, 3, nil, true},
		{"the disk is full", stopped(stop.Disk), 3, nil, true},
		{"a signal", stopped(stop.Cancelled), exitSignal + int(syscall.SIGTERM), nil, true},
	} {
		r := &runner{summary: tt.summary}
		if got := r.endsAll(tt.status, tt.err); got != tt.want {
			t.Errorf("%s: it ends all: %v; want %v", tt.name, got, tt.want)
		}
	}
}

// TestWithoutOutputs: files that this tool wrote are not taken for lists of
// partners, unless they are rows to fix whose own file is not named.
func TestWithoutOutputs(t *testing.T) {
	for _, tt := range []struct{ paths, want []string }{
		{[]string{"a.csv", "b.xlsx"}, []string{"a.csv", "b.xlsx"}},
		{[]string{"a.csv", "a.report.csv", "a.check.csv", "a.sandbox.report.csv"}, []string{"a.csv"}},
		{[]string{"a.csv", "a.failed.csv", "a.check.failed.csv", "a.sandbox.failed.csv"}, []string{"a.csv"}},
		{[]string{"in/a.csv.gz", "in/a.failed.csv"}, []string{"in/a.csv.gz"}},
		{[]string{"a.xlsx", "a.failed.csv"}, []string{"a.xlsx"}},
		{[]string{"a.failed.csv", "b.failed.csv"}, []string{"a.failed.csv", "b.failed.csv"}},
		{[]string{"b.csv", "in/b.failed.csv"}, []string{"b.csv", "in/b.failed.csv"}},
		{[]string{"report.csv", "failed.csv"}, []string{"report.csv", "failed.csv"}},
	} {
		if got, _ := withoutOutputs(tt.paths); !slices.Equal(got, tt.want) {
			t.Errorf("of %q it takes %q; want %q", tt.paths, got, tt.want)
		}
	}
}
