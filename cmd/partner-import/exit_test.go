package main

import (
	"syscall"
	"testing"

	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// TestStatusOf: with --fail-on new, rows that were bad before do not make the exit
// status 1; a new one, a stop and --strict do as always.
func TestStatusOf(t *testing.T) {
	counts := func(created, exists, invalid, unsent int) map[row.Status]int {
		return map[row.Status]int{row.Created: created, row.Exists: exists, row.Invalid: invalid, row.Unsent: unsent}
	}
	for _, tt := range []struct {
		name     string
		counts   map[row.Status]int
		known    int
		err      error
		any, new int
	}{
		{"all is well", counts(7, 3, 0, 0), 0, nil, 0, 0},
		{"all bad rows are known", counts(5, 3, 2, 0), 2, nil, 1, 0},
		{"one of them is new", counts(5, 3, 2, 0), 1, nil, 1, 1},
		{"nothing is known", counts(5, 3, 2, 0), 0, nil, 1, 1},
		{"some rows were not sent", counts(5, 2, 2, 1), 2, nil, 1, 1},
		{"no row is good", counts(0, 0, 10, 0), 10, nil, 1, 0},
		{"a stop", counts(5, 2, 2, 1), 3, &stop.Error{Reason: stop.Outage}, 3, 3},
		{"a signal", counts(5, 2, 2, 1), 3, &stop.Error{Reason: stop.Cancelled, Err: signalled{syscall.SIGTERM}}, 143, 143},
		{"--strict", counts(0, 0, 2, 8), 10, importer.ErrStrict, 1, 1},
	} {
		s := &importer.Summary{Rows: 10, Counts: tt.counts, KnownBad: tt.known}
		if got := statusOf(false, s, tt.err); got != tt.any {
			t.Errorf("%s: %d; want %d", tt.name, got, tt.any)
		}
		if got := statusOf(true, s, tt.err); got != tt.new {
			t.Errorf("%s, --fail-on new: %d; want %d", tt.name, got, tt.new)
		}
	}
	early := &importer.Summary{Rows: 1, Counts: counts(0, 0, 1, 0), KnownBad: 1, Stopped: "early"}
	if got := statusOf(true, early, nil); got != exitSomeFailed {
		t.Errorf("stopped early: %d; want 1", got)
	}
}
