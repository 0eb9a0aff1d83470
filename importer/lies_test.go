package importer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// The tests in this file have servers that behave as no server should, and
// runs that follow upon others in unlucky ways.

// runOn is run against any handler, with a timeout for each attempt and a day
// for all.
func (tr *trial) runOn(h http.Handler, timeout time.Duration) {
	tr.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 24*time.Hour)
	defer cancel()
	tr.runWithin(ctx, h, timeout)
}

// runWithin is runOn until ctx is done.
func (tr *trial) runWithin(ctx context.Context, h http.Handler, timeout time.Duration) {
	tr.t.Helper()
	source, err := source.Open(tr.input(), source.Options{})
	if err != nil {
		tr.t.Fatal(err)
	}
	defer source.Close()
	key, _ := client.NewKey("sk_virtual_1234")
	c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: direct{h}, Timeout: timeout})
	if err != nil {
		tr.t.Fatal(err)
	}
	began := time.Now()
	tr.summary, tr.err = New(c, tr.options).Run(ctx, source)
	tr.took = time.Since(began)
	if tr.summary == nil {
		tr.t.Fatalf("Run = %v", tr.err)
	}
}

// wantLine checks cells of a row's line.
func (tr *trial) wantLine(row int, want map[string]string) {
	tr.t.Helper()
	line := tr.report()[row-1]
	for column, cell := range want {
		if line[column] != cell {
			tr.t.Errorf("row %d: %s = %q; want %q (%v)", row, column, line[column], cell, line)
		}
	}
}

func answering(on string, h http.Handler, answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == on || on == "find" && r.URL.Query().Get("email") != "" {
			answer(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func say(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func slowly() Options {
	return Options{Rate: client.LimiterOptions{Rate: 50}, Settle: time.Second, Workers: 1}
}

func TestTakenWithoutFieldsEnds(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		body   string
	}{
		"409":        {409, `{"message":"Conflict"}`},
		"message":    {422, `{"message":"Email already exists"}`},
		"other word": {422, `{"message":"Custom field region no longer exists."}`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(1), sandbox.Options{}, slowly())
				tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, _ *http.Request) {
					say(w, answer.status, answer.body)
				}), time.Minute)
				tr.wantLine(1, map[string]string{"status": "failed", "error_code": "refused", "attempts": "1"})
			})
		})
	}
}

// TestARefusalThatCannotBeRead may be that the partner is there: then the row
// has not failed.
func TestARefusalThatCannotBeRead(t *testing.T) {
	for _, body := range []string{"", "<html>", `{"message": "The em`} {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, "email\nthere2@example.com\nnew@example.com\n", sandbox.Options{Partners: seeded()}, slowly())
			tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, _ *http.Request) { say(w, 422, body) }), time.Minute)
			tr.wantLine(1, map[string]string{"status": "exists", "partner_id": "there-2", "attempts": "1"})
			tr.wantLine(2, map[string]string{"status": "failed", "error_code": "refused", "attempts": "1"})
		})
	}
}

// A lookup that began before the settle time was over proves nothing, even if
// its answer comes after it.
func TestASlowLookupIsNoProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := slowly()
		o.Settle = 10 * time.Second
		tr := newTrial(t, numbered(1), sandbox.Options{LateInsert: 8 * time.Second, Race: "none"}, o)
		lost := answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			again := r.Clone(context.Background())
			again.Body = io.NopCloser(bytes.NewReader(body))
			go tr.sandbox.ServeHTTP(discard{}, again) // the work continues
			w.WriteHeader(502)
		})
		slow := answering("find", lost, func(w http.ResponseWriter, r *http.Request) {
			tr.sandbox.ServeHTTP(w, r)
			time.Sleep(11 * time.Second)
		})
		tr.runOn(slow, time.Minute)
		time.Sleep(time.Minute)
		tr.want(map[string]int{"created": 1})
		if n := len(tr.sandbox.Partners()); n != 1 {
			t.Errorf("%d partners came of one row", n)
		}
		tr.wantLine(1, map[string]string{"attempts": "1"})
	})
}

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

func TestSomebodyElsesAnswerIsNotBelieved(t *testing.T) {
	const other = `{"data":{"id":"other","email":"other@example.com","created_at":"2100-01-01T00:00:00Z"}}`
	for _, test := range []struct {
		name, on string
		faults   []sandbox.Fault
		want     map[string]string
	}{
		{"to a lookup", "find", []sandbox.Fault{{Kind: "500", Share: 1}}, map[string]string{"status": "unknown", "partner_id": ""}},
		{"to a create", "POST", nil, map[string]string{"status": "failed", "partner_id": "", "error_code": "unreachable"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, "email\na@example.com\n", sandbox.Options{Faults: test.faults}, slowly())
				tr.runOn(answering(test.on, tr.sandbox, func(w http.ResponseWriter, _ *http.Request) { say(w, 201, other) }), time.Minute)
				tr.wantLine(1, test.want)
			})
		})
	}
}

// The answer is lost, lookups read an old copy, and the second create is rejected as
// taken. The partner with the e-mail may be ours, and later proves to be.
func TestTakenInDoubtIsUnknownUntilItIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(1), sandbox.Options{Faults: []sandbox.Fault{{Kind: "504", After: true, First: 1}}}, slowly())
		tr.runOn(answering("find", tr.sandbox, func(w http.ResponseWriter, _ *http.Request) { say(w, 404, `{"message":"Not found."}`) }), time.Minute)
		tr.wantLine(1, map[string]string{"status": "unknown", "attempts": "2"})
		tr.run(nil)
		tr.want(map[string]int{"created": 1})
	})
}

func TestAFreshParentMayLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email,referring_partner_email\np@example.com,\nc@example.com,p@example.com\n", sandbox.Options{}, slowly())
		var posts atomic.Int64
		tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "POST" && posts.Add(1) == 2 {
				say(w, 400, `{"message":"Referring partner not found."}`)
				return
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.want(map[string]int{"created": 2})
	})
}

func TestOneRowThatIsNotFoundStopsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(50), sandbox.Options{Faults: []sandbox.Fault{{Kind: "404", Share: 1, Emails: []string{"p20@example.com"}}}}, slowly())
		tr.run(nil)
		tr.want(map[string]int{"created": 49, "failed": 1})
	})
}

// TestNoCreateIsFound: where nothing creates partners, the address is wrong and
// not the rows, whatever else is answered there.
func TestNoCreateIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(50), sandbox.Options{}, Options{Workers: 4})
		var posts atomic.Int64
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, _ *http.Request) {
			posts.Add(1)
			say(w, 404, `{"message":"Not found."}`)
		}), time.Minute)
		tr.wantStop(stop.Misconfigured)
		tr.want(map[string]int{"unsent": 50})
		if n := posts.Load(); n > 5 {
			t.Errorf("%d creates were sent; want at most 5", n)
		}
		tr.run(nil)
		tr.want(map[string]int{"created": 50})
	})
}

// TestAnOutageOfCreatesOnly: lookups and listings are answered all the while.
func TestAnOutageOfCreatesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(2000), sandbox.Options{Latency: 20 * ms},
			Options{Rate: client.LimiterOptions{Rate: 50}, Settle: time.Minute})
		tr.run(func(*Importer) {
			time.Sleep(2 * time.Second)
			tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "503", Share: 1}})
			time.Sleep(25 * time.Minute)
			tr.sandbox.SetFaults(nil)
		})
		tr.want(map[string]int{"created": 2000})
		// One for each of a hundred probes, and those that were in flight at first.
		if n := tr.status(503); n > 150 {
			t.Errorf("%d creates were sent into an outage of 25 minutes", n)
		}
	})
}

func TestA429WithoutEndIsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(50), sandbox.Options{}, slowly())
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }), time.Minute)
		tr.wantStop(stop.Outage)
		tr.want(map[string]int{"unsent": 50})
		if tr.took > time.Hour {
			t.Errorf("it lasted %s; want half an hour", tr.took)
		}
	})
}

func TestRetryAfterOf503HoldsEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(100), sandbox.Options{}, Options{Rate: client.LimiterOptions{Rate: 50}, Settle: time.Second})
		var until atomic.Int64
		early := atomic.Int64{}
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case until.Load() == 0:
				until.Store(time.Now().Add(time.Minute).UnixNano())
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(503)
				return
			case time.Now().UnixNano() < until.Load():
				early.Add(1)
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.want(map[string]int{"created": 100})
		if early.Load() > 1 {
			t.Errorf("%d creates were sent while the API had asked to wait", early.Load())
		}
	})
}

// TestA429HoldsThePlaceThatWasGiven: with its only worker busy, the next attempt
// has had its place when the 429 comes, and waits all the same.
func TestA429HoldsThePlaceThatWasGiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(5), sandbox.Options{}, Options{Workers: 1, Rate: client.LimiterOptions{Rate: 50}, Settle: time.Second})
		var until atomic.Int64
		early := atomic.Int64{}
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
			if time.Now().UnixNano() < until.Load() {
				early.Add(1)
			}
			time.Sleep(time.Second)
			if until.CompareAndSwap(0, time.Now().Add(time.Minute).UnixNano()) {
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(429)
				return
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.want(map[string]int{"created": 5})
		if early.Load() > 0 {
			t.Errorf("%d creates were sent while the API had asked to wait", early.Load())
		}
	})
}

// leftInDoubt is a run that ends before the outcome of its rows is known. All of them
// exist.
func leftInDoubt(t *testing.T, text string) *trial {
	tr := newTrial(t, text, sandbox.Options{Faults: []sandbox.Fault{
		{Kind: "504", After: true, Share: 1}, {Kind: "503", On: "find", Share: 1},
	}}, slowly())
	tr.run(func(im *Importer) { time.Sleep(500 * ms); im.Stop(stop.Cancelled, nil) })
	tr.sandbox.SetFaults(nil)
	time.Sleep(time.Hour)
	return tr
}

// TestRowsInDoubtAreNeverCalledUnsent: whatever keeps a later run from asking.
func TestRowsInDoubtAreNeverCalledUnsent(t *testing.T) {
	const family = "email,name,referring_partner_email\np@example.com,P,\nc@example.com,C,p@example.com\n"
	for _, test := range []struct {
		name, before, after string
		change              func(*Options)
	}{
		{"a limit", numbered(3), numbered(3), func(o *Options) { o.Limit = 1 }},
		{"strict", numbered(3), numbered(3) + "nobody,,,\n", func(o *Options) { o.Strict = true }},
		{"a parent that was broken", family, strings.Replace(family, ",P,", ","+strings.Repeat("P", 101)+",", 1), func(*Options) {}},
		{"rebuilt", numbered(3), numbered(3), func(o *Options) { o.Rebuild = true }},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := leftInDoubt(t, test.before)
				tr.edit(test.after)
				test.change(&tr.options)
				tr.run(nil)
				for _, line := range tr.report() {
					if _, there := tr.sandbox.Find(line["email"]); there && (line["status"] == "unsent" || line["status"] == "blocked") {
						t.Errorf("row %s exists and is called %s", line["row"], line["status"])
					}
				}
			})
		})
	}
}

// TestCreatedByAnotherFile: what a run of another file left in doubt, and is
// found now, was made by that one.
func TestCreatedByAnotherFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := leftInDoubt(t, numbered(1))
		tr.edit(numbered(2))
		tr.run(nil)
		tr.want(map[string]int{"exists": 1, "created": 1})
	})
}

// TestTheReportCommandTellsWhatTheRunTold, after the parent's row was broken
// and after a run that was to send one row only.
func TestTheReportCommandTellsWhatTheRunTold(t *testing.T) {
	const text = "email,name,referring_partner_email\nc@example.com,C,p@example.com\np@example.com,P,\nd@example.com,D,p@example.com\n"
	for name, limit := range map[string]int{"all": 0, "one": 1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, text, sandbox.Options{}, slowly())
				tr.options.Limit = limit
				tr.run(nil)
				if limit == 1 {
					tr.wantLine(2, map[string]string{"status": "created"}) // the parent, not a child that waits for it
				} else {
					tr.edit(strings.Replace(text, ",P,", ","+strings.Repeat("P", 101)+",", 1))
					tr.run(nil)
				}
				want := tr.report()
				tr.options.Rebuild = true
				tr.run(nil)
				for i, line := range tr.report() {
					if line["status"] != want[i]["status"] || line["partner_id"] != want[i]["partner_id"] {
						t.Errorf("row %d is %s in the run's report and %s when rebuilt", i+1, want[i]["status"], line["status"])
					}
				}
			})
		})
	}
}

// TestADamagedJournalCostsNoLine: every row has its line, what is known stays
// known, and what cannot be read is unknown.
func TestADamagedJournalCostsNoLine(t *testing.T) {
	tr := newTrial(t, numbered(2000), sandbox.Options{}, Options{Rate: client.LimiterOptions{Rate: 100000}, Settle: time.Second})
	tr.run(nil)
	file, err := os.OpenFile(tr.path("partners.journal"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for page := range int64(4) {
		if _, err := file.WriteAt(bytes.Repeat([]byte{0xff}, 4096), (20+page)*4096); err != nil {
			t.Fatal(err)
		}
	}
	file.Close()
	posts := tr.sandbox.Count(func(e sandbox.Entry) bool { return e.Method == "POST" })
	tr.run(nil)
	tr.wantStop(stop.Journal)
	counts := tr.counts()
	if counts["created"]+counts["unknown"] != 2000 || counts["unknown"] == 0 {
		t.Errorf("counts = %v; want created and unknown", counts)
	}
	if after := tr.sandbox.Count(func(e sandbox.Entry) bool { return e.Method == "POST" }); after != posts {
		t.Errorf("%d creates were sent from a damaged journal", after-posts)
	}
	if !strings.Contains(fmt.Sprint(tr.err), "damaged") {
		t.Errorf("Run = %v; want it to say that the journal is damaged", tr.err)
	}
}

// TestPathsThatClash: no output takes the journal's place, however it is named.
func TestPathsThatClash(t *testing.T) {
	for _, name := range []string{"report", "failed", "summary", "log of SQLite"} {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t, numbered(1), sandbox.Options{}, Options{})
			place := tr.path("x")
			tr.options.Journal = place
			switch name {
			case "report":
				tr.options.Report = tr.path("./x")
			case "failed":
				tr.options.Failed = place
			case "summary":
				tr.options.Summary = place
			default:
				tr.options.Report = place + "-wal"
			}
			source, err := source.Open(tr.input(), source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer source.Close()
			_, err = New(nil, tr.options).Run(context.Background(), source)
			if err == nil || !strings.Contains(err.Error(), "used for two things") {
				t.Errorf("Run = %v; want it refused", err)
			}
		})
	}
}
