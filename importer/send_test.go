package importer

import (
	"errors"
	"testing"

	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// TestEmitAll: a report that cannot be written costs no row its result, since
// the counts must add up; the first error is told.
func TestEmitAll(t *testing.T) {
	full, again := errors.New("full"), errors.New("again")
	var rows []int
	s := &sender{emit: func(r row.Result) error {
		rows = append(rows, r.Row)
		return map[int]error{2: full, 3: again}[r.Row]
	}}
	err := s.emitAll([]record{{result: row.Result{Row: 1}}, {result: row.Result{Row: 2}}, {result: row.Result{Row: 3}}, {result: row.Result{Row: 4}}})
	if len(rows) != 4 || err != full {
		t.Errorf("emitAll gave out rows %v and %v; want all four and %v", rows, err, full)
	}
}

// TestAFailedWriteIsFinal: whether a group is on disk that failed to be written
// cannot be found out by writing on, so nothing more is.
func TestAFailedWriteIsFinal(t *testing.T) {
	full := errors.New("full")
	s := &sender{keep: newKeeper(nil, &Options{}), stop: newStopper(), emit: func(row.Result) error { return nil }}
	s.keep.groups = make(chan group, 1)
	if err := s.kept(group{err: full}); err != nil {
		t.Fatal(err)
	}
	s.keep.next.ends = make([]record, 1)
	if s.keep.submit(true); s.keep.busy {
		t.Error("a group was handed over after one that failed")
	}
	if reason := s.stop.reason(); reason == nil || reason.Reason != stop.Disk || !errors.Is(reason, full) {
		t.Errorf("the run goes on: %v; want it stopped: %s", reason, full)
	}
}
