package importer

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"partner-import/internal/pgtest"
)

// TestLawsInADatabase: the laws hold for a journal in PostgreSQL as well. With TORTURE=1
// it looks at all of them.
func TestLawsInADatabase(t *testing.T) {
	laws := map[string]func(*rapid.T, Options){"ambiguous": lawAmbiguous, "again": lawAgain}
	checks := 4
	if os.Getenv("TORTURE") != "" {
		laws["throttled"], laws["blind"], laws["stopped"], laws["cancelled"] = lawThrottled, lawBlind, lawStopped, lawCancelled
		checks = 30
	}
	pgtest.Start(t).Setenv(t)
	var journals atomic.Int64
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			virtually(t, checks, func(t *rapid.T) {
				o := drawOptions(t)
				o.Journal = fmt.Sprint("postgres:law", journals.Add(1))
				law(t, o)
			})
		})
	}
}
