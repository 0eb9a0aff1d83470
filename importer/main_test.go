package importer

import (
	"flag"
	"os"
	"strconv"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// TestMain draws the properties' inputs from a fixed seed, so that a change
// is never refused for what it did not touch: `make torture` draws new ones.
// It looks for goroutines that outlive the tests.
func TestMain(m *testing.M) {
	flag.Parse()
	if given := flag.Lookup("rapid.seed"); given.Value.String() == given.DefValue {
		if err := given.Value.Set("20261123"); err != nil {
			panic(err)
		}
	}
	if m.Run() != 0 {
		os.Exit(1)
	}
	if err := goleak.Find(); err != nil {
		panic(err)
	}
}

// atMost checks a property that costs more than others on n of 100 inputs, with -race on
// a third of them: few are enough to see a race.
func atMost(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	checks, err := strconv.Atoi(flag.Lookup("rapid.checks").Value.String())
	if err != nil {
		t.Fatal(err)
	}
	if Raced {
		n = max(n/3, 1)
	}
	calls, failed := 0, false
	// Behind the struct rapid does not see that t has a deadline, which means
	// nothing in virtual time.
	rapid.Check(struct{ *testing.T }{t}, func(rt *rapid.T) {
		calls++
		if calls > max(n*checks/100, 1) && !failed { // once it fails, rapid shrinks
			return
		}
		held := false
		defer func() { failed = failed || !held }()
		property(rt)
		held = !rt.Failed()
	})
}
