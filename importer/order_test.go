package importer

import (
	"testing"
	"time"

	"partner-import/importer/row"
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
		r    row.Result
		want fate
	}{
		{"created a moment ago", row.Result{Status: row.Created, CreatedAt: ago(time.Second)}, fresh},
		{"created within the settle time", row.Result{Status: row.Created, CreatedAt: ago(59 * time.Second)}, fresh},
		{"created when it may just be over, as the clock shows whole seconds", row.Result{Status: row.Created, CreatedAt: ago(61 * time.Second)}, fresh},
		{"created before", row.Result{Status: row.Created, CreatedAt: ago(62 * time.Second)}, good},
		{"created at a time that is not told", row.Result{Status: row.Created}, fresh},
		{"there since a moment", row.Result{Status: row.Exists, CreatedAt: ago(time.Second)}, fresh},
		{"there", row.Result{Status: row.Exists}, good},
		{"updated", row.Result{Status: row.Updated, CreatedAt: ago(time.Hour)}, good},
		{"unsent", row.Result{Status: row.Unsent}, left},
		{"unknown", row.Result{Status: row.Unknown}, left},
		{"blocked", row.Result{Status: row.Blocked, Problem: row.Problem{Code: row.ReferrerFailed}}, late},
		{"not reached", row.Result{Status: row.Failed, Problem: row.Problem{Code: row.Unreachable}}, late},
		{"refused", row.Result{Status: row.Failed, Problem: row.Problem{Code: row.Refused}}, bad},
		{"refused for who is there", row.Result{Status: row.Failed, ID: "1", Problem: row.Problem{Code: row.EmailTaken}}, there},
		{"invalid", row.Result{Status: row.Invalid, Problem: row.Problem{Code: row.EmailInvalid}}, bad},
	} {
		if got := s.fateOf(tt.r); got != tt.want {
			t.Errorf("%s: fate %d; want %d", tt.name, got, tt.want)
		}
	}
}
