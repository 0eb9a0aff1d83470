package main

import "testing"

// TestSlackOf: the garbage of a large file is as much as that of a million rows.
func TestSlackOf(t *testing.T) {
	for _, tt := range []struct {
		rows   int
		dryRun bool
		want   int
	}{
		{0, false, 50}, {1000, false, 50}, {1_000_000, false, 50}, {2_000_000, false, 25}, {1 << 40, false, 2},
		{0, true, 20}, {1_000_000, true, 20}, {4_000_000, true, 5}, {10_000_000, true, 2}, {1 << 60, true, 2},
	} {
		if got := slackOf(tt.rows, tt.dryRun); got != tt.want {
			t.Errorf("%d rows, dry run %v: %d; want %d", tt.rows, tt.dryRun, got, tt.want)
		}
	}
}
