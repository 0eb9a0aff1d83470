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

// TestIsFresh: a partner is fresh until the settle time after its creation is
// certainly over, and one that was made again from the journal if it was created.
func TestIsFresh(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 30, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, tt := range []struct {
		name    string
		rebuild bool
		r       row.Result
		want    bool
	}{
		{"created a moment ago", false, row.Result{Status: row.Created, CreatedAt: ago(time.Second)}, true},
		{"created within the settle time", false, row.Result{Status: row.Created, CreatedAt: ago(59 * time.Second)}, true},
		{"created when it may just be over, as the clock shows whole seconds", false, row.Result{Status: row.Created, CreatedAt: ago(61 * time.Second)}, true},
		{"created before", false, row.Result{Status: row.Created, CreatedAt: ago(62 * time.Second)}, false},
		{"created at a time that is not told", false, row.Result{Status: row.Created}, true},
		{"there since a moment", false, row.Result{Status: row.Exists, CreatedAt: ago(time.Second)}, true},
		{"there", false, row.Result{Status: row.Exists}, false},
		{"updated", false, row.Result{Status: row.Updated, CreatedAt: ago(time.Hour)}, false},
		{"created, and told again", true, row.Result{Status: row.Created, CreatedAt: ago(time.Hour)}, true},
		{"there, and told again", true, row.Result{Status: row.Exists, CreatedAt: ago(time.Second)}, false},
	} {
		s := &sender{options: &Options{Settle: time.Minute, Rebuild: tt.rebuild}, partners: clocked{now: now}}
		if got := s.isFresh(tt.r); got != tt.want {
			t.Errorf("%s: fresh %v; want %v", tt.name, got, tt.want)
		}
	}
}
