package importer

import (
	"testing"
	"time"
)

// clocked is an API that shows a time, and does nothing else.
type clocked struct {
	Partners
	now time.Time
}

func (c clocked) ServerTime() time.Time { return c.now }

// TestFateOf: how a row ended, for those that refer to it.
func TestFateOf(t *testing.T) {
	s := &sender{options: &Options{}, partners: clocked{now: at()}, life: life{settle: time.Minute}}
	ago := func(d time.Duration) time.Time { return at().Add(-d) }
	for _, tt := range []struct {
		name string
		r    Result
		want fate
	}{
		{"created a moment ago", Result{Status: Created, CreatedAt: ago(time.Second)}, fresh},
		{"created within the settle time", Result{Status: Created, CreatedAt: ago(59 * time.Second)}, fresh},
		{"created when it may just be over, as the clock shows whole seconds", Result{Status: Created, CreatedAt: ago(61 * time.Second)}, fresh},
		{"created before", Result{Status: Created, CreatedAt: ago(62 * time.Second)}, good},
		{"created at a time that is not told", Result{Status: Created}, fresh},
		{"there since a moment", Result{Status: Exists, CreatedAt: ago(time.Second)}, fresh},
		{"there", Result{Status: Exists}, good},
		{"updated", Result{Status: Updated, CreatedAt: ago(time.Hour)}, good},
		{"unsent", Result{Status: Unsent}, left},
		{"unknown", Result{Status: Unknown}, left},
		{"blocked", Result{Status: Blocked, Problem: Problem{Code: ReferrerFailed}}, late},
		{"not reached", Result{Status: Failed, Problem: Problem{Code: Unreachable}}, late},
		{"refused", Result{Status: Failed, Problem: Problem{Code: Refused}}, bad},
		{"refused for who is there", Result{Status: Failed, ID: "1", Problem: Problem{Code: EmailTaken}}, there},
		{"invalid", Result{Status: Invalid, Problem: Problem{Code: EmailInvalid}}, bad},
	} {
		if got := s.fateOf(tt.r); got != tt.want {
			t.Errorf("%s: fate %d; want %d", tt.name, got, tt.want)
		}
	}
}
