package importer

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// TestOutageIsOneWarning: however often a probe asks whether the API answers
// again, each outage is one warning. The rest is for readers of the whole log.
func TestOutageIsOneWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		core, seen := observer.New(zap.InfoLevel)
		tr := newTrial(t, numbered(3000), sandbox.Options{Latency: 20 * ms},
			Options{Rate: client.LimiterOptions{Rate: 100}, Settle: time.Second, Log: zap.New(core)})
		tr.run(func(*Importer) {
			for range 2 {
				time.Sleep(4 * time.Second)
				tr.sandbox.SetDown(503)
				time.Sleep(8 * time.Second)
				tr.sandbox.SetDown(0)
			}
		})
		tr.want(map[string]int{"created": 3000})
		lines := seen.FilterMessage("the API does not answer, nothing is sent until it does")
		warnings := lines.FilterLevelExact(zap.WarnLevel).Len()
		if warnings != 2 || lines.Len() < 6 {
			t.Errorf("two outages are %d warnings in %d lines; want 2, and a line for each probe", warnings, lines.Len())
		}
	})
}
