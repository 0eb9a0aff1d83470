package crew

import (
	"testing"
	"time"
)

func TestBackoffIsFullJitterUpToHalfAMinute(t *testing.T) {
	for failures, most := range map[int]time.Duration{1: 500 * time.Millisecond, 2: time.Second, 5: 8 * time.Second, 7: 30 * time.Second, 60: 30 * time.Second} {
		longest := time.Duration(0)
		for range 2000 {
			longest = max(longest, Backoff(failures))
		}
		if longest >= most || longest < most*9/10 {
			t.Errorf("longest of 2000 waits after %d failures = %s; want just below %s", failures, longest, most)
		}
	}
}
