package importer

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// The tests in this file run in virtual time: the sandbox is called without a
// socket, so that minutes of waiting cost nothing and are exact.

// direct is a transport that calls the handler. A handler that panics with
// http.ErrAbortHandler cuts the connection, one that panics with syscall.ECONNREFUSED
// has never got the request.
type direct struct{ handler http.Handler }

// An arrival is what comes back of a request: an answer or an error.
type arrival struct {
	response *http.Response
	err      error
}

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	back := make(chan arrival, 1)
	go func() { back <- d.arrive(r) }()
	var got arrival
	select {
	case got = <-back:
	case <-r.Context().Done():
		got.err = r.Context().Err()
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && !errors.Is(got.err, syscall.ECONNREFUSED) {
		trace.WroteHeaders()
	}
	return got.response, got.err
}

func (d direct) arrive(r *http.Request) (got arrival) {
	defer func() {
		switch reason := recover(); reason {
		case nil:
		case http.ErrAbortHandler:
			got.err = io.ErrUnexpectedEOF
		case syscall.ECONNREFUSED:
			got.err = syscall.ECONNREFUSED
		default:
			panic(reason)
		}
	}()
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, r)
	return arrival{response: recorder.Result()}
}

// A reporter is a *testing.T or a *rapid.T.
type reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
	Fatal(...any)
}

// A trial is a file, a sandbox, and the result of importing the file into it.
type trial struct {
	t       reporter
	dir     string
	file    string // "" is partners.csv
	sandbox *sandbox.Sandbox
	options Options
	summary *Summary
	err     error
	took    time.Duration
	counted int // entries of the ledger that cost has counted
}

func newTrial(t *testing.T, csvText string, so sandbox.Options, o Options) *trial {
	t.Helper()
	o.Call = Flags
	tr := &trial{t: t, dir: t.TempDir(), sandbox: sandbox.New(so), options: o}
	tr.edit(csvText)
	return tr
}

func (tr *trial) edit(csvText string) {
	if err := os.WriteFile(tr.input(), []byte(csvText), 0o600); err != nil {
		tr.t.Fatal(err)
	}
}

func (tr *trial) path(name string) string { return filepath.Join(tr.dir, name) }

func (tr *trial) input() string { return tr.path(cmp.Or(tr.file, "partners.csv")) }

// output is the path of an output next to the input.
func (tr *trial) output(ending string) string {
	input := tr.input()
	if tr.options.DryRun {
		ending = map[string]string{".report.csv": ".check.csv", ".summary.json": ".check.json"}[ending]
	}
	return strings.TrimSuffix(input, filepath.Ext(input)) + ending
}

// run imports the file. Meanwhile is called at the same time, in its own goroutine.
func (tr *trial) run(meanwhile func(*Importer)) {
	tr.t.Helper()
	im := tr.importer()
	beside := make(chan struct{})
	go func() {
		defer close(beside)
		if meanwhile != nil {
			meanwhile(im)
		}
	}()
	defer func() { <-beside }()
	tr.runImporter(im)
}

// runWith imports the file into what change makes of the sandbox's client.
func (tr *trial) runWith(change func(Partners) Partners) {
	tr.t.Helper()
	tr.runImporter(New(change(tr.client()), tr.options))
}

func (tr *trial) importer() *Importer { return New(tr.client(), tr.options) }

func (tr *trial) client() *client.Client {
	tr.t.Helper()
	key, _ := client.NewKey("sk_virtual_1234")
	c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: direct{tr.sandbox}})
	if err != nil {
		tr.t.Fatal(err)
	}
	return c
}

func (tr *trial) runImporter(im *Importer) {
	tr.t.Helper()
	source, err := source.Open(tr.input(), source.Options{})
	if err != nil {
		tr.t.Fatal(err)
	}
	defer source.Close()
	began := time.Now()
	tr.summary, tr.err = im.Run(context.Background(), source)
	tr.took = time.Since(began)
	if tr.summary == nil {
		tr.t.Fatalf("Run = %v", tr.err)
	}
	checkSummary(tr.t, tr.output(".summary.json"))
}

// report returns the lines of the report, and fails unless there is exactly
// one for each row, in order.
func (tr *trial) report() []map[string]string {
	tr.t.Helper()
	content, err := os.ReadFile(tr.output(".report.csv"))
	if err != nil {
		tr.t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		tr.t.Fatal(err)
	}
	var lines []map[string]string
	for i, row := range cells[1:] {
		line := map[string]string{}
		for k, column := range cells[0] {
			line[column] = row[k]
		}
		if line["row"] != fmt.Sprint(i+1) {
			tr.t.Fatalf("line %d of the report is about row %s", i+1, line["row"])
		}
		lines = append(lines, line)
	}
	return lines
}

// counts returns how many rows have each status, and fails unless the report,
// the summary and the sandbox's ledger agree.
func (tr *trial) counts() map[string]int {
	tr.t.Helper()
	counts := map[string]int{}
	for _, line := range tr.report() {
		counts[line["status"]]++
		p, there := tr.sandbox.Find(line["email"])
		switch {
		case line["status"] == "created" && (!there || p.ID != line["partner_id"]):
			tr.t.Errorf("row %s is reported as created with id %q; the sandbox has %q", line["row"], line["partner_id"], p.ID)
		case line["status"] == "failed" && line["error_code"] == "unreachable" && there:
			tr.t.Errorf("row %s is reported as failed, and exists", line["row"])
		}
	}
	for status, n := range tr.summary.Counts {
		if counts[string(status)] != n {
			tr.t.Errorf("the summary counts %d rows as %s; the report has %d", n, status, counts[string(status)])
		}
	}
	creations := map[string]int{}
	for _, e := range tr.sandbox.Ledger() {
		if e.Created {
			creations[e.Email]++
		}
	}
	for email, n := range creations {
		if n > 1 {
			tr.t.Errorf("%s was created %d times", email, n)
		}
	}
	return counts
}

func (tr *trial) want(counts map[string]int) {
	tr.t.Helper()
	got := tr.counts()
	for status, n := range counts {
		if got[status] != n {
			tr.t.Errorf("%d rows are %s; want %d (all: %v)", got[status], status, n, got)
		}
	}
}

func (tr *trial) wantStop(reason stop.Reason) {
	tr.t.Helper()
	var stop *stop.Error
	if !errors.As(tr.err, &stop) || stop.Reason != reason {
		tr.t.Errorf("Run = %v; want a stop: %s", tr.err, reason)
	}
}

func (tr *trial) status(n int) int {
	return tr.sandbox.Count(func(e sandbox.Entry) bool { return e.Status == n })
}

// numbered is a file of n rows.
func numbered(n int) string {
	var b bytes.Buffer
	b.WriteString("email,name,surname,key\n")
	for i := range n {
		fmt.Fprintf(&b, "p%d@example.com,Name %d,Sur %d,\n", i, i, i)
	}
	return b.String()
}

const ms = time.Millisecond

func TestOutagePausesAndBurnsNoRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(2000), sandbox.Options{Latency: 20 * ms},
			Options{Rate: client.LimiterOptions{Rate: 400}, Settle: time.Second})
		fell := 0
		tr.run(func(*Importer) {
			time.Sleep(2 * time.Second)
			tr.sandbox.SetDown(503)
			time.Sleep(8 * time.Second)
			tr.sandbox.SetDown(0)
			fell = tr.status(503)
		})
		tr.want(map[string]int{"created": 2000})
		if tr.err != nil || fell > 60 {
			t.Errorf("Run = %v, with %d requests into the outage; want nil and at most 60", tr.err, fell)
		}
		if tr.took > 25*time.Second {
			t.Errorf("it took %s; want the 5 s of work, the outage, and a probe's distance", tr.took)
		}
	})
}

func TestOutageThatDoesNotEnd(t *testing.T) {
	for _, most := range []time.Duration{10 * time.Second, 30 * time.Minute} {
		t.Run(most.String(), func(t *testing.T) { endlessOutage(t, most) })
	}
}

func endlessOutage(t *testing.T, most time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(500), sandbox.Options{Latency: 20 * ms},
			Options{Rate: client.LimiterOptions{Rate: 100}, Settle: time.Second, MaxOutage: most})
		tr.run(func(*Importer) {
			time.Sleep(2 * time.Second)
			tr.sandbox.SetDown(503)
		})
		tr.wantStop(stop.Outage)
		if counts := tr.counts(); counts["failed"] != 0 || counts["unsent"] < 200 {
			t.Errorf("counts = %v; want no failed rows, and the rest unsent", counts)
		}
		if after := tr.took - 2*time.Second; after < most || after > most+time.Second {
			t.Errorf("it gave up after %s; want %s", after, most)
		}
		tr.sandbox.SetDown(0)
		tr.run(nil)
		tr.want(map[string]int{"created": 500})
	})
}

func TestFewRowsSurviveAnOutageToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(2), sandbox.Options{Latency: time.Second},
			Options{Rate: client.LimiterOptions{Rate: 1}, Settle: time.Second})
		tr.run(func(*Importer) {
			time.Sleep(1500 * ms)
			tr.sandbox.SetDown(503)
			time.Sleep(10 * time.Minute)
			tr.sandbox.SetDown(0)
		})
		tr.want(map[string]int{"created": 2})
	})
}

func TestRevokedKeyStopsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(1000), sandbox.Options{Latency: 20 * ms, Key: "sk_virtual_1234"},
			Options{Rate: client.LimiterOptions{Rate: 400}, Settle: time.Second})
		tr.run(func(*Importer) {
			time.Sleep(time.Second)
			tr.sandbox.SetKey("another")
		})
		tr.wantStop(stop.Key)
		if n := tr.status(401); n > 17 {
			t.Errorf("%d requests got 401; want at most workers + 1", n)
		}
		counts := tr.counts()
		if counts["unsent"] == 0 || counts["created"]+counts["unsent"] != 1000 {
			t.Errorf("counts = %v; want created and unsent only", counts)
		}
		tr.sandbox.SetKey("sk_virtual_1234")
		tr.run(nil)
		tr.want(map[string]int{"created": 1000})
		if n := tr.status(422); n != 0 {
			t.Errorf("%d rows were sent again that were done", n)
		}
	})
}

func TestForbiddenFiveTimesStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(100), sandbox.Options{Faults: []sandbox.Fault{{Kind: "403", Share: 1}}},
			Options{Rate: client.LimiterOptions{Rate: 10}, Workers: 1})
		tr.run(nil)
		tr.wantStop(stop.Key)
		if n := tr.status(403); n != 5 {
			t.Errorf("%d requests got 403; want 5", n)
		}
		tr.want(map[string]int{"unsent": 100})
	})
}

func TestFirstRowsAllRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(100), sandbox.Options{Faults: []sandbox.Fault{{Kind: "422", Share: 1}}},
			Options{Rate: client.LimiterOptions{Rate: 10}, Workers: 1})
		tr.run(nil)
		tr.wantStop(stop.Failures)
		tr.want(map[string]int{"failed": 20, "unsent": 80})
	})
}

func TestMaxFailures(t *testing.T) {
	for _, test := range []struct {
		name   string
		most   MaxFailures
		failed int
	}{
		{"rows", MaxFailures{Rows: 3}, 3},
		{"percent", MaxFailures{Percent: 5}, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				refused := []string{}
				for i := 30; i < 60; i++ {
					refused = append(refused, fmt.Sprintf("p%d@example.com", i))
				}
				tr := newTrial(t, numbered(100), sandbox.Options{Faults: []sandbox.Fault{{Kind: "422", Share: 1, Emails: refused}}},
					Options{Rate: client.LimiterOptions{Rate: 10}, Workers: 1, MaxFailures: test.most})
				tr.run(nil)
				tr.wantStop(stop.Failures)
				tr.want(map[string]int{"created": 30, "failed": test.failed, "unsent": 70 - test.failed})
			})
		})
	}
}

func TestParkedRowsHoldNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Every tenth row loses its first answer; a minute of settling each
		// must not add up.
		var tenth []string
		for i := 0; i < 200; i += 10 {
			tenth = append(tenth, fmt.Sprintf("p%d@example.com", i))
		}
		tr := newTrial(t, numbered(200), sandbox.Options{Latency: 20 * ms, Faults: []sandbox.Fault{{Kind: "500", First: 20, Emails: tenth}}},
			Options{Rate: client.LimiterOptions{Rate: 10}, Workers: 2, Settle: time.Minute})
		tr.run(nil)
		tr.want(map[string]int{"created": 200})
		if tr.took > 90*time.Second {
			t.Errorf("it took %s; want the work of 20 s and one settle time", tr.took)
		}
		// No one was sent twice within the settle time.
		last := map[string]time.Time{}
		for _, e := range tr.sandbox.Ledger() {
			if e.Method != "POST" {
				continue
			}
			if before, again := last[e.Email]; again && e.At.Sub(before) < time.Minute {
				t.Errorf("%s was sent again after %s", e.Email, e.At.Sub(before))
			}
			last[e.Email] = e.At
		}
	})
}

func TestLateInsertIsNotSentTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(50), sandbox.Options{LateInsert: 40 * time.Second},
			Options{Rate: client.LimiterOptions{Rate: 100}, Settle: time.Minute})
		tr.runOn(tr.sandbox, 2*time.Second)
		tr.want(map[string]int{"created": 50})
	})
}

func TestAPoisonRowFailsAndTheOthersDoNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(30), sandbox.Options{Faults: []sandbox.Fault{{Kind: "500", Share: 1, Emails: []string{"p7@example.com"}}}},
			Options{Rate: client.LimiterOptions{Rate: 10}, Settle: time.Second})
		tr.run(nil)
		tr.want(map[string]int{"created": 29, "failed": 1})
		if line := tr.report()[7]; line["error_code"] != "unreachable" || line["attempts"] != "5" {
			t.Errorf("row 8 = %v; want unreachable after 5 attempts", line)
		}
	})
}

func TestLookupsThatFailLeaveTheRowUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emails := []string{"p7@example.com"}
		tr := newTrial(t, numbered(30), sandbox.Options{Faults: []sandbox.Fault{
			{Kind: "500", After: true, Share: 1, Emails: emails}, {Kind: "503", On: "find", Share: 1},
		}}, Options{Rate: client.LimiterOptions{Rate: 10}, Settle: time.Second})
		tr.run(nil)
		tr.want(map[string]int{"created": 29, "unknown": 1})
		tr.sandbox.SetFaults(nil)
		tr.run(nil)
		tr.want(map[string]int{"created": 30})
	})
}

func TestSoftStopAndResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(1000), sandbox.Options{Latency: 20 * ms},
			Options{Rate: client.LimiterOptions{Rate: 400}, Settle: time.Second})
		var stopped time.Time
		tr.run(func(im *Importer) {
			time.Sleep(time.Second)
			stopped = time.Now()
			im.Stop(stop.Cancelled, nil)
		})
		tr.wantStop(stop.Cancelled)
		if after := time.Since(stopped); after > 30*ms {
			t.Errorf("it lasted %s; want the latency at most", after)
		}
		tr.counts()
		tr.run(nil)
		tr.want(map[string]int{"created": 1000})
		if posts := tr.sandbox.Count(func(e sandbox.Entry) bool { return e.Method == "POST" }); posts != 1000 {
			t.Errorf("%d creates were sent for 1000 rows", posts)
		}
		if lookups := tr.lookups(); lookups != 0 {
			t.Errorf("%d rows were looked up; want none, since every claim that was not sent is released", lookups)
		}
	})
}

func (tr *trial) lookups() int {
	return tr.sandbox.Count(func(e sandbox.Entry) bool { return strings.HasSuffix(e.Path, "/partner") })
}

func TestDoneRowsCostNoRequestAndChangesAreSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(50), sandbox.Options{}, Options{Rate: client.LimiterOptions{Rate: 100}})
		tr.run(nil)
		tr.want(map[string]int{"created": 50})
		before := len(tr.sandbox.Ledger())
		tr.run(nil)
		tr.want(map[string]int{"created": 50}) // the same file: the same import continues
		tr.edit(strings.Replace(numbered(51), "Name 7,", "Other,", 1))
		tr.run(nil)
		tr.want(map[string]int{"exists": 50, "created": 1}) // another file
		if line := tr.report()[7]; line["error_code"] != "exists_different" || line["partner_id"] == "" {
			t.Errorf("the changed row = %v; want exists_different, with the partner", line)
		}
		if sent := len(tr.sandbox.Ledger()) - before; sent != 3 {
			t.Errorf("%d requests were sent for two runs and one new row; want a greeting each and one create", sent)
		}
	})
}

func TestStrictMeansNothingToADryRun(t *testing.T) {
	tr := newTrial(t, "email\na@example.com\nnobody\nb@example.com\n", sandbox.Options{}, Options{DryRun: true, Strict: true})
	tr.run(nil)
	if got := tr.summary.Counts; tr.err != nil || got[row.Valid] != 2 || got[row.Invalid] != 1 {
		t.Errorf("Run = %v, %v; want two valid rows and an invalid one", got, tr.err)
	}
}
