package importer

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// A weather is what can go wrong in a night: an outage of some kind at some second,
// and a limit of some form.
type weather struct {
	*rand.Rand
	outage between
	share  float64                                  // of the requests that meet the outage
	late   bool                                     // Partnero does what is asked for before the outage is met
	limit  func(http.ResponseWriter, time.Duration) // nil: none

	mu    sync.Mutex
	start time.Time // of the limit's window
	hits  int
}

const (
	nightWindow = 10 * time.Second
	nightHits   = 100
)

func (w *weather) draw(night int) {
	kinds := []http.HandlerFunc{
		saying(503, ""), saying(503, "", "Retry-After", "4"), saying(500, `{"message":"Server Error"}`), saying(502, "<p>Bad gateway"),
		saying(404, "default backend - 404"), saying(404, ""), saying(405, "<title>Maintenance</title>"), saying(200, "<title>Maintenance</title>"),
		saying(302, "", "Location", "/"), saying(403, waf), saying(401, waf), saying(400, "<p>Bad request"), saying(410, ""), saying(429, ""),
		saying(520, "<title>Web server is returning an unknown error</title>"), saying(204, ""),
		saying(410, `{"message":"Gone."}`), saying(419, `{"message":"CSRF token mismatch."}`), cut, hanging, refused,
	}
	from := time.Duration(w.IntN(12000)) * ms
	if night == 0 { // before anything worked, an outage may look like a wrong address
		from += time.Second
	}
	w.outage = between{
		from: from, to: from + time.Duration(1+w.IntN(70))*time.Second, // a row waits 80 s for a lookup
		on: []string{"", "", "POST", "find"}[w.IntN(4)],
	}
	kind := w.IntN(len(kinds))
	w.outage.answer = kinds[kind]
	w.share = []float64{1, 1, 1, 0.5}[w.IntN(4)]
	w.late = w.IntN(3) == 0 && kind != len(kinds)-1
	w.start, w.hits = time.Time{}, 0
	w.limit = []func(http.ResponseWriter, time.Duration){
		nil, nil,
		func(rw http.ResponseWriter, left time.Duration) {
			saying(429, "", "Retry-After", fmt.Sprint(int(left.Seconds())+1))(rw, nil)
		},
		func(rw http.ResponseWriter, left time.Duration) {
			saying(429, "", "Retry-After", fmt.Sprint(left.Milliseconds()))(rw, nil)
		},
		func(rw http.ResponseWriter, left time.Duration) {
			saying(429, "", "X-RateLimit-Reset", fmt.Sprint(time.Now().Add(left).UnixMilli()))(rw, nil)
		},
		func(rw http.ResponseWriter, left time.Duration) {
			saying(403, `{"message":"Slow down."}`, "Retry-After", fmt.Sprint(int(left.Seconds())+1))(rw, nil)
		},
		func(rw http.ResponseWriter, left time.Duration) {
			saying(503, "<p>Slow", "Retry-After", fmt.Sprint(int(left.Seconds())+1))(rw, nil)
		},
		func(rw http.ResponseWriter, _ time.Duration) { saying(429, "")(rw, nil) },
		func(rw http.ResponseWriter, _ time.Duration) {
			saying(503, "<p>Service Temporarily Unavailable")(rw, nil)
		},
		func(rw http.ResponseWriter, left time.Duration) {
			saying(429, "", "RateLimit", fmt.Sprintf(`"default";r=0;t=%d`, int(left.Seconds())+1))(rw, nil)
		},
	}[w.IntN(10)]
}

// through answers in place of h what the weather brings.
func (w *weather) through(h http.Handler) http.Handler {
	outage := w.outage
	outage.answer = func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case w.spares():
			h.ServeHTTP(rw, r)
			return
		case w.late:
			h.ServeHTTP(discard{}, r)
		}
		w.outage.answer(rw, r)
	}
	in := during(h, outage)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if left := w.wait(); left > 0 {
			w.limit(rw, left)
			return
		}
		in.ServeHTTP(rw, r)
	})
}

// spares reports whether a request does not meet the outage.
func (w *weather) spares() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Float64() >= w.share
}

// wait counts a request, and returns for how long it has come too early.
func (w *weather) wait() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if since := time.Since(w.start); since >= nightWindow {
		w.start, w.hits = time.Now(), 0
	}
	if w.hits++; w.limit != nil && w.hits > nightHits {
		return nightWindow - time.Since(w.start)
	}
	return 0
}

// TestTenNights: a file grows for ten nights. Of its rows 2.5 % are refused for good,
// each night has an outage and perhaps a limit. Every new row is created in its night,
// the exit status is 1, and the books are balanced.
//
// NIGHTS says for how long new seeds are tried, such as 1h. PARTNER_IMPORT_SEED names
// the first one.
func TestTenNights(t *testing.T) {
	seeds := 6
	if testing.Short() || Raced {
		seeds = 2
	}
	first, _ := strconv.Atoi(os.Getenv("PARTNER_IMPORT_SEED"))
	most, _ := time.ParseDuration(os.Getenv("NIGHTS"))
	if most > 0 && first == 0 {
		first = int(time.Now().Unix())
	}
	began := time.Now()
	for seed := first; seed < first+seeds || time.Since(began) < most; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { tenNights(t, uint64(seed)) })
		})
	}
}

func tenNights(t *testing.T, seed uint64) {
	w := &weather{Rand: rand.New(rand.NewPCG(seed, 1))}
	tr := newTrial(t, "", sandbox.Options{Latency: 20 * ms}, Options{Rate: client.LimiterOptions{Rate: 25}, Settle: 30 * time.Second})
	refusals := []http.HandlerFunc{
		saying(422, `{"message":"x","errors":{"email":["The email domain is not allowed."]}}`), saying(403, waf), saying(500, `{"message":"Server Error"}`),
		saying(404, `{"message":"No query results for model."}`), saying(413, waf),
	}
	refuse := refusals[w.IntN(len(refusals))]
	api := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if body := sentBody(r); r.Method == "POST" && strings.Contains(body, `"bad`) {
			refuse(rw, r)
			return
		}
		tr.sandbox.ServeHTTP(rw, r)
	})
	var text strings.Builder
	text.WriteString("email,name,surname,key\n")
	rows, bad := 0, 0
	for night := range 10 {
		for range 50 + w.IntN(150) {
			name := "p"
			if w.IntN(40) == 0 {
				name = "bad"
				bad++
			}
			fmt.Fprintf(&text, "%s%d@example.com,Name %d,Sur,\n", name, rows, rows)
			rows++
		}
		if bad == 0 { // the exit status is 1 in every night
			fmt.Fprintf(&text, "bad%d@example.com,Name,Sur,\n", rows)
			rows, bad = rows+1, bad+1
		}
		tr.edit(text.String())
		w.draw(night)
		tr.runOn(w.through(api), time.Minute)
		got := tr.counts()
		if got["created"]+got["exists"] != rows-bad || got["failed"] != bad || tr.err != nil || tr.summary.ExitStatus != 1 {
			for _, line := range tr.report() {
				if !strings.HasPrefix(line["email"], "bad") && line["status"] != "created" && line["status"] != "exists" {
					t.Logf("%v", line)
				}
			}
			t.Fatalf("night %d of %d rows, %d bad: %v, Run = %v, exit status %d after %s (outage %s to %s of %q)",
				night, rows, bad, got, tr.err, tr.summary.ExitStatus, tr.took, w.outage.from, w.outage.to, w.outage.on)
		}
		if there := len(tr.sandbox.Partners()); there != rows-bad {
			t.Fatalf("night %d: %d partners for %d rows", night, there, rows-bad)
		}
		if tr.took > time.Hour {
			t.Errorf("night %d took %s", night, tr.took)
		}
		time.Sleep(24 * time.Hour)
	}
}
