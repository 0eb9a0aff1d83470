//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
)

// These tests end the program at random moments, on full disks, and with
// damaged journals, while the server fails as servers do. The judge is the
// server's ledger, which another process writes.
//
// With TORTURE=1 (make torture) they take longer.

func tortured(short, long int) int {
	if os.Getenv("TORTURE") != "" {
		return long
	}
	return short
}

// faults are those of an API on a bad day: 18 of 100 creates go wrong, and half of
// these have created the partner.
func faults() []string {
	var flags []string
	for _, fault := range []string{
		"500:3%", "502-html:2%", "503:2%", "408:1%", "reset:3%",
		"cut-after:3%", "truncated-after:2%", "504-after:2%",
	} {
		flags = append(flags, "--fault", fault)
	}
	return flags
}

// someFaults are half as many: 8 of 100 creates go wrong.
func someFaults() []string {
	var flags []string
	for _, fault := range []string{"500:1%", "502-html:1%", "503:1%", "reset:1%", "cut-after:2%", "truncated-after:1%", "504-after:1%"} {
		flags = append(flags, "--fault", fault)
	}
	return flags
}

func numbered(n int) string {
	var b strings.Builder
	b.WriteString("email,name,surname,key,tags\n")
	for i := range n {
		key := ""
		if i%2 == 1 {
			key = fmt.Sprintf("k%d", i)
		}
		fmt.Fprintf(&b, "p%d@example.com,Name %d,Sur %d,%s,a;b\n", i, i, i, key)
	}
	return b.String()
}

// A verdict is how a report compares with the ledger.
type verdict struct {
	lost  int // rows without a partner
	twice int // partners that were created more than once
	wrong int // lines that are not true
	taken int // creates that were refused since their partner existed
}

// judge compares the report with the ledger. All rows should be created.
func judge(t *testing.T, api *service, report string, rows int) verdict {
	t.Helper()
	var v verdict
	ids := map[string]string{}
	for _, e := range api.entries(t) {
		if e.Created && ids[e.Email] != "" {
			v.twice++
		}
		if e.Created {
			ids[e.Email] = e.PartnerID
		}
		if e.Method == "POST" && e.Status == 422 {
			v.taken++
		}
	}
	v.lost = rows - len(ids)
	for _, l := range readReport(t, report, rows) {
		if l["status"] != "created" || l["partner_id"] != ids[l["email"]] || l["referral_link"] == "" {
			v.wrong++
		}
	}
	return v
}

// again prepares the same command once more.
func (p *process) again(t *testing.T) *process {
	q := &process{Cmd: exec.Command(p.Path, p.Args[1:]...)}
	q.Dir, q.Env = p.Dir, p.Env
	q.Stdout, q.Stderr = &q.stdout, &q.stderr
	return q
}

// killAtRandom starts the command again and again, and kills it after a moment
// each time. It stops early when the command gets to its end.
func killAtRandom(t *testing.T, p *process, kills int, most time.Duration) (done int) {
	t.Helper()
	for ; done < kills; done++ {
		p = p.again(t)
		p.begin(t)
		timer := time.AfterFunc(10*time.Millisecond+rand.N(most), func() { _ = p.Process.Kill() })
		_ = p.Wait()
		timer.Stop()
		if p.ProcessState.Exited() {
			if code := p.ProcessState.ExitCode(); code != exitOK {
				t.Fatalf("a run ended with %d\n%s", code, &p.stderr)
			}
			break
		}
	}
	return done
}

func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	rows, kills := tortured(2500, 40000), tortured(100, 1000)
	api := serve(t, append(faults(), "--latency", "10ms")...)
	p := importing(t, api.url, numbered(rows), "--rate", "700/s", "--settle", "500ms", "--quiet")
	kills = killAtRandom(t, p, kills, 200*time.Millisecond)
	p = p.again(t)
	p.run(t, exitOK)
	v := judge(t, api, read(t, p.file("partners.report.csv")), rows)
	if v.lost+v.twice+v.wrong > 0 {
		t.Errorf("after %d kills: %+v; want nothing lost, twice or wrong", kills, v)
	}
	t.Logf("%d rows, %d kills, %+v", rows, kills, v)
	if left, _ := filepath.Glob(p.file(".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// blindMain is a command of the test binary, and the control of these tests: an
// import without a journal, which believes that every request without an answer
// did not arrive. The harness must find it guilty.
func blindMain() {
	key, _ := client.NewKey(os.Getenv("PARTNERO_API_KEY"))
	c, err := client.New(client.Options{Key: key, BaseURL: os.Getenv("PARTNERO_BASE_URL")})
	if err != nil {
		panic(err)
	}
	source, err := source.Open("partners.csv", source.Options{})
	if err != nil {
		panic(err)
	}
	o := importer.Options{Journal: "-", Rate: client.LimiterOptions{Rate: 700}}
	if _, err := importer.New(blind{c}, o).Run(context.Background(), source); err != nil {
		os.Exit(exitStopped)
	}
	os.Exit(exitOK)
}

type blind struct{ *client.Client }

func (b blind) Create(ctx context.Context, p client.NewPartner) (client.Partner, error) {
	partner, err := b.Client.Create(ctx, p)
	var e *client.Error
	if errors.As(err, &e) && e.Kind == client.Ambiguous {
		e.Kind = client.Unsent
	}
	return partner, err
}

func TestTheHarnessCatchesBlindRetries(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and other tests kill and stop the program under the race detector")
	}
	t.Parallel()
	const rows = 1000
	api := serve(t, append(faults(), "--latency", "10ms")...)
	p := importing(t, api.url, numbered(rows))
	p.Path, p.Args = blindProgram(t), []string{"blind-import"}
	killAtRandom(t, p, 5, 300*time.Millisecond)
	p = p.again(t)
	p.begin(t)
	p.status(t)
	if v := judge(t, api, read(t, p.file("partners.report.csv")), rows); v.wrong == 0 || v.taken == 0 {
		t.Errorf("the control run = %+v; want it to be caught", v)
	}
}

// blindProgram is this test binary under the name that makes it blindMain.
func blindProgram(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "blind-import")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link
}

// TestTornJournal cuts the write-ahead log of a killed run at a random place,
// or flips a byte there. The next run must find what was lost at the API: no
// partner is created twice, and no line is false. It may forget which run created
// a partner.
func TestTornJournal(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and other tests kill and stop the program under the race detector")
	}
	t.Parallel()
	const rows = 300
	for i := range tortured(12, 300) {
		api := serve(t, "--latency", "5ms")
		p := importing(t, api.url, numbered(rows), "--rate", "1000/s", "--settle", "100ms", "--quiet")
		killAtRandom(t, p, 2, 250*time.Millisecond)
		how := damage(t, p.file("partners.journal-wal"))
		p = p.again(t)
		p.run(t, exitOK)
		ids := api.created(t)
		for _, l := range readReport(t, read(t, p.file("partners.report.csv")), rows) {
			if l["status"] != "created" && l["status"] != "exists" || l["partner_id"] != ids[l["email"]] {
				t.Errorf("round %d (%s): %v; the API has %q", i, how, l, ids[l["email"]])
			}
		}
	}
}

func damage(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil || len(content) == 0 {
		return "no log"
	}
	at := rand.IntN(len(content))
	how := fmt.Sprintf("cut at %d of %d", at, len(content))
	if rand.IntN(2) == 0 {
		how = fmt.Sprintf("flipped at %d of %d", at, len(content))
		content[at] ^= 0x40
	} else {
		content = content[:at]
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return how
}

func TestTwoRunsAtOnce(t *testing.T) {
	rows := tortured(300, 3000) // the first run must outlast all the others
	api := serve(t, "--latency", "5ms")
	first := importing(t, api.url, numbered(rows), "--rate", "100/s", "--quiet")
	first.Env = append(first.Env, "GOGC=1") // a lock that a garbage collection could end would end
	first.begin(t)
	api.await(t, 20)
	for range tortured(5, 50) {
		second := first.again(t)
		second.run(t, exitNotStarted)
		if want := fmt.Sprintf("is in use by process %d, since ", first.Process.Pid); !strings.Contains(second.stderr.String(), want) {
			t.Fatalf("the second run says %q; want %q", &second.stderr, want)
		}
	}
	if status := first.status(t); status != exitOK {
		t.Fatalf("the first run = %d; want 0\n%s", status, &first.stderr)
	}
	if v := judge(t, api, read(t, first.file("partners.report.csv")), rows); v != (verdict{}) {
		t.Errorf("%+v; want all created once", v)
	}
}

// TestReportIsRebuilt compares the report command with the run's own report.
func TestReportIsRebuilt(t *testing.T) {
	const rows = 200
	api := serve(t, "--latency", "5ms", "--fault", "422:5%")
	p := importing(t, api.url, numbered(rows)+"not-an-address,,,,\n", "--rate", "1000/s", "--quiet")
	p.run(t, exitSomeFailed)
	want := read(t, p.file("partners.report.csv"))
	failed := read(t, p.file("partners.failed.csv"))
	for _, name := range []string{"partners.report.csv", "partners.failed.csv", "partners.summary.json"} {
		if err := os.Remove(p.file(name)); err != nil {
			t.Fatal(err)
		}
	}
	before := len(api.entries(t))
	q := p.again(t)
	q.Args = []string{q.Path, "report", "partners.csv"}
	q.run(t, exitSomeFailed)
	if got := read(t, p.file("partners.report.csv")); got != want {
		t.Errorf("the rebuilt report differs:\n%s\nwant\n%s", got, want)
	}
	if got := read(t, p.file("partners.failed.csv")); got != failed {
		t.Errorf("the rebuilt failed rows differ:\n%s\nwant\n%s", got, failed)
	}
	if after := len(api.entries(t)); after != before {
		t.Errorf("rebuilding sent %d requests", after-before)
	}
	var summary importer.Summary
	if err := json.Unmarshal([]byte(read(t, p.file("partners.summary.json"))), &summary); err != nil || summary.Rows != rows+1 {
		t.Errorf("the rebuilt summary has %d rows, %v", summary.Rows, err)
	}
}

// TestResumeEqualsAnUndisturbedRun compares, line by line, all that does not
// depend on when and in which order partners were created.
func TestResumeEqualsAnUndisturbedRun(t *testing.T) {
	const rows = 400
	text := numbered(rows) + "p7@example.com,Again,,,\nnot-an-address,,,,\n"
	var reports [2][]line
	for i := range reports {
		api := serve(t, "--latency", "5ms")
		p := importing(t, api.url, text, "--rate", "1000/s", "--settle", "200ms", "--quiet")
		if i == 1 {
			killAtRandom(t, p, 8, 200*time.Millisecond)
		}
		p = p.again(t)
		p.run(t, exitSomeFailed)
		reports[i] = readReport(t, read(t, p.file("partners.report.csv")), rows+2)
	}
	for i, want := range reports[0] {
		for _, column := range []string{"row", "line", "status", "email", "error_code", "error_column", "error"} {
			if got := reports[1][i][column]; got != want[column] {
				t.Errorf("row %d: %s = %q after kills; want %q", i+1, column, got, want[column])
			}
		}
	}
}
