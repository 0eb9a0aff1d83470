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

// TestTheLogNamesTheKey: a key that is rejected for some seconds is not called an API
// that does not answer.
func TestTheLogNamesTheKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		core, seen := observer.New(zap.InfoLevel)
		tr := newTrial(t, numbered(300), sandbox.Options{Latency: 300 * ms}, Options{Rate: client.LimiterOptions{Rate: 50}, Log: zap.New(core)})
		tr.runOn(during(tr.sandbox, between{from: 2 * time.Second, to: 8 * time.Second, answer: saying(401, `{"message":"Unauthenticated."}`)}), time.Minute)
		tr.want(map[string]int{"created": 300})
		key := seen.FilterMessage("the API rejects the key that worked before, nothing is sent until it accepts it").Len()
		none := seen.FilterMessage("the API does not answer, nothing is sent until it does").Len()
		if key == 0 || none > 0 {
			t.Errorf("%d lines about the key, %d about no answer; want all of them about the key", key, none)
		}
	})
}
