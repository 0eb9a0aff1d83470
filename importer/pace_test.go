package importer

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// TestThePaceIsWhatWasTold: a whole run uses 97 % of a told rate, and no second has more,
// the first request and the probes of an outage included. That it makes up for stalls is
// shown of the Limiter, and of the program in a test that stops it.
func TestThePaceIsWhatWasTold(t *testing.T) {
	for _, told := range []int{1, 5, 50, 400} {
		for _, latency := range []time.Duration{0, 20 * ms} {
			for _, out := range []time.Duration{0, 100 * ms, 20 * time.Second} {
				t.Run(fmt.Sprint(told, latency, out), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						tr := newTrial(t, numbered(5*told), sandbox.Options{Latency: latency}, Options{Rate: client.LimiterOptions{Rate: float64(told)}})
						at := arrivals{server: during(tr.sandbox, between{from: 2 * time.Second, to: 2*time.Second + out, answer: saying(503, "")})}
						tr.runOn(&at, time.Hour)
						tr.isClean(5 * told)
						if used := at.perSecond() / float64(told); out == 0 && used < 0.97 || at.worst() > told {
							t.Errorf("%.1f %% of %d/s are used, and a second has %d; want 97 and no more than told", 100*used, told, at.worst())
						}
					})
				})
			}
		}
	}
}

// arrivals note when each request comes to a server.
type arrivals struct {
	server http.Handler
	mu     sync.Mutex
	at     []time.Time
}

func (a *arrivals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.at = append(a.at, time.Now())
	a.mu.Unlock()
	a.server.ServeHTTP(w, r)
}

func (a *arrivals) perSecond() float64 {
	last := len(a.at) - 1
	return float64(last) / a.at[last].Sub(a.at[0]).Seconds()
}

// worst is how many requests the second with the most of them has.
func (a *arrivals) worst() (most int) {
	first := 0
	for i := range a.at {
		for a.at[i].Sub(a.at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
