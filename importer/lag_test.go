package importer

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
)

// lagging is a sandbox with an old copy for referring partners: a create finds them only
// so long after they were created.
func (tr *trial) lagging(behind time.Duration) http.Handler {
	var born atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := born.Load()
		if r.Method == "POST" && at > 0 && time.Since(time.Unix(0, at)) < behind {
			say(w, 400, `{"message":"Referring partner not found."}`)
			return
		}
		if r.Method == "POST" && at == 0 {
			defer func() { born.Store(time.Now().UnixNano()) }()
		}
		tr.sandbox.ServeHTTP(w, r)
	})
}

// TestALagIsNoRefusal: as long as the API may not know of a referring partner
// that was created a moment ago, a child is sent again, whatever --max-attempts
// says.
func TestALagIsNoRefusal(t *testing.T) {
	for _, behind := range []time.Duration{time.Second, 10 * time.Second, 59 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, star(50).text(), sandbox.Options{},
				Options{Rate: client.LimiterOptions{Rate: 50}, Settle: time.Minute, MaxAttempts: 1})
			tr.runOn(tr.lagging(behind), time.Minute)
			tr.want(map[string]int{"created": 51})
			if tr.took > behind+20*time.Second {
				t.Errorf("it took %s, where the API was %s behind", tr.took, behind)
			}
		})
	}
}

// TestALagAcrossRuns: the parent was created by a run that was stopped a moment
// ago, and it is there for the next one, which sends the child.
func TestALagAcrossRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, star(50).text(), sandbox.Options{},
			Options{Rate: client.LimiterOptions{Rate: 50}, Settle: time.Minute, Limit: 1})
		api := tr.lagging(10 * time.Second)
		tr.runOn(api, time.Minute)
		tr.want(map[string]int{"created": 1, "unsent": 50})
		tr.options.Limit = 0
		tr.runOn(api, time.Minute)
		tr.want(map[string]int{"created": 51})
	})
}

// TestALagEnds: what the API does not know after the settle time it will not
// know, and the others are not sent again and again to find that out.
func TestALagEnds(t *testing.T) {
	if testing.Short() {
		t.Skip("it has 6,000 rows")
	}
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, star(6000).text(), sandbox.Options{},
			Options{Rate: client.LimiterOptions{Rate: 50}, Settle: time.Minute})
		tr.runOn(tr.lagging(24*time.Hour), time.Minute)
		tr.want(map[string]int{"created": 1, "failed": 6000})
		once := 0
		for _, line := range tr.report()[:6000] {
			if line["error_code"] != string(row.ReferrerNotFound) || !strings.Contains(line["error"], "although line 6002 was created") {
				t.Fatalf("line = %v; want it to say that the row is there", line)
			}
			if line["attempts"] == "1" {
				once++
			}
		}
		if once < 2500 {
			t.Errorf("%d of 6000 rows were sent once only; want nearly all that were sent first after a minute", once)
		}
	})
}

// TestNoLagOfOldPartners: the API knows a partner that is there for long.
func TestNoLagOfOldPartners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		there := sandbox.Partner{Email: "p@example.com", Key: "other", CreatedAt: time.Now().Add(-time.Hour)}
		tr := newTrial(t, "email,key,referring_partner_key,referring_partner_email\nc@example.com,,mine,\nd@example.com,,,p@example.com\np@example.com,mine,,\n",
			sandbox.Options{Partners: []sandbox.Partner{there}}, Options{Settle: time.Minute})
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "failed", "error_code": "referrer_not_found", "attempts": "1"})
		tr.wantLine(2, map[string]string{"status": "created", "attempts": "1"})
		tr.wantLine(3, map[string]string{"status": "exists"})
	})
}

// TestOneAttemptAndALostLookup: a lookup that fails once leaves nothing unknown,
// also where a row may be sent only once.
func TestOneAttemptAndALostLookup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := slowly()
		o.MaxAttempts = 1
		faults := []sandbox.Fault{{On: "create", Kind: "504", After: true, First: 1}, {On: "find", Kind: "503", First: 1}}
		tr := newTrial(t, "email\na@example.com\n", sandbox.Options{Faults: faults}, o)
		tr.run(nil)
		tr.want(map[string]int{"created": 1})
	})
}
