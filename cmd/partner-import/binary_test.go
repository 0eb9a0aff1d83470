//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/client/sandbox"
)

// These tests run the built program as its own process, against a sandbox in
// another process: as a user does, with signals and pipes.

// program returns the path of the program, built once for all tests.
func program(t testing.TB) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "partner-import")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// helpers are the commands of the test binary, besides the program.
func helpers() map[string]func() {
	return map[string]func(){
		"peak": peakMain, "blind-import": blindMain,
		"bare-csv": bareCSVMain, "frugal-csv": frugalCSVMain, "bare-http": bareHTTPMain,
	}
}

// peakMain is a command of the test binary: it runs a program and writes to a
// file how much memory that held at most, in bytes. A process begins with the
// peak of the one that started it, so a small one has to start it.
func peakMain() {
	command := exec.Command(os.Args[2], os.Args[3:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = command.Run()
	peak := command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS != "darwin" {
		peak *= 1024
	}
	if err := os.WriteFile(os.Args[1], []byte(strconv.FormatInt(peak, 10)), 0o600); err != nil {
		panic(err)
	}
	os.Exit(command.ProcessState.ExitCode())
}

// A process is one that a test started, and that ends with the test.
type process struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

// prepare makes a process in its own folder, with nothing of the test's
// environment that means something to the program.
func prepare(t *testing.T, dir string, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(name, args...)}
	p.Dir = dir
	p.Env = append(env, "PATH="+os.Getenv("PATH"), "HOME="+dir, "TMPDIR="+t.TempDir())
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	return p
}

// begin starts the process; it is killed by its own id if the test ends first.
func (p *process) begin(t *testing.T) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill()
			_ = p.Wait()
		}
	})
}

// status waits for the end, and returns the exit status.
func (p *process) status(t *testing.T) int {
	t.Helper()
	err := p.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// run runs the program to its end and checks the exit status.
func (p *process) run(t *testing.T, want int) {
	t.Helper()
	p.begin(t)
	if got := p.status(t); got != want {
		t.Fatalf("partner-import %s = %d; want %d\n%s", strings.Join(p.Args[1:], " "), got, want, &p.stderr)
	}
}

// importing prepares an import of the text, in a folder of its own.
func importing(t *testing.T, base, text string, flags ...string) *process {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "partners.csv"), text)
	env := []string{"PARTNERO_API_KEY=sk_test_123456", "PARTNERO_BASE_URL=" + base}
	return prepare(t, dir, env, program(t), append([]string{"import", "partners.csv"}, flags...)...)
}

func (p *process) file(name string) string { return filepath.Join(p.Dir, name) }

// A service is a sandbox in a process of its own.
type service struct {
	url    string
	ledger string // the file
}

func serve(t *testing.T, flags ...string) *service {
	t.Helper()
	ledger := filepath.Join(t.TempDir(), "ledger")
	return &service{quickService(t, append([]string{"--ledger", ledger}, flags...)...), ledger}
}

// quickService is a sandbox without a ledger, unless the flags name one, and
// returns its URL.
func quickService(t *testing.T, flags ...string) string {
	t.Helper()
	p := prepare(t, t.TempDir(), nil, program(t), append([]string{"sandbox"}, flags...)...)
	p.Stdout = nil
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.begin(t)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the sandbox says nothing: %v\n%s", err, &p.stderr)
	}
	return strings.TrimSpace(line)
}

// entries reads the ledger as far as it is written.
func (s *service) entries(t *testing.T) []sandbox.Entry {
	t.Helper()
	var entries []sandbox.Entry
	for line := range strings.Lines(read(t, s.ledger)) {
		var e sandbox.Entry
		if !strings.HasSuffix(line, "\n") {
			break
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	return entries
}

// created returns the ids of the partners that were created, by e-mail.
func (s *service) created(t *testing.T) map[string]string {
	t.Helper()
	ids := map[string]string{}
	for _, e := range s.entries(t) {
		if !e.Created {
			continue
		}
		if _, twice := ids[e.Email]; twice {
			t.Errorf("%s was created twice", e.Email)
		}
		ids[e.Email] = e.PartnerID
	}
	return ids
}

// await waits until this many partners were created.
func (s *service) await(t *testing.T, n int) {
	t.Helper()
	for len(s.created(t)) < n {
		time.Sleep(5 * time.Millisecond)
	}
}

// find asks the API for a partner, as anyone would.
func (s *service) find(t *testing.T, email string) (id, key, link string) {
	t.Helper()
	request, err := http.NewRequest("GET", s.url+"/partner?email="+url.QueryEscape(email), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer x")
	request.Header.Set("Accept", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body struct {
		Data struct {
			ID, Key string
			Links   []string `json:"referral_links"`
			Link    string   `json:"referral_link"`
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		t.Fatalf("GET partner %s: %v", email, err)
	}
	links := append(body.Data.Links, body.Data.Link)
	return body.Data.ID, body.Data.Key, links[0]
}

// A line is a line of a report, by column.
type line map[string]string

// readReport reads a report and checks its law: one line for each row, in the
// order of the file.
func readReport(t *testing.T, text string, rows int) []line {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []line
	for i, record := range records[1:] {
		l := line{}
		for column, name := range records[0] {
			l[name] = record[column]
		}
		if l["row"] != strconv.Itoa(i+1) {
			t.Fatalf("line %d of the report is about row %s", i+2, l["row"])
		}
		lines = append(lines, l)
	}
	if len(lines) != rows {
		t.Fatalf("the report has %d lines; want one for each of %d rows", len(lines), rows)
	}
	return lines
}

// withStatus returns the e-mails of the rows with that status.
func withStatus(lines []line, statuses ...string) map[string]string {
	ids := map[string]string{}
	for _, l := range lines {
		if slices.Contains(statuses, l["status"]) {
			ids[l["email"]] = l["partner_id"]
		}
	}
	return ids
}

// A partner is a generated row: what its cells say, which the request must
// say as well, and its tags as they are written in the cell.
type partner struct {
	line int // where it starts in the file
	want map[string]any
	tags string
}

// generate makes a file of n rows, with everything that a CSV cell may hold, and
// with every combination of filled and empty columns. Words that mean "nothing" are
// not among them: these are read as empty.
func generate(n int) (string, []partner) {
	names := []string{
		"Anna", `Robert "Bob"`, "Hartley, Jr.", "two\nlines", "愛子", "Łukasz", "O'Brien", `a""b`, `a\b`,
		"🦊 fox", "e\u0301", "<b>&amp;", "semi;colon", "tab\there", "100%", "nullable", "0", "x=1",
	}
	tags := []string{"", "gold", "gold;nordics", "a,b, c", "x|y|x"}
	lists := [][]any{nil, {"gold"}, {"gold", "nordics"}, {"a", "b", "c"}, {"x", "y"}}
	var text strings.Builder
	text.WriteString("email,name,surname,password,id,key,tags\n")
	partners := make([]partner, n)
	at := 2
	for i := range partners {
		p := partner{line: at, tags: tags[i%len(tags)], want: map[string]any{"email": fmt.Sprintf("partner+%d@example.com", i)}}
		give := func(field, value string, given bool) {
			if given {
				p.want[field] = value
			}
		}
		give("name", names[i%len(names)], i%7 > 0)
		give("surname", names[(i/len(names))%len(names)], i%11 > 0)
		give("password", fmt.Sprintf("Se\"cret, %d", i), i%3 == 0)
		give("id", fmt.Sprintf("%05d", i), i%2 == 0)
		give("key", fmt.Sprintf("key-%d", i), i&2 == 0)
		if list := lists[i%len(lists)]; list != nil {
			p.want["tags"] = list
		}
		row := p.row(i%13 == 0)
		text.WriteString(row)
		at += strings.Count(row, "\n")
		partners[i] = p
	}
	return text.String(), partners
}

// row writes the partner as CSV, with quotes where they are needed or everywhere.
func (p partner) row(quoted bool) string {
	var cells []string
	for _, field := range []string{"email", "name", "surname", "password", "id", "key"} {
		cell, _ := p.want[field].(string)
		cells = append(cells, cell)
	}
	cells = append(cells, p.tags)
	for i, cell := range cells {
		if quoted || strings.ContainsAny(cell, "\",\n") {
			cells[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
	}
	return strings.Join(cells, ",") + "\n"
}

func TestEveryRowIsCreatedOnceAsItStands(t *testing.T) {
	const rows, mostMemory = 2000, 60 << 20
	text, partners := generate(rows)
	api := serve(t)
	run := importing(t, api.url, text, "--rate", "100000/s")
	peak := filepath.Join(t.TempDir(), "peak")
	command := prepare(t, run.Dir, run.Env, "peak", append([]string{peak}, run.Args...)...)
	command.run(t, 0)

	if n, err := strconv.Atoi(read(t, peak)); err != nil || n > mostMemory {
		t.Errorf("peak memory = %d bytes (%v); want at most %d", n, err, mostMemory)
	}
	if command.stdout.Len() > 0 {
		t.Errorf("stdout holds %q", &command.stdout)
	}
	bodies := creates(t, api, rows)
	lines := readReport(t, read(t, run.file("partners.report.csv")), rows)
	for i, p := range partners {
		email := p.want["email"].(string)
		if _, given := p.want["password"]; given {
			p.want["password"] = "***" // the ledger's word for one
		}
		if diff := cmp.Diff(p.want, bodies[email]); diff != "" {
			t.Errorf("row %d, request (-want +got):\n%s", i+1, diff)
		}
		p.checkLine(t, api, lines[i])
	}
}

// creates returns the bodies of the create requests by e-mail. There must be one
// for each row.
func creates(t *testing.T, api *service, rows int) map[string]map[string]any {
	t.Helper()
	bodies, n := map[string]map[string]any{}, 0
	for _, e := range api.entries(t) {
		if e.Method != "POST" {
			continue
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(e.Body), &body); err != nil || !e.Created {
			t.Errorf("request %d: created %v, %v: %s", e.Seq, e.Created, err, e.Body)
		}
		bodies[e.Email] = body
		n++
	}
	if n != rows || len(bodies) != rows {
		t.Fatalf("%d create requests for %d partners; want one for each of %d rows", n, len(bodies), rows)
	}
	return bodies
}

// checkLine compares the report's line with what the API says of the partner.
func (p partner) checkLine(t *testing.T, api *service, got line) {
	t.Helper()
	email := p.want["email"].(string)
	id, key, link := api.find(t, email)
	if given, ok := p.want["id"].(string); ok && id != given || id == "" {
		t.Errorf("%s has id %q; want %q", email, id, given)
	}
	if _, err := time.Parse(time.RFC3339, got["created_at"]); err != nil {
		t.Error(err)
	}
	want := line{
		"row": got["row"], "line": strconv.Itoa(p.line), "status": "created", "email": email,
		"partner_id": id, "key": key, "referral_link": link, "error_code": "", "error_column": "", "error": "",
		"attempts": "1", "created_at": got["created_at"],
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("row %s, report (-want +got):\n%s", got["row"], diff)
	}
}

func TestPasswordsArriveAsTheyStand(t *testing.T) {
	text, partners := generate(90)
	box := sandbox.New(sandbox.Options{})
	server, err := sandbox.Serve("", box)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	importing(t, server.URL(), text, "--rate", "100000/s").run(t, 0)
	for i, p := range partners {
		want, _ := p.want["password"].(string)
		if got, ok := box.Find(p.want["email"].(string)); !ok || got.Password != want {
			t.Errorf("row %d: password %q; want %q", i+1, got.Password, want)
		}
	}
}

func TestSignalStopsSoftly(t *testing.T) {
	const rows = 1000
	text, _ := generate(rows)
	for _, test := range []struct {
		signal syscall.Signal
		status int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		t.Run(test.signal.String(), func(t *testing.T) {
			t.Parallel()
			api := serve(t, "--latency", "20ms")
			run := importing(t, api.url, text, "--rate", "100000/s")
			run.begin(t)
			api.await(t, 40)
			if err := run.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			if got := run.status(t); got != test.status {
				t.Errorf("exit status %d; want %d\n%s", got, test.status, &run.stderr)
			}
			lines := readReport(t, read(t, run.file("partners.report.csv")), rows)
			made := api.created(t)
			if diff := cmp.Diff(made, withStatus(lines, "created")); diff != "" {
				t.Errorf("created (-by the API +by the report):\n%s", diff)
			}
			if unsent := withStatus(lines, "unsent"); len(made)+len(unsent) != rows || len(unsent) == 0 {
				t.Errorf("%d created and %d unsent; want %d together, and some of each", len(made), len(unsent), rows)
			}
			if !strings.Contains(run.stderr.String(), "Run the same command again to continue.") {
				t.Errorf("stderr does not say what to do:\n%s", &run.stderr)
			}

			// The next run creates the rest, and nothing twice.
			again := prepare(t, run.Dir, run.Env, run.Path, run.Args[1:]...)
			again.run(t, 0)
			creates(t, api, rows)
			lines = readReport(t, read(t, run.file("partners.report.csv")), rows)
			if diff := cmp.Diff(api.created(t), withStatus(lines, "created")); diff != "" {
				t.Errorf("created in both runs (-by the API +by the report):\n%s", diff)
			}
		})
	}
}

func TestSecondSignalCancels(t *testing.T) {
	const rows = 200
	text, _ := generate(rows)
	// Some answers never come, so that only the second signal can end the run.
	api := serve(t, "--fault", "hang-after:10%")
	run := importing(t, api.url, text, "--rate", "100000/s", "--workers", "4", "--timeout", "30s")
	run.begin(t)
	for hanging := 0; hanging < 4; time.Sleep(5 * time.Millisecond) {
		hanging = 0
		for _, e := range api.entries(t) {
			if e.Fault != "" {
				hanging++
			}
		}
	}
	// The system merges a signal with a pending one of the same kind, so there is
	// a pause. If they are merged all the same, the requests time out some day.
	for range 2 {
		if err := run.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond)
	}
	if got := run.status(t); got != 130 {
		t.Errorf("exit status %d; want 130\n%s", got, &run.stderr)
	}
	lines := readReport(t, read(t, run.file("partners.report.csv")), rows)
	made, said := api.created(t), withStatus(lines, "created")
	for email, id := range said {
		if made[email] != id {
			t.Errorf("%s is created with id %q by the report, and %q by the API", email, id, made[email])
		}
	}
	unknown := withStatus(lines, "unknown")
	for email := range made {
		_, isSaid := said[email]
		if _, isUnknown := unknown[email]; !isSaid && !isUnknown {
			t.Errorf("%s exists, and the report says neither created nor unknown", email)
		}
	}
	if len(unknown) != 4 {
		t.Errorf("%d rows are unknown; want the 4 whose answers never came", len(unknown))
	}
}

func TestSecretsAppearNowhere(t *testing.T) {
	const key, password = "sk_canary_0123456789", `Can"ary/7<&>é`
	var text strings.Builder
	text.WriteString("email,name,password\n")
	for i := range 60 {
		fmt.Fprintf(&text, "p%d@example.com,P,\"%s%d\"\n", i, strings.ReplaceAll(password, `"`, `""`), i)
	}
	text.WriteString("not an address,P,\"" + strings.ReplaceAll(password, `"`, `""`) + "\"\n")
	text.WriteString("weak@example.com,P,canary\n")
	server := httptest.NewServer(&parrot{})
	defer server.Close()

	run := importing(t, server.URL+"/v1", text.String(), "--rate", "100000/s", "--log-level", "debug", "--log-file", "log", "--metrics-file", "m.prom",
		"--settle", "1ms", "--max-attempts", "2", "--max-outage", "3s")
	run.Env = append(run.Env, "PARTNERO_API_KEY="+key)
	run.begin(t)
	if status := run.status(t); status != exitSomeFailed && status != exitStopped { // lookups that tell nothing may count as an outage
		t.Fatalf("exit status %d\n%s", status, &run.stderr)
	}
	readReport(t, read(t, run.file("partners.report.csv")), 62)
	entries, err := os.ReadDir(run.Dir)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{"stdout": run.stdout.String(), "stderr": run.stderr.String()}
	for _, entry := range entries {
		if name := entry.Name(); name != "partners.csv" {
			said[name] = read(t, run.file(name))
		}
	}
	if !strings.Contains(said["log"], "attempt") || !strings.Contains(said["partners.failed.csv"], "ary/7") {
		t.Fatal("the log or the failed rows are empty, so that the test proves nothing")
	}
	for where, text := range said {
		for _, secret := range []string{key, "sk_canary", "ary/7", `ary\/7`, "canary\t", "ary%2F7"} {
			if i := strings.Index(text, secret); i >= 0 && (where != "partners.failed.csv" || strings.HasPrefix(secret, "sk")) {
				t.Errorf("%s holds %q: …%s…", where, secret, text[max(0, i-200):min(len(text), i+100)])
			}
		}
	}
}

// A parrot is an API that fails in every way and repeats what it was sent.
type parrot struct{ creates atomic.Int64 }

func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != "POST" {
		w.WriteHeader(http.StatusOK)
		if strings.HasSuffix(r.URL.Path, "/partner") {
			return // a success without a body
		}
		fmt.Fprint(w, `{"data":[]}`)
		return
	}
	body, _ := io.ReadAll(r.Body)
	var sent struct{ Email, Password string }
	_ = json.Unmarshal(body, &sent)
	secrets := sent.Password + " " + r.Header.Get("Authorization")
	say := func(status int, answer any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer)
	}
	switch p.creates.Add(1) % 8 {
	case 0:
		say(422, map[string]any{"message": "The password " + secrets + " is bad.", "errors": map[string]any{"password": []string{secrets + " is bad."}}})
	case 1:
		say(400, map[string]any{"message": secrets})
	case 2:
		say(500, map[string]any{"message": secrets, "trace": string(body)})
	case 3:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(502)
		fmt.Fprintf(w, "<html>%s %s</html>", secrets, body)
	case 4:
		say(422, map[string]any{"error": secrets})
	case 5:
		say(201, map[string]any{"data": "no object, but " + secrets})
	case 6:
		say(422, map[string]any{"message": "bad", "errors": map[string]any{"name": "not " + strings.Repeat("x", 280) + secrets}})
	case 7:
		say(201, map[string]any{"data": map[string]any{"id": sent.Email, "email": sent.Email}})
	}
}

func TestRateHoldsInEverySecond(t *testing.T) {
	if testing.Short() {
		t.Skip("takes three seconds")
	}
	t.Parallel()
	const most = 56 // 50 a second, and a tenth for bursts and clocks
	// A machine that pauses for a moment sends the requests of two moments at
	// once; a wrong pace is wrong every time.
	busiest := 0
	for range 3 {
		if busiest = busiestSecond(t, 150, "50/s"); busiest <= most {
			return
		}
	}
	t.Errorf("%d requests in one second; want at most %d", busiest, most)
}

// busiestSecond imports this many rows, and returns the largest number of requests
// that reached the server within one second.
func busiestSecond(t *testing.T, rows int, rate string) int {
	t.Helper()
	text, _ := generate(rows)
	api := serve(t)
	importing(t, api.url, text, "--rate", rate).run(t, 0)
	var times []time.Time
	for _, e := range api.entries(t) {
		times = append(times, e.At)
	}
	if len(times) < rows {
		t.Errorf("%d requests; want at least %d", len(times), rows)
	}
	slices.SortFunc(times, time.Time.Compare)
	busiest, from := 0, 0
	for i := range times {
		for times[i].Sub(times[from]) >= time.Second {
			from++
		}
		busiest = max(busiest, i-from+1)
	}
	return busiest
}

func TestClosedPipesLoseNothing(t *testing.T) {
	const rows = 300
	text, _ := generate(rows - 1)
	text += "wrong,,,,,,\n"
	for _, test := range []struct {
		name   string
		close  func(p *process, pipe *os.File)
		report bool // on stdout
		status int
	}{
		{"report", func(p *process, pipe *os.File) { p.Stdout = pipe }, true, exitStopped},
		{"stdout", func(p *process, pipe *os.File) { p.Stdout = pipe }, false, exitSomeFailed},
		{"stderr", func(p *process, pipe *os.File) { p.Stderr = pipe }, false, exitSomeFailed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			api := serve(t)
			flags := []string{"--rate", "100000/s"}
			if test.report {
				flags = append(flags, "--report", "-")
			}
			run := importing(t, api.url, text, flags...)
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			reader.Close()
			defer writer.Close()
			test.close(run, writer)
			run.run(t, test.status)
			if n := len(api.created(t)); n != rows-1 {
				t.Errorf("%d partners were created; want %d", n, rows-1)
			}
			if !test.report {
				readReport(t, read(t, run.file("partners.report.csv")), rows)
			}
			if failed := read(t, run.file("partners.failed.csv")); !strings.Contains(failed, "wrong,") {
				t.Errorf("the failed rows are %q", failed)
			}
			if summary := read(t, run.file("partners.summary.json")); !strings.Contains(summary, `"created": 299`) {
				t.Errorf("the summary is %s", summary)
			}
		})
	}
}
