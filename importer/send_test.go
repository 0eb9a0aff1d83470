package importer

import (
	"errors"
	"testing"
)

// TestEmitAll: a report that cannot be written costs no row its result, since
// the counts must add up; the first error is told.
func TestEmitAll(t *testing.T) {
	full, again := errors.New("full"), errors.New("again")
	var rows []int
	s := &sender{emit: func(r Result) error {
		rows = append(rows, r.Row)
		return map[int]error{2: full, 3: again}[r.Row]
	}}
	err := s.emitAll([]ending{{result: Result{Row: 1}}, {result: Result{Row: 2}}, {result: Result{Row: 3}}, {result: Result{Row: 4}}})
	if len(rows) != 4 || err != full {
		t.Errorf("emitAll gave out rows %v and %v; want all four and %v", rows, err, full)
	}
}
