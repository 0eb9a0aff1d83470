package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// The law: whatever the file holds and whatever the API does, every data row
// ends as exactly one line of the report, in the order of the file, and that
// line is true by the API's own ledger.

// A testFile is a file, and what is known about it.
type testFile struct {
	text  string
	lines []int // where each data row starts
}

// seeded are partners that are there before the import.
func seeded() []sandbox.Partner {
	then := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	return []sandbox.Partner{
		{Email: "There1@example.com", ID: "there-1", Key: "there-key-1", Name: "Theo", CreatedAt: then},
		{Email: "there2@example.com", ID: "there-2", Key: "there-key-2", CreatedAt: then},
	}
}

// drawFile makes a file of valid, invalid, malformed and repeated rows, of
// parents above and below, near and far, and in circles.
func drawFile(t *rapid.T, most int) testFile {
	rows := rapid.SampledFrom([]int{most, most / 2, 1, 0, most, most}).Draw(t, "rows")
	f := testFile{text: testColumns + "\n"}
	line := 2
	for row := range rows {
		for range rapid.SampledFrom([]int{0, 0, 0, 0, 2}).Draw(t, "blank lines") {
			f.text += "\n"
			line++
		}
		text := drawRow(t, row, rows)
		f.lines = append(f.lines, line)
		f.text += text
		line += strings.Count(text, "\n")
	}
	return f
}

func drawRow(t *rapid.T, row, rows int) string {
	email := fmt.Sprintf("P%d@example.com", row)
	name := rapid.SampledFrom([]string{"", "Zoë", "O'Neil, \"Jr\"", "two\nlines", "=1+1", " trimmed "}).Draw(t, "name")
	record := []string{email, name, "", "", "", "", "", "", "", ""}
	if rapid.Bool().Draw(t, "has id") {
		record[4] = fmt.Sprint("id-", row)
	}
	if rapid.Bool().Draw(t, "has key") {
		record[5] = fmt.Sprint("key-", row)
	}
	other := rapid.IntRange(0, rows-1).Draw(t, "other")
	switch 24 - rapid.IntRange(0, 24).Draw(t, "kind") { // small numbers are drawn more often
	case 0:
		record[0] = "no address"
	case 1:
		return email + ",too short\n"
	case 2:
		return strings.Replace(strings.Join(record[:1], ""), "@", "\"@", 1) + strings.Repeat(",", 9) + "\n"
	case 3:
		record[0] = fmt.Sprintf("p%d@EXAMPLE.com", other) // most likely a duplicate
	case 4:
		record[4] = fmt.Sprint("id-", other)
	case 5:
		record[0] = fmt.Sprintf("there%d@example.com", 1+other%2)
	case 6:
		record[5] = "there-key-1"
	case 7:
		record[9] = "nobody@example.com"
	case 8:
		record[3] = "weak"
	case 9:
		record[3] = "Secret" + strconv.Itoa(100+row)
		record[6] = "gold; silver"
	case 10:
		record[7] = "there-1"
	case 11, 12, 13, 14:
		record[9] = fmt.Sprintf("p%d@example.com", other)
	case 15:
		record[7] = fmt.Sprint("id-", other)
	case 16:
		record[8] = fmt.Sprint("key-", other)
	}
	return csvText(t, record)
}

// A proof is one import into a sandbox of its own.
type proof struct {
	file    testFile
	box     *sandbox.Sandbox
	dir     string
	summary *Summary
	err     error
	mayDie  bool // attempts were cut off, so that counts of attempts may differ
}

// run imports the file. Meanwhile is called with the importer and the cancel
// function when so many requests have arrived.
func (p *proof) run(t failer, faults []sandbox.Fault, o Options, after int64, meanwhile func(*Importer, context.CancelFunc)) {
	t.Helper()
	if p.box == nil { // else the run continues an earlier one
		p.box = sandbox.New(sandbox.Options{Key: "secret-key-12345", Partners: seeded()})
		p.place(t)
	}
	p.box.SetFaults(faults)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var im *Importer
	var arrived atomic.Int64
	network, done := newPipes(), make(chan struct{})
	srv := sandbox.ServeOn(network, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n := arrived.Add(1); {
		case meanwhile == nil || after == 0 || n < after:
		case n == after:
			meanwhile(im, cancel)
			close(done)
		default: // what is claimed while meanwhile looks at the journal does not arrive if the run died
			if <-done; ctx.Err() != nil {
				panic(http.ErrAbortHandler)
			}
		}
		p.box.ServeHTTP(w, r)
	}))
	defer srv.Close()
	transport := &http.Transport{DialContext: network.DialContext, MaxIdleConnsPerHost: 16}
	defer transport.CloseIdleConnections()
	key, _ := client.NewKey("secret-key-12345")
	c, err := client.New(client.Options{Key: key, BaseURL: srv.URL(), Timeout: 10 * time.Second, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, err := source.Open(filepath.Join(p.dir, "p.csv"), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o.Rate = client.LimiterOptions{Rate: 1e6}
	o.Settle = 50 * time.Millisecond
	o.Target = TargetSummary{Host: "sandbox"}
	o.Call = Flags
	im = New(c, o)
	p.summary, p.err = im.Run(ctx, s)
}

// place puts the file into a folder of its own.
func (p *proof) place(t failer) {
	t.Helper()
	var err error
	if p.dir, err = os.MkdirTemp("", "law-*"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "p.csv"), []byte(p.file.text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *proof) close() { os.RemoveAll(p.dir) }

// check holds the outputs against the ledger.
func (p *proof) check(t failer) {
	t.Helper()
	var stop *stop.Error
	if p.summary == nil || p.err != nil && !errors.As(p.err, &stop) {
		t.Fatalf("Run = %v, %v; want a summary, and a *StopError at most", p.summary, p.err)
	}
	lines := reportOf(t, readFile(t, filepath.Join(p.dir, "p.report.csv")))
	if len(lines) != len(p.file.lines) {
		t.Fatalf("%d report lines for %d rows", len(lines), len(p.file.lines))
	}
	for i, line := range lines {
		if line["row"] != strconv.Itoa(i+1) || line["line"] != strconv.Itoa(p.file.lines[i]) {
			t.Errorf("report line %d is of row %s, line %s; want line %d", i+1, line["row"], line["line"], p.file.lines[i])
		}
	}
	p.checkTruth(t, lines)
	p.checkFamilies(t, lines)
	p.checkCounts(t, lines)
	p.checkFailed(t, lines)
}

// checkTruth: a partner that was created is called so, with the true id and
// link, and no other is.
func (p *proof) checkTruth(t failer, lines []reportLine) {
	t.Helper()
	created, posts, changed := map[string]sandbox.Entry{}, map[string]int{}, map[string]bool{}
	for _, e := range p.box.Ledger() {
		email := identity.Email(e.Email)
		if e.Method == http.MethodPost {
			posts[email]++
		}
		if e.Method == http.MethodPut && e.PartnerID != "" {
			changed[email] = true
		}
		if e.Created {
			if _, twice := created[email]; twice {
				t.Errorf("%s was created twice", email)
			}
			created[email] = e
		}
	}
	for _, line := range lines {
		email := identity.Email(line["email"])
		entry, exists := created[email]
		partner, _ := p.box.Find(email)
		known := line["partner_id"] == partner.ID && line["key"] == partner.Key && line["referral_link"] == "https://partners.example.com?aff="+partner.Key
		switch row.Status(line["status"]) {
		case row.Created:
			if !exists || !known || line["partner_id"] != entry.PartnerID {
				t.Errorf("row %s is reported as %v; the ledger has %+v, the API %+v", line["row"], line, entry, partner)
			}
		case row.Exists:
			if exists || !known || partner.Email == "" {
				t.Errorf("row %s is reported as %v; the ledger has %+v, the API %+v", line["row"], line, entry, partner)
			}
		case row.Updated:
			if exists || !known || !changed[email] {
				t.Errorf("row %s is reported as %v; the ledger has a change: %v, the API %+v", line["row"], line, changed[email], partner)
			}
		case row.Failed, row.Blocked, row.Unsent:
			if exists {
				t.Errorf("row %s is %s (%s: %s), and was created: %+v", line["row"], line["status"], line["error_code"], line["error"], entry)
			}
		case row.Unknown:
			if line["error_code"] != string(row.OutcomeUnknown) || !p.mayDie && !exists && p.err == nil {
				t.Errorf("row %s is unknown (%s)", line["row"], line["error"])
			}
		case row.Invalid:
			continue // its e-mail may be that of another row
		}
		delete(created, email)
		if attempts := strconv.Itoa(posts[email]); line["attempts"] != attempts && !p.mayDie {
			t.Errorf("row %s was sent %s times, and reports %s", line["row"], attempts, line["attempts"])
		}
		delete(posts, email)
	}
	for email, entry := range created {
		t.Errorf("%s was created (%+v), and no line says so", email, entry)
	}
	for email := range posts {
		t.Errorf("%s was sent, and no line says so: was an invalid row sent?", email)
	}
}

// checkFamilies: a child is sent when its parent's row is there, and refers to
// that partner.
func (p *proof) checkFamilies(t failer, lines []reportLine) {
	t.Helper()
	s := openIn(t, p.file.text)
	defer s.Close()
	plan := planOf(t, s)
	firstPost, born := map[string]int{}, map[string]int{}
	for _, e := range p.box.Ledger() {
		if email := identity.Email(e.Email); e.Method == http.MethodPost && firstPost[email] == 0 {
			firstPost[email] = e.Seq
		}
		if e.Created {
			born[identity.Email(e.Email)] = e.Seq
		}
	}
	for child := range plan.Rows() + 1 {
		parent := plan.Parent(child)
		if parent == 0 {
			continue
		}
		line, above := lines[child-1], lines[parent-1]
		if line["status"] == string(row.Invalid) {
			continue
		}
		email, parentEmail := identity.Email(line["email"]), identity.Email(above["email"])
		if firstPost[email] > 0 && (!row.Status(above["status"]).Good() || born[parentEmail] > firstPost[email]) {
			t.Errorf("row %d was sent (request %d) although row %d is %s (request %d)", child, firstPost[email], parent, above["status"], born[parentEmail])
		}
		if bad := !row.Status(above["status"]).Good() && above["status"] != string(row.Unsent) && above["status"] != string(row.Unknown); bad && p.err == nil && line["status"] != string(row.Blocked) {
			t.Errorf("row %d is %s although row %d is %s; want it blocked", child, line["status"], parent, above["status"])
		}
		if line["status"] == string(row.Created) {
			c, _ := p.box.Find(email)
			if c.ReferrerID != above["partner_id"] {
				t.Errorf("row %d refers to %q; want row %d, %q", child, c.ReferrerID, parent, above["partner_id"])
			}
		}
	}
}

// checkCounts: the summary is JSON, adds up, and says how it ended.
func (p *proof) checkCounts(t failer, lines []reportLine) {
	t.Helper()
	var s Summary
	if err := json.Unmarshal([]byte(readFile(t, filepath.Join(p.dir, "p.summary.json"))), &s); err != nil {
		t.Fatalf("summary: %v", err)
	}
	counts, codes, sum := map[row.Status]int{}, map[row.Code]int{}, 0
	for _, line := range lines {
		counts[row.Status(line["status"])]++
		if !row.Status(line["status"]).Good() {
			codes[row.Code(line["error_code"])]++
			if line["error_code"] == "" || line["error"] == "" {
				t.Errorf("row %s is %s and has no code or no words: %v", line["row"], line["status"], line)
			}
		}
	}
	for status, n := range s.Counts {
		if n != counts[status] {
			t.Errorf("summary counts %d %s; the report has %d", n, status, counts[status])
		}
		sum += n
	}
	for code, n := range codes {
		if s.Codes[code] != n {
			t.Errorf("summary counts %d %s; the report has %d", s.Codes[code], code, n)
		}
	}
	want := 0
	switch {
	case p.err != nil:
		want = 3
	case counts[row.Created]+counts[row.Exists]+counts[row.Updated] == len(lines):
	case p.summary.Limit > 0 && counts[row.Unsent] > 0 && counts[row.Failed]+counts[row.Unknown] == 0: // a trial that went well
	default:
		want = 1
	}
	if sum != len(lines) || s.Rows != len(lines) || s.ExitStatus != want || (s.Stopped != "") != (p.err != nil) {
		t.Errorf("summary of %d rows: rows %d, counts %d, exit status %d, stopped %q; want exit status %d of %v", len(lines), s.Rows, sum, s.ExitStatus, s.Stopped, want, p.err)
	}
	if requests := len(p.box.Ledger()); !p.mayDie && s.Requests > requests {
		t.Errorf("summary counts %d requests; the ledger has %d", s.Requests, requests)
	}
}

// checkFailed: the failed rows are those that are not good.
func (p *proof) checkFailed(t failer, lines []reportLine) {
	t.Helper()
	var want, got []string
	for _, line := range lines {
		if status := row.Status(line["status"]); !status.Good() && !(status == row.Unsent && p.summary.Limit > 0) {
			want = append(want, line["row"]+" "+line["line"]+" "+line["status"]+" "+line["error_code"])
		}
	}
	text, err := os.ReadFile(filepath.Join(p.dir, "p.failed.csv"))
	if (err == nil) != (len(want) > 0) && p.err == nil {
		t.Errorf("%d failed rows, and the file of them: %v", len(want), err)
	}
	if err == nil {
		for _, row := range csvCells(t, string(text))[1:] {
			got = append(got, strings.Join(row[len(row)-5:len(row)-1], " "))
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("failed rows are\n%s; want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// virtually checks a property on n of 100 inputs, in virtual time.
func virtually(t *testing.T, n int, property func(*rapid.T)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		atMost(t, n, func(rt *rapid.T) {
			property(rt)
			synctest.Wait()
		})
	})
}

// drawOptions: with one worker and with many, with and without a journal, and
// whatever partners mean that are there already.
func drawOptions(t *rapid.T) Options {
	return Options{
		Workers: rapid.SampledFrom([]int{1, 3, 16}).Draw(t, "workers"),
		Journal: rapid.SampledFrom([]string{"", "-"}).Draw(t, "journal"),

		Existing: rapid.SampledFrom([]Existing{SkipExisting, UpdateExisting, FailExisting}).Draw(t, "existing"),
	}
}

// TestLaw: only certain errors occur.
func TestLaw(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) {
		p := &proof{file: drawFile(t, 40)}
		defer p.close()
		var faults []sandbox.Fault
		for _, kind := range []string{"422", "400", "413"} {
			faults = append(faults, sandbox.Fault{Kind: kind, Share: rapid.SampledFrom([]float64{0.05, 0, 0.3}).Draw(t, kind)})
		}
		p.run(t, faults, drawOptions(t), 0, nil)
		p.check(t)
		for status, n := range p.summary.Counts {
			if status == row.Unknown && n > 0 {
				t.Errorf("%d rows are unknown, and nothing was lost", n)
			}
		}
	})
}

// TestLawThrottled: what is turned away is sent again, and nothing is lost.
func TestLawThrottled(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) { lawThrottled(t, drawOptions(t)) })
}

func lawThrottled(t *rapid.T, o Options) {
	p := &proof{file: drawFile(t, 40)}
	defer p.close()
	p.run(t, []sandbox.Fault{{Kind: "429", First: rapid.IntRange(1, 2).Draw(t, "429s")}}, o, 0, nil)
	p.check(t)
	if n := p.summary.Counts[row.Failed] - p.summary.Codes[row.ReferrerNotFound] - p.summary.Codes[row.KeyTaken] - p.summary.Codes[row.IDTaken] - p.summary.Codes[row.Conflict] - p.summary.Codes[row.EmailTaken]; n > 0 {
		t.Errorf("%d rows failed for no other reason than the limit", n)
	}
}

// ambiguous are faults that leave open whether the work was done.
func ambiguous(t *rapid.T) []sandbox.Fault {
	var faults []sandbox.Fault
	for _, kind := range []string{"500", "504", "reset", "cut", "truncated", "cut-headers", "html200", "502-html", "408"} {
		share := rapid.SampledFrom([]float64{0.04, 0, 0.08}).Draw(t, kind)
		after := rapid.SampledFrom([]bool{false, true, true}).Draw(t, "after")
		faults = append(faults, sandbox.Fault{Kind: kind, After: after, Share: share}, sandbox.Fault{On: "update", Kind: kind, After: after, Share: share})
	}
	return faults
}

// TestLawAmbiguous: if answers are lost, no partner is created twice, and no row with an
// existing partner has failed.
func TestLawAmbiguous(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) { lawAmbiguous(t, drawOptions(t)) })
}

func lawAmbiguous(t *rapid.T, o Options) {
	p := &proof{file: drawFile(t, 40)}
	defer p.close()
	p.run(t, ambiguous(t), o, 0, nil)
	p.check(t)
}

// TestLawBlind: the lookups go wrong as well.
func TestLawBlind(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) { lawBlind(t, drawOptions(t)) })
}

func lawBlind(t *rapid.T, o Options) {
	p := &proof{file: drawFile(t, 15), mayDie: true}
	defer p.close()
	faults := append(ambiguous(t), sandbox.Fault{Kind: "503", On: "find", Share: 0.3})
	o.MaxAttempts = 3
	p.run(t, faults, o, 0, nil)
	p.check(t)
}

// TestLawStopped: the law holds as well when the run is stopped in the middle.
func TestLawStopped(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) { lawStopped(t, drawOptions(t)) })
}

func lawStopped(t *rapid.T, o Options) {
	p := &proof{file: drawFile(t, 60)}
	defer p.close()
	cause := errors.New("enough")
	p.run(t, ambiguous(t), o, rapid.Int64Range(1, 40).Draw(t, "after"), func(im *Importer, _ context.CancelFunc) {
		im.Stop(stop.Time, cause)
	})
	if p.summary == nil && errors.Is(p.err, cause) {
		return // stopped before anything was sent
	}
	p.check(t)
	if p.err != nil && !errors.Is(p.err, cause) {
		t.Errorf("Run = %v; want %v", p.err, cause)
	}
}

// TestLawCancelled: and when it is cancelled, with requests in flight.
func TestLawCancelled(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) { lawCancelled(t, drawOptions(t)) })
}

func lawCancelled(t *rapid.T, o Options) {
	p := &proof{file: drawFile(t, 60), mayDie: true}
	defer p.close()
	p.run(t, ambiguous(t), o, rapid.Int64Range(1, 40).Draw(t, "after"), func(_ *Importer, cancel context.CancelFunc) {
		cancel()
	})
	if p.summary == nil && errors.Is(p.err, context.Canceled) {
		return
	}
	p.check(t)
}

// TestLawAgain: a run that was cancelled is continued by the same command, and
// then nothing is left open.
func TestLawAgain(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) { lawAgain(t, drawOptions(t)) })
}

func lawAgain(t *rapid.T, o Options) {
	p := &proof{file: drawFile(t, 60), mayDie: true}
	defer p.close()
	if o.Journal == "-" {
		o.Journal = ""
	}
	p.run(t, ambiguous(t), o, rapid.Int64Range(2, 40).Draw(t, "after"), func(_ *Importer, cancel context.CancelFunc) {
		cancel()
	})
	p.run(t, nil, o, 0, nil)
	p.check(t)
	if n := p.summary.Counts[row.Unknown] + p.summary.Counts[row.Unsent]; n > 0 || p.err != nil {
		t.Errorf("the second run ends with %v, %v; want nothing left open", p.summary.Counts, p.err)
	}
	before := len(p.box.Ledger())
	p.run(t, nil, o, 0, nil)
	p.check(t)
	failed := p.summary.Counts[row.Failed]
	if requests := len(p.box.Ledger()) - before - 1; requests > 3*failed { // a failed row is tried again, and the partner with its id or key is looked up
		t.Errorf("the third run made %d requests; want none but for %d rows that failed", requests, failed)
	}
}

// TestFileChangesMeanwhile: a file that is written to while it is imported
// ends the run, and does not break it.
func TestFileChangesMeanwhile(t *testing.T) {
	const before = "email,name\na1@x,A\na2@x,A\nno,A\na4@x,A\n"
	for _, tt := range []struct{ name, after string }{
		{"cut", "email,name\na1@x,A\n"},
		{"a row less", "email,name\na1@x,AAAAA\nno,A\na4@x,A\n\n"},
		{"a row more", "email,name\na1@x,A\na2@x,A\nno,\na\nb,\n"},
		{"a wrong row is right", "email,name\na1@x,A\na2@x,A\na3@x\na4@x,A\n"},
		{"a wrong row is right and of the same length", "email,name\na1@x,A\na2@x,\nn@o,A\na4@,A\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, before, sandbox.Options{}, Options{Journal: "-"})
				tr.options.OnPlan = func(Preview) bool {
					tr.edit(tt.after)
					return true
				}
				tr.run(nil)
				sum := 0
				for _, n := range tr.summary.Counts {
					sum += n
				}
				if tr.err == nil && (sum != tr.summary.Rows || tr.summary.Good()) {
					t.Errorf("Run = %v, %v; want an error, or a line for each of %d rows", tr.summary.Counts, tr.err, tr.summary.Rows)
				}
			})
		})
	}
}

// TestStrict: one invalid row keeps all others from being sent.
func TestStrict(t *testing.T) {
	p := &proof{file: testFile{text: "email\na@x.y\nno\nb@x.y\n", lines: []int{2, 3, 4}}}
	defer p.close()
	p.run(t, nil, Options{Strict: true, Journal: "-"}, 0, nil)
	p.check(t)
	if !errors.Is(p.err, ErrStrict) || p.summary.Counts[row.Unsent] != 2 || len(p.box.Ledger()) > 0 {
		t.Errorf("Run = %v, %v with %d requests; want %v, and nothing sent", p.summary.Counts, p.err, len(p.box.Ledger()), ErrStrict)
	}
}

// TestLimit: a trial of so many rows sends so many, and leaves the rest.
func TestLimit(t *testing.T) {
	p := &proof{file: testFile{text: "email\na@x.y\nno\nb@x.y\nc@x.y\n", lines: []int{2, 3, 4, 5}}}
	defer p.close()
	p.run(t, nil, Options{Limit: 2, Journal: "-"}, 0, nil)
	p.check(t)
	if c := p.summary.Counts; p.err != nil || c[row.Created] != 2 || c[row.Unsent] != 1 || c[row.Invalid] != 1 {
		t.Errorf("Run = %v, %v; want 2 created, 1 unsent, 1 invalid", c, p.err)
	}
}

// TestDeclined: a run that OnPlan refuses has sent nothing and written nothing.
func TestDeclined(t *testing.T) {
	p := &proof{file: testFile{text: "email\na@x.y\nno\n"}}
	defer p.close()
	var got Preview
	p.run(t, nil, Options{OnPlan: func(v Preview) bool { got = v; return false }}, 0, nil)
	left, _ := os.ReadDir(p.dir)
	if !errors.Is(p.err, ErrDeclined) || p.summary != nil || got.Rows != 2 || got.Invalid != 1 || got.Expected <= 0 || len(left) != 1 || len(p.box.Partners()) != len(seeded()) {
		t.Errorf("Run = %+v, %v after %+v; the folder holds %v; want nothing done", p.summary, p.err, got, left)
	}
}

// TestThereBefore: a partner from before the import is never called created,
// also when the answer to the row's own request is lost, and also when it came
// to be in the very second before.
func TestThereBefore(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults []sandbox.Fault
		there  sandbox.Partner
	}{
		{"long before", nil, seeded()[1]},
		{"long before, and the answer is lost", []sandbox.Fault{{Kind: "500", First: 1}}, seeded()[1]},
		{"long before, and the refusal is lost", []sandbox.Fault{{Kind: "cut", After: true, First: 1}}, seeded()[1]},
		{"just now", nil, sandbox.Partner{Email: "there2@example.com"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &proof{file: testFile{text: "email\nthere2@example.com\n", lines: []int{2}}}
			p.box = sandbox.New(sandbox.Options{Partners: []sandbox.Partner{tt.there}})
			p.place(t)
			defer p.close()
			p.run(t, tt.faults, Options{Journal: "-"}, 0, nil)
			p.check(t)
			if p.summary.Counts[row.Exists] != 1 {
				t.Errorf("counts = %v; want 1 exists", p.summary.Counts)
			}
		})
	}
}
