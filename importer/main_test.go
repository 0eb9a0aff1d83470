package importer

import (
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// TestMain looks for goroutines that outlive the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// atMost checks a property that costs more than others n times at most.
func atMost(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	calls, failed := 0, false
	rapid.Check(t, func(rt *rapid.T) {
		calls++
		if calls > n && !failed { // once it fails, rapid shrinks
			return
		}
		held := false
		defer func() { failed = failed || !held }()
		property(rt)
		held = !rt.Failed()
	})
}
