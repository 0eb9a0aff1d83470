package importer

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// The tests in this file are nights as people have them: rows that nobody fixes, and
// outages, limits and answers in other forms than those that are documented.

// A between is a stretch of time in which something else answers.
type between struct {
	from, to time.Duration // since the first request
	on       string        // a method, "find", "list", or "" for all
	answer   http.HandlerFunc
}

// during answers as b says in its time, and otherwise as h does.
func during(h http.Handler, b between) http.Handler {
	var first atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first.CompareAndSwap(0, time.Now().UnixNano())
		since := time.Duration(time.Now().UnixNano() - first.Load())
		isFind := r.URL.Query().Get("email") != ""
		matches := b.on == "" || b.on == r.Method || b.on == "find" && isFind || b.on == "list" && r.Method == "GET" && !isFind
		if matches && since >= b.from && since < b.to {
			b.answer(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// saying answers a status and a body.
func saying(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		say(w, status, body)
	}
}

func atPace(perSecond float64) Options {
	return Options{Rate: client.LimiterOptions{Rate: perSecond}, Settle: time.Second}
}

// isClean fails unless the run did what a person wants: all rows that are not left
// out are created, and nothing stopped it.
func (tr *trial) isClean(created int) {
	tr.t.Helper()
	tr.want(map[string]int{"created": created})
	if tr.err != nil {
		tr.t.Errorf("Run = %v; want no stop", tr.err)
	}
}

const waf = "<html><head><title>Request blocked</title></head></html>"

// TestBadRowsStarveNobody: rows that are refused again each night keep no new row from
// being created.
func TestBadRowsStarveNobody(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
	}{
		{"refused by a rule", 422, `{"message":"The email domain is not allowed.","errors":{"email":["The email domain is not allowed."]}}`},
		{"refused by a model", 404, `{"message":"No query results for model [App\\Models\\Partner]."}`},
		{"blocked by a firewall", 403, waf},
		{"forbidden in the API's words", 403, `{"message":"This action is unauthorized."}`},
		{"not authorized", 401, `{"message":"Unauthenticated."}`},
		{"not allowed", 405, ""},
		{"too large for the gateway", 413, waf},
		{"an emoji that cannot be stored", 500, `{"message":"Server Error"}`},
		{"an error page of the gateway", 502, waf},
		{"as if the API were overloaded", 503, waf},
		{"as if the plan were full", 422, `{"message":"Your plan has reached its limit."}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if Raced && tt.status%2 == 0 {
				t.Skip("some of them are enough to see a race")
			}
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, "", sandbox.Options{}, atPace(50))
				var rows []string
				for i, line := range strings.SplitAfter(numbered(400), "\n") {
					if i%10 == 7 {
						line = "bad" + line
					}
					rows = append(rows, line)
				}
				refusing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if body := sentBody(r); r.Method == "POST" && strings.Contains(body, `"bad`) {
						saying(tt.status, tt.body)(w, r)
						return
					}
					tr.sandbox.ServeHTTP(w, r)
				})
				total := 240 // with more bad rows than the guards want
				for range 3 {
					tr.edit(strings.Join(rows[:1+total], ""))
					tr.runOn(refusing, time.Minute)
					failed := (total + 3) / 10
					if got := tr.counts(); got["created"]+got["exists"] != total-failed || got["failed"] != failed || tr.err != nil {
						t.Fatalf("%d rows: %v, Run = %v; want %d failed and the others created", total, got, tr.err, failed)
					}
					if tr.took > 10*time.Minute {
						t.Errorf("it took %s; want minutes", tr.took)
					}
					for _, line := range tr.report() {
						if line["status"] == "failed" && !strings.Contains(line["error"], fmt.Sprint(tt.status)) && !strings.Contains(line["error"], "not allowed") {
							t.Fatalf("%v; want what was answered", line)
						}
					}
					total += 50
					time.Sleep(24 * time.Hour)
				}
			})
		})
	}
}

// TestTheGuardsStay: what is wrong with all of it is still found within a few
// requests, on the first night and on others.
func TestTheGuardsStay(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		reason stop.Reason
		most   int // creates that are sent
	}{
		{"a column that is mapped wrongly", saying(422, `{"message":"x","errors":{"email":["The email must be a valid email address."]}}`), stop.Failures, 40},
		{"a key without the right", saying(403, `{"message":"This action is unauthorized."}`), stop.Key, 25},
		{"a key that is wrong for creates", saying(401, `{"message":"Unauthenticated."}`), stop.Key, 25},
		{"an account without a plan", saying(402, `{"message":"Payment required."}`), stop.Account, 25},
		{"a plan that is full", saying(422, `{"message":"You have already reached the maximum number of partners of your plan"}`), stop.Account, 25},
		{"a plan that is full, with 200", saying(200, `{"status":0,"message":"Partner limit of your plan reached"}`), stop.Account, 25},
	} {
		for _, before := range []int{0, 30} {
			t.Run(fmt.Sprint(tt.name, " after ", before), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					tr := newTrial(t, numbered(before+1), sandbox.Options{}, atPace(50))
					if before > 0 {
						tr.run(nil)
						tr.edit(numbered(before + 300))
						time.Sleep(24 * time.Hour)
					} else {
						tr.edit(numbered(300))
					}
					var posts atomic.Int64
					tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) { posts.Add(1); tt.answer(w, r) }), time.Minute)
					tr.wantStop(tt.reason)
					if posts := int(posts.Load()); posts > tt.most || tr.took > 15*time.Second {
						t.Errorf("%d creates in %s; want at most %d in seconds", posts, tr.took, tt.most)
					}
					if got := tr.counts(); tt.reason != stop.Failures && got["failed"] > 0 {
						t.Errorf("counts = %v; want no row blamed", got)
					}
				})
			})
		}
	}
}

// TestOutagesOfEveryKind: whatever answers in place of the API, nothing is lost and
// no row is blamed.
func TestOutagesOfEveryKind(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    between
	}{
		{"the backend of the ingress", between{answer: saying(404, "default backend - 404")}},
		{"a gateway's 404 in JSON", between{answer: saying(404, `{"message":"no Route matched with those values"}`)}},
		{"a maintenance page for creates", between{on: "POST", answer: saying(405, "<title>Maintenance</title>")}},
		{"a maintenance page with 200", between{answer: saying(200, "<title>Maintenance</title>")}},
		{"a redirect to a login", between{answer: saying(302, "", "Location", "https://login.example.com/")}},
		{"a firewall that blocks all", between{answer: saying(403, waf)}},
		{"a gateway that asks for a password", between{on: "POST", answer: saying(401, waf)}},
		{"a page with 400", between{answer: saying(400, "<title>400 Bad Request</title>")}},
		{"an empty 410", between{answer: saying(410, "")}},
		{"a page with 451", between{answer: saying(451, "<p>Blocked")}},
		{"a token that a gateway wants, in JSON", between{answer: saying(419, `{"message":"CSRF token mismatch."}`)}},
		{"an API that is gone, in JSON", between{answer: saying(410, `{"message":"Gone."}`)}},
		{"a page with 409", between{answer: saying(409, "<p>Conflict")}},
		{"a gateway that blames the request", between{answer: saying(400, `{"message":"no healthy upstream"}`)}},
		{"a lock", between{answer: saying(423, `{"message":"Locked."}`)}},
		{"a conflict in JSON", between{answer: saying(409, `{"message":"The origin cannot be resolved."}`)}},
		{"a page with 422", between{answer: saying(422, "<title>Maintenance</title>")}},
		{"maintenance with 200, in JSON", between{answer: saying(200, `{"status":0,"message":"Down for maintenance."}`)}},
		{"no upstream", between{answer: saying(503, "no healthy upstream")}},
		{"Cloudflare", between{answer: saying(522, "<title>Connection timed out</title>")}},
		{"the database is read-only", between{on: "POST", answer: saying(500, `{"message":"Server Error"}`)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(400), sandbox.Options{Latency: 20 * ms}, atPace(50))
				tt.b.from, tt.b.to = 2*time.Second, 30*time.Second
				tr.runOn(during(tr.sandbox, tt.b), time.Minute)
				tr.isClean(400)
				if tr.took > 75*time.Second {
					t.Errorf("it took %s; want the work of 8 s, the outage, and the distance of two probes", tr.took)
				}
			})
		})
	}
}

// TestOutagesWithoutAnEnd: the run ends when an outage may not last longer, no row is
// blamed, and what was answered is told.
func TestOutagesWithoutAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := atPace(50)
		o.MaxOutage = 5 * time.Minute
		tr := newTrial(t, numbered(500), sandbox.Options{Latency: 20 * ms}, o)
		tr.runOn(during(tr.sandbox, between{from: 2 * time.Second, to: time.Hour, answer: saying(404, "default backend - 404")}), time.Minute)
		tr.wantStop(stop.Outage)
		if got := tr.counts(); got["failed"] > 0 || got["unknown"] > 0 {
			t.Errorf("counts = %v; want no row blamed", got)
		}
		if !strings.Contains(fmt.Sprint(tr.err), "default backend - 404") {
			t.Errorf("Run = %v; want what was answered", tr.err)
		}
	})
}

// TestALongMaintenance: the end of the night quotes a limit that lets nothing through.
func TestALongMaintenance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(200), sandbox.Options{}, atPace(50))
		tr.runOn(during(tr.sandbox, between{from: 2 * time.Second, to: 24 * time.Hour, answer: saying(503, "<title>Back tomorrow</title>", "Retry-After", "86400")}), time.Minute)
		tr.wantStop(stop.Outage)
		if got := tr.counts(); got["failed"] > 0 || !strings.Contains(fmt.Sprint(tr.err), "Back tomorrow") {
			t.Errorf("counts = %v, Run = %v; want no row blamed, and what was answered", got, tr.err)
		}
	})
}

// TestOutagesWhenANightBegins: the first request waits, as others do in the middle.
func TestOutagesWhenANightBegins(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		fresh  bool // also if nothing proves the address and the key
	}{
		{"503 that asks to wait", saying(503, "", "Retry-After", "6"), true},
		{"503", saying(503, ""), true},
		{"a gateway", saying(502, "<p>Bad gateway"), true},
		{"the limit", saying(429, ""), true},
		{"a maintenance page with 200", saying(200, "<title>Maintenance</title>"), false},
		{"a page with 404", saying(404, "default backend - 404"), false},
		{"a redirect", saying(302, ""), false},
		{"a firewall", saying(403, waf), false},
		{"a gateway that wants people to sign in", saying(401, "<title>Sign in</title>"), false},
		{"a gateway in JSON", saying(410, `{"message":"Gone."}`), false},
		{"a gateway that blames the request", saying(400, `{"message":"no healthy upstream"}`), false},
		{"a lock", saying(423, `{"message":"Locked."}`), false},
	} {
		for _, fresh := range []bool{true, false} {
			if fresh && !tt.fresh {
				continue
			}
			t.Run(fmt.Sprint(tt.name, ", fresh ", fresh), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					tr := newTrial(t, numbered(20), sandbox.Options{}, atPace(50))
					if !fresh {
						tr.run(nil)
						tr.edit(numbered(40))
						time.Sleep(24 * time.Hour)
					}
					tr.runOn(during(tr.sandbox, between{to: 2 * time.Minute, answer: tt.answer}), time.Minute)
					if got := tr.counts(); got["created"]+got["exists"] != tr.summary.Rows || tr.err != nil {
						t.Errorf("counts = %v, Run = %v; want all created", got, tr.err)
					}
				})
			})
		}
	}
}

// TestOneAnswerIsNotBelieved: a key that worked a moment ago is asked about again.
func TestOneAnswerIsNotBelieved(t *testing.T) {
	for _, status := range []int{401, 403} {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(300), sandbox.Options{}, atPace(50))
			var posts atomic.Int64
			tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
				if posts.Add(1) == 100 {
					say(w, status, `{"message":"Unauthenticated."}`)
					return
				}
				tr.sandbox.ServeHTTP(w, r)
			}), time.Minute)
			tr.isClean(300)
		})
	}
}

// TestABadMoment: many requests are on their way when the key is refused for a second,
// or for eight. If it is refused after that, too, the run ends within seconds.
func TestABadMoment(t *testing.T) {
	for _, status := range []int{401, 403} {
		for _, on := range []string{"", "POST"} {
			for _, lasts := range []time.Duration{time.Second, 8 * time.Second, time.Hour} {
				t.Run(fmt.Sprint(status, on, lasts), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						tr := newTrial(t, numbered(300), sandbox.Options{Latency: 300 * ms}, atPace(50))
						tr.runOn(during(tr.sandbox, between{from: 2 * time.Second, to: 2*time.Second + lasts, on: on, answer: saying(status, `{"message":"Forbidden"}`)}), time.Minute)
						if lasts < time.Hour {
							tr.isClean(300)
							return
						}
						tr.wantStop(stop.Key)
						if got := tr.counts(); got["failed"] > 0 || tr.took > 15*time.Second {
							t.Errorf("%v after %s; want no row blamed, and a stop within seconds", got, tr.took)
						}
					})
				})
			}
		}
	}
}

// TestABadMomentWhenANightBegins: a key that worked last night is asked about again.
func TestABadMomentWhenANightBegins(t *testing.T) {
	for _, status := range []int{401, 403} {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(20), sandbox.Options{}, atPace(50))
			tr.run(nil)
			tr.edit(numbered(40))
			time.Sleep(24 * time.Hour)
			tr.runOn(during(tr.sandbox, between{to: 8 * time.Second, answer: saying(status, `{"message":"Forbidden"}`)}), time.Minute)
			if got := tr.counts(); got["created"]+got["exists"] != 40 || tr.err != nil || tr.took > 20*time.Second {
				t.Errorf("%d: counts = %v, Run = %v after %s; want all created", status, got, tr.err, tr.took)
			}
		})
	}
}

// TestAProgramThatIsPaused is told in its own words, and burns no rows.
func TestAProgramThatIsPaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(300), sandbox.Options{}, atPace(50))
		tr.runOn(during(tr.sandbox, between{from: 2 * time.Second, to: time.Hour, on: "POST", answer: saying(422, `{"message":"This program is paused and accepts no partners."}`)}), time.Minute)
		tr.wantStop(stop.Account)
		if got := tr.counts(); got["failed"] > 0 || !strings.Contains(fmt.Sprint(tr.err), "This program is paused") {
			t.Errorf("counts = %v, Run = %v; want no row blamed, and the sentence", got, tr.err)
		}
	})
}

// TestTheFirstRowsAreQuoted: a sentence that nobody knows is shown where all of the
// first rows get it.
func TestTheFirstRowsAreQuoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(300), sandbox.Options{}, atPace(50))
		tr.runOn(answering("POST", tr.sandbox, saying(422, `{"message":"The moon is in the wrong house."}`)), time.Minute)
		tr.wantStop(stop.Failures)
		if !strings.Contains(fmt.Sprint(tr.err), "The moon is in the wrong house.") {
			t.Errorf("Run = %v; want the sentence", tr.err)
		}
	})
}

// TestSlowLookups: where answers are lost and lookups take longer than the timeout, the
// end names the timeout.
func TestSlowLookups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := atPace(50)
		o.MaxOutage, o.Settle = 20*time.Second, time.Minute
		tr := newTrial(t, numbered(100), sandbox.Options{Race: "none", Faults: []sandbox.Fault{{Kind: "504", After: true, Share: 0.5}}}, o)
		tr.runOn(answering("find", tr.sandbox, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), 2*time.Second)
		tr.wantStop(stop.Outage)
		if text := strings.Join(tr.summary.Warnings, "\n"); !strings.Contains(text, "--timeout") {
			t.Errorf("warnings = %q; want one that names --timeout", text)
		}
	})
}

// TestTheFirstRowIsNotTheAddress: the API answers 404 because of what the first row
// refers to. That is no reason to stop, and the others are created.
func TestTheFirstRowIsNotTheAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(50), sandbox.Options{}, atPace(50))
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(sentBody(r), `"p0@`) {
				say(w, 404, `{"message":"No query results for model."}`)
				return
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		if got := tr.counts(); got["created"] != 49 || got["failed"] != 1 || tr.err != nil {
			t.Errorf("counts = %v, Run = %v; want 49 created and 1 failed", got, tr.err)
		}
	})
}

// TestAllRowsAreAnswered404: then the address is wrong, however few rows there are.
func TestAllRowsAreAnswered404(t *testing.T) {
	for _, rows := range []int{1, 2, 3, 50} {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(rows), sandbox.Options{}, atPace(50))
			tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
				say(w, 404, `{"message":"No query results for model."}`)
			}), time.Minute)
			tr.wantStop(stop.Misconfigured)
		})
	}
}

// TestLookupsAnsweredFromElsewhere prove nothing: nobody is sent again.
func TestLookupsAnsweredFromElsewhere(t *testing.T) {
	for _, answer := range []http.HandlerFunc{
		saying(404, "404 page not found"), saying(404, ""), saying(404, `{"message":"no Route matched with those values"}`), saying(403, waf),
	} {
		synctest.Test(t, func(t *testing.T) {
			o := atPace(10)
			o.Settle = 2 * time.Second
			tr := newTrial(t, numbered(100), sandbox.Options{Race: "none", Faults: []sandbox.Fault{{Kind: "504", After: true, Share: 0.3}}}, o)
			tr.runOn(during(tr.sandbox, between{from: time.Second, to: 9 * time.Second, on: "find", answer: answer}), time.Minute)
			tr.isClean(100)
			if n := tr.creates(); n != 100 {
				t.Errorf("%d creates for 100 rows", n)
			}
		})
	}
}

// TestLimitsOfEveryForm: a limit is known by what it does and asks for.
func TestLimitsOfEveryForm(t *testing.T) {
	for _, tt := range []struct {
		name    string
		refuse  func(w http.ResponseWriter, left time.Duration)
		counts  bool // requests that are refused count too
		pace    client.LimiterOptions
		longest time.Duration
	}{
		{"403 that asks to wait", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("Retry-After", fmt.Sprint(int(left.Seconds())+1))
			say(w, 403, `{"message":"You have exceeded a secondary rate limit"}`)
		}, false, client.LimiterOptions{}, 5 * time.Minute},
		{"403 without requests left", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Now().Add(left).Unix()+1))
			say(w, 403, `{"message":"API calls are used up."}`)
		}, false, client.LimiterOptions{}, 5 * time.Minute},
		{"a moment in milliseconds", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Now().Add(left).UnixMilli()))
			say(w, 429, "")
		}, false, client.LimiterOptions{}, 5 * time.Minute},
		{"milliseconds", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("Retry-After", fmt.Sprint(left.Milliseconds()))
			say(w, 429, "")
		}, false, client.LimiterOptions{}, 5 * time.Minute},
		{"a wait that is too short, and refused requests count", func(w http.ResponseWriter, _ time.Duration) {
			w.Header().Set("Retry-After", "1")
			say(w, 429, "")
		}, true, client.LimiterOptions{}, 10 * time.Minute},
		{"503 that asks to wait", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("Retry-After", fmt.Sprint(int(left.Seconds())+1))
			say(w, 503, "<p>Slow")
		}, false, client.LimiterOptions{}, 10 * time.Minute},
		{"529", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			say(w, 529, "")
		}, false, client.LimiterOptions{}, 10 * time.Minute},
		{"403 with the draft's header", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("RateLimit", fmt.Sprintf(`"default";r=0;t=%d`, int(left.Seconds())+1))
			say(w, 403, `{"message":"API calls are used up."}`)
		}, false, client.LimiterOptions{}, 5 * time.Minute},
		{"420", func(w http.ResponseWriter, left time.Duration) {
			w.Header().Set("Retry-After", "6")
			say(w, 420, "Enhance your calm")
		}, false, client.LimiterOptions{}, 10 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(150), sandbox.Options{}, Options{Rate: tt.pace})
				const window, most = 6 * time.Second, 30
				var mu sync.Mutex
				var start time.Time
				n := 0
				wait := func() time.Duration { // 0: the request is served
					mu.Lock()
					defer mu.Unlock()
					if since := time.Since(start); since >= window {
						start, n = time.Now(), 0
					} else if tt.counts && n > most {
						start = time.Now() // a request that is refused begins the window again
					}
					if n++; n > most {
						return window - time.Since(start)
					}
					return 0
				}
				tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if left := wait(); left > 0 {
						tt.refuse(w, left)
						return
					}
					tr.sandbox.ServeHTTP(w, r)
				}), time.Minute)
				tr.isClean(150)
				if tr.took > tt.longest {
					t.Errorf("it took %s; want at most %s", tr.took, tt.longest)
				}
			})
		})
	}
}

// TestAcknowledgedCreates: the partner is there a little later.
func TestAcknowledgedCreates(t *testing.T) {
	for _, after := range []time.Duration{1500 * ms, 20 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			o := atPace(20)
			o.Settle = time.Minute
			tr := newTrial(t, numbered(100), sandbox.Options{}, o)
			tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
				again := cloned(r)
				go func() {
					time.Sleep(after)
					tr.sandbox.ServeHTTP(discard{}, again)
				}()
				w.WriteHeader(202)
			}), time.Minute)
			tr.isClean(100)
			if n := tr.creates(); n != 100 {
				t.Errorf("%d creates for 100 rows", n)
			}
			t.Logf("there after %s: it took %s", after, tr.took)
		})
	}
}

// TestSlowCreates: they take longer than the timeout, and lookups are quick.
func TestSlowCreates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := atPace(20)
		o.Settle = time.Minute
		tr := newTrial(t, numbered(100), sandbox.Options{LateInsert: 5 * time.Second}, o)
		tr.runOn(tr.sandbox, 2*time.Second)
		tr.isClean(100)
		if text := strings.Join(tr.summary.Warnings, "\n"); !strings.Contains(text, "--timeout") {
			t.Errorf("warnings = %q; want one that names --timeout", text)
		}
	})
}

// TestStoredInAnotherForm: a partner with an id is ours, and the row says what is
// stored, in this run and in later ones.
func TestStoredInAnotherForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email,key,referring_partner_key\njohn.doe+x@gmail.com,ANNA,\nb@example.com,,ANNA\n", sandbox.Options{}, slowly())
		changing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "POST" {
				body := strings.NewReplacer("john.doe+x@gmail.com", "johndoe@gmail.com", `"key":"ANNA"}`, `"key":"anna"}`, `"key":"ANNA","`, `"key":"anna","`).Replace(sentBody(r))
				if strings.Contains(body, "referring_partner") && !strings.Contains(body, `"id"`) {
					say(w, 400, `{"message":"Referring partner not found.","status":0}`)
					return
				}
				r = withBody(r, body)
			}
			tr.sandbox.ServeHTTP(w, r)
		})
		for range 2 {
			tr.runOn(changing, time.Minute)
			got := tr.report()
			if got[0]["status"] != "created" || got[0]["partner_id"] == "" || got[0]["error_code"] != "stored_differently" ||
				!strings.Contains(got[0]["error"], "johndoe@gmail.com") || got[1]["status"] != "created" {
				t.Errorf("report = %v; want both created, and what was changed", got)
			}
		}
	})
}

// TestTheAPIsOwnWords: what is not known is shown, and nothing else is said.
func TestTheAPIsOwnWords(t *testing.T) {
	for _, tt := range []struct {
		body, want, never string
		lookups           int
	}{
		{`{"message":"x","errors":{"email":["No mail server exists for this domain."]}}`, "No mail server exists for this domain", "archived", 0},
		{`{"message":"x","errors":{"email":["This person is known already."]}}`, "This person is known already", "archived", 4},
		{`{"message":"Custom field region no longer exists."}`, "Custom field region no longer exists", "archived", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(1), sandbox.Options{}, slowly())
			tr.runOn(answering("POST", tr.sandbox, saying(422, tt.body)), time.Minute)
			line := tr.report()[0]
			if line["error_code"] != string(row.Refused) || !strings.Contains(line["error"], tt.want) || strings.Contains(line["error"], tt.never) || tr.lookups() != tt.lookups {
				t.Errorf("%s: %v after %d lookups; want its words", tt.body, line, tr.lookups())
			}
		})
	}
}

// TestRowsThatFailAtTheEnd: the last rows of a file fail by themselves. Nothing else
// is left that could show it, and the run does not wait for it.
func TestRowsThatFailAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(112), sandbox.Options{}, atPace(50))
		tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body := sentBody(r); r.Method == "POST" && strings.Contains(body, `"p10`) && !strings.Contains(body, `"p10@`) || strings.Contains(body, `"p11`) && !strings.Contains(body, `"p11@`) {
				say(w, 500, `{"message":"Server Error"}`)
				return
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.want(map[string]int{"created": 100, "failed": 12})
		if tr.err != nil || tr.took > 5*time.Minute {
			t.Errorf("Run = %v after %s; want no stop", tr.err, tr.took)
		}
		if line := tr.report()[105]; !strings.Contains(line["error"], "Server Error") {
			t.Errorf("%v; want the words", line)
		}
	})
}
