package importer

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/cmd/pgtest"
	"partner-import/importer/stop"
)

// TestOutageInADatabase: while Partnero is down, nothing is lost, and the journal is held
// all the time: longer than its lease is, so it is renewed.
func TestOutageInADatabase(t *testing.T) {
	pgtest.Start(t).Setenv(t)
	for name, most := range map[string]time.Duration{"short": 30 * time.Minute, "long": 2 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(500), sandbox.Options{Latency: 20 * ms},
					Options{Rate: client.LimiterOptions{Rate: 100}, Settle: time.Second, MaxOutage: most, Journal: "postgres:" + name})
				tr.run(func(*Importer) {
					time.Sleep(2 * time.Second)
					tr.sandbox.SetDown(503)
					time.Sleep(3 * time.Minute)
					tr.sandbox.SetDown(0)
				})
				if name == "long" {
					tr.wantStop(stop.Outage)
					tr.run(nil)
				}
				tr.want(map[string]int{"created": 500})
			})
		})
	}
}

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
