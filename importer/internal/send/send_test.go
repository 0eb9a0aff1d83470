package send

import (
	"errors"
	"testing"
	"time"

	"partner-import/importer/internal/commit"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// TestEmitAll: a report that cannot be written costs no row its result, since
// the counts must add up; the first error is told.
func TestEmitAll(t *testing.T) {
	full, again := errors.New("full"), errors.New("again")
	var rows []int
	s := New(t.Context(), nil, &Input{Emit: func(r row.Result) error {
		rows = append(rows, r.Row)
		return map[int]error{2: full, 3: again}[r.Row]
	}})
	err := s.emitAll([]row.Result{{Row: 1}, {Row: 2}, {Row: 3}, {Row: 4}})
	if len(rows) != 4 || err != full {
		t.Errorf("emitAll gave out rows %v and %v; want all four and %v", rows, err, full)
	}
}

// TestAFailedWriteStopsTheRun: the run does not continue without its journal.
func TestAFailedWriteStopsTheRun(t *testing.T) {
	var reason stop.Reason
	var cause error
	s := New(t.Context(), func(r stop.Reason, err error) { reason, cause = r, err }, &Input{})
	if err := s.committed(commit.Batch{Err: errNoDisk}); err != nil {
		t.Fatal(err)
	}
	if reason != stop.Disk || cause != errNoDisk {
		t.Errorf("the run was stopped: %s, %v; want %s, %v", reason, cause, stop.Disk, errNoDisk)
	}
}

// clocked is an API that shows a time, and does nothing else.
type clocked struct {
	Partners
	now time.Time
}

func (c clocked) ServerTime() time.Time { return c.now }

// TestIsFresh: a partner is fresh until the settle time after its creation is
// certainly over, and one that was made again from the journal if it was created.
func TestIsFresh(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 30, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	in := &Input{Partners: clocked{now: now}}
	in.Rules.Settle = time.Minute
	sent, rebuilt := New(t.Context(), nil, in).isFresh, wasCreated
	for _, tt := range []struct {
		name  string
		fresh func(row.Result) bool
		r     row.Result
		want  bool
	}{
		{"created a moment ago", sent, row.Result{Status: row.Created, CreatedAt: ago(time.Second)}, true},
		{"created within the settle time", sent, row.Result{Status: row.Created, CreatedAt: ago(59 * time.Second)}, true},
		{"created when it may just be over, as the clock shows whole seconds", sent, row.Result{Status: row.Created, CreatedAt: ago(61 * time.Second)}, true},
		{"created before", sent, row.Result{Status: row.Created, CreatedAt: ago(62 * time.Second)}, false},
		{"created at a time that is not told", sent, row.Result{Status: row.Created}, true},
		{"there since a moment", sent, row.Result{Status: row.Exists, CreatedAt: ago(time.Second)}, true},
		{"there", sent, row.Result{Status: row.Exists}, false},
		{"updated", sent, row.Result{Status: row.Updated, CreatedAt: ago(time.Hour)}, false},
		{"created, and told again", rebuilt, row.Result{Status: row.Created, CreatedAt: ago(time.Hour)}, true},
		{"there, and told again", rebuilt, row.Result{Status: row.Exists, CreatedAt: ago(time.Second)}, false},
	} {
		if got := tt.fresh(tt.r); got != tt.want {
			t.Errorf("%s: fresh %v; want %v", tt.name, got, tt.want)
		}
	}
}
