package importer

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// A leak is a leaky bucket, as nginx's limit_req with nodelay is.
type leak struct {
	sync.Mutex
	perSecond, burst float64
	level            float64
	last             time.Time
	refused          int
}

func (l *leak) takes() bool {
	l.Lock()
	defer l.Unlock()
	l.level = max(0, l.level-l.perSecond*time.Since(l.last).Seconds())
	l.last = time.Now()
	if l.level > l.burst {
		l.refused++
		return false
	}
	l.level++
	return true
}

// TestNginxLimits: requests above a pace get 503 and a page, and no word of a limit. Such
// an answer may come behind the API, so its row waits for the settle time of 60 s. All
// else is done meanwhile, and the limit is not tried every few seconds.
func TestNginxLimits(t *testing.T) {
	for _, tt := range []struct {
		perSecond, burst float64
		told             float64 // 0: the pace is learned
		jitter           time.Duration
		longest          time.Duration
		refused          int
	}{
		{5, 0, 0, 0, 90 * time.Second, 10},
		{5, 5, 0, 0, 90 * time.Second, 15},
		{5, 0, 0, 10 * ms, 150 * time.Second, 15},
		{5, 5, 0, 40 * ms, 150 * time.Second, 15},
		{5, 0, 10, 0, 90 * time.Second, 15},
		{1, 1, 0, 0, 5 * time.Minute, 30},
		{20, 20, 0, 10 * ms, 90 * time.Second, 40},
		{30, 0, 0, 0, 90 * time.Second, 40},
	} {
		t.Run(fmt.Sprintf("%v a second, burst %v, told %v, jitter %s", tt.perSecond, tt.burst, tt.told, tt.jitter), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(150), sandbox.Options{Latency: 20 * ms}, Options{Rate: client.LimiterOptions{Rate: tt.told}})
				limit := &leak{perSecond: tt.perSecond, burst: tt.burst}
				tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if tt.jitter > 0 {
						time.Sleep(rand.N(tt.jitter))
					}
					if !limit.takes() {
						saying(503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>")(w, r)
						return
					}
					tr.sandbox.ServeHTTP(w, r)
				}), time.Minute)
				tr.isClean(150)
				t.Logf("%s, %d requests, %d of them refused", tr.took, tr.summary.Requests, limit.refused)
				if tr.took > tt.longest || limit.refused > tt.refused {
					t.Errorf("%s, %d requests are refused; want %s and %d at most", tr.took, limit.refused, tt.longest, tt.refused)
				}
			})
		})
	}
}

// TestFlakyIsNoLimit: an API that answers some requests with 503 at any pace is not asked
// more and more slowly.
func TestFlakyIsNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(1000), sandbox.Options{Latency: 20 * ms}, Options{Rate: client.LimiterOptions{Rate: 20}, Settle: 5 * time.Second})
		began := time.Now()
		dice := rand.New(rand.NewPCG(1, 1))
		var mu sync.Mutex
		tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			share := 0.02
			if time.Since(began) < 10*time.Second {
				share = 0.4
			}
			mu.Lock()
			flaky := dice.Float64() < share
			mu.Unlock()
			if flaky {
				saying(503, "")(w, r)
				return
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.isClean(1000)
		t.Logf("%s, %d requests", tr.took, tr.summary.Requests)
		if tr.took > 10*time.Minute {
			t.Errorf("it took %s for the work of 50 s", tr.took)
		}
	})
}
