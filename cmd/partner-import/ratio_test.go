//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// These measurements set the program beside the barest Go that does the same,
// in turns within one run, so that a machine which is slow or busy is so for
// both. "make bench" runs them; docs/internals/performance.md has results.

// measuring skips what takes minutes and means nothing on a busy machine.
func measuring(t *testing.T) {
	if os.Getenv("BENCH") == "" {
		t.Skip("measurements run with BENCH=1 (make bench)")
	}
}

// A cost is what a process took.
type cost struct {
	wall, cpu time.Duration
	peak      int // bytes
}

// costOf runs a command to its end. A small process stands between, see
// peakMain.
func costOf(t *testing.T, dir string, env []string, args ...string) cost {
	t.Helper()
	peak := filepath.Join(t.TempDir(), "peak")
	p := prepare(t, dir, env, "peak", append([]string{peak}, args...)...)
	began := time.Now()
	p.run(t, 0)
	c := cost{wall: time.Since(began), cpu: p.ProcessState.UserTime() + p.ProcessState.SystemTime()}
	c.peak, _ = strconv.Atoi(read(t, peak))
	return c
}

// median is that of the wall time and of the CPU time; the peak is the highest.
func median(costs []cost) (m cost) {
	var walls, cpus []time.Duration
	for _, c := range costs {
		walls, cpus = append(walls, c.wall), append(cpus, c.cpu)
		m.peak = max(m.peak, c.peak)
	}
	slices.Sort(walls)
	slices.Sort(cpus)
	m.wall, m.cpu = walls[len(walls)/2], cpus[len(cpus)/2]
	return m
}

func (c cost) log(t *testing.T, what string, rows int) {
	t.Helper()
	t.Logf("%-28s %8d rows %8.2f s %9.0f rows/s %7.2f CPU-µs/row %5d MB", what, rows, c.wall.Seconds(),
		float64(rows)/c.wall.Seconds(), float64(c.cpu.Microseconds())/float64(rows), c.peak>>20)
}

// want fails if a figure is on the wrong side of its bound.
func want(t *testing.T, what string, got float64, atLeast bool, bound float64) {
	t.Helper()
	t.Logf("%s: %.2f (bound %.2f)", what, got, bound)
	if atLeast && got < bound || !atLeast && got > bound {
		t.Errorf("%s is %.2f; the bound is %.2f", what, got, bound)
	}
}

func mega(bytes int) float64 { return float64(bytes) / (1 << 20) }

// plainRows is a file of n rows as a migration has them.
func plainRows(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "partners.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "email,name,surname,password,id,key")
	for i := range n {
		fmt.Fprintf(w, "partner.%d@example%d.com,Name%d,Surname %d,Secret%d,aff-%d,key%d\n", i, i%97, i, i, 1000+i, i, i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// importCost imports the file into a fresh sandbox, with a journal and a report.
func importCost(t *testing.T, path string, flags ...string) (c cost, dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.Link(path, filepath.Join(dir, "partners.csv")); err != nil {
		t.Fatal(err)
	}
	env = []string{"PARTNERO_API_KEY=any", "PARTNERO_BASE_URL=" + quickService(t)}
	return costOf(t, dir, env, importCommand(t, flags...)...), dir, env
}

func importCommand(t *testing.T, flags ...string) []string {
	return append([]string{program(t), "import", "partners.csv", "--yes", "--quiet", "--rate", "1000000/s"}, flags...)
}

// TestRatioImport: an import beside a bare loop of net/http.
func TestRatioImport(t *testing.T) {
	measuring(t)
	const rows = 60_000
	path := plainRows(t, rows)
	var bare, ours []cost
	for range 5 {
		bare = append(bare, costOf(t, t.TempDir(), nil, "bare-http", path, quickService(t)))
		c, _, _ := importCost(t, path)
		ours = append(ours, c)
	}
	b, o := median(bare), median(ours)
	b.log(t, "bare net/http", rows)
	o.log(t, "import", rows)
	want(t, "speed beside net/http", b.wall.Seconds()/o.wall.Seconds(), true, 0.6)
	want(t, "CPU beside net/http", o.cpu.Seconds()/b.cpu.Seconds(), false, 2)
	want(t, "peak memory, MB", mega(o.peak), false, 150)
}

// TestRatioValidate: a dry run beside a bare loop of encoding/csv.
func TestRatioValidate(t *testing.T) {
	measuring(t)
	const rows = 1_000_000
	path := plainRows(t, rows)
	var bare, frugal, ours []cost
	for range 5 {
		bare = append(bare, costOf(t, t.TempDir(), nil, "bare-csv", path))
		frugal = append(frugal, costOf(t, t.TempDir(), nil, "frugal-csv", path))
		ours = append(ours, costOf(t, filepath.Dir(path), nil, program(t), "validate", path, "--quiet"))
	}
	b, f, o := median(bare), median(frugal), median(ours)
	b.log(t, "bare encoding/csv", rows)
	f.log(t, "the same, ReuseRecord", rows)
	o.log(t, "validate", rows)
	t.Logf("speed beside encoding/csv with ReuseRecord: %.2f", f.wall.Seconds()/o.wall.Seconds())
	want(t, "speed beside encoding/csv", b.wall.Seconds()/o.wall.Seconds(), true, 0.25)
	want(t, "peak memory, MB", mega(o.peak), false, 160)
}

// TestScale: what a row costs in files of every size, to validate, to import
// and to find done already.
func TestScale(t *testing.T) {
	measuring(t)
	for rows := 1000; rows <= 1_000_000; rows *= 10 {
		path := plainRows(t, rows)
		costOf(t, filepath.Dir(path), nil, program(t), "validate", path, "--quiet").log(t, "validate", rows)
		c, dir, env := importCost(t, path)
		c.log(t, "import", rows)
		resume := costOf(t, dir, env, importCommand(t)...)
		resume.log(t, "resume, all done", rows)
		if rows == 1_000_000 {
			want(t, "seconds to resume a million rows", resume.wall.Seconds(), false, 10)
			want(t, "CPU seconds to resume a million rows", resume.cpu.Seconds(), false, 8)
		}
	}
}

// TestRatioRate: how much of the API's limit is used, told and not told.
func TestRatioRate(t *testing.T) {
	measuring(t)
	for _, tt := range []struct {
		name    string
		rows    int
		flags   []string
		atLeast float64
		refused int // answers of 429 that are all right
	}{
		{"told", 1500, []string{"--rate", "50/s"}, 0.97, 0},
		{"not told", 4000, []string{"--rate", "auto"}, 0.9, 1 << 30},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := read(t, plainRows(t, tt.rows))
			run := importing(t, quickService(t, "--limit", "50", "--window", "1s"), text, append([]string{"--yes", "--quiet"}, tt.flags...)...)
			run.run(t, 0)
			s := readSummary(t, run.file("partners.summary.json"))
			t.Logf("%d rows in %.2f s, %d answers of 429", tt.rows, s.Seconds, s.Throttled)
			want(t, "of the limit is used", float64(tt.rows)/50/s.Seconds, true, tt.atLeast)
			if s.Throttled > tt.refused {
				t.Errorf("%d answers of 429; want none", s.Throttled)
			}
		})
	}
}

// bareGet is the barest program that makes a request.
const bareGet = `package main

import (
	"net/http"
	"os"
)

func main() {
	if answer, err := http.Get(os.Args[1]); err == nil {
		answer.Body.Close()
	}
}
`

// TestRatioStart: from the start of the process to its first request, beside
// the barest program that makes one.
func TestRatioStart(t *testing.T) {
	measuring(t)
	var first atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		first.CompareAndSwap(0, time.Now().UnixNano())
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	text := read(t, plainRows(t, 30))
	bareProgram := filepath.Join(t.TempDir(), "bare-get")
	write(t, bareProgram+".go", bareGet)
	if out, err := exec.Command("go", "build", "-o", bareProgram, bareProgram+".go").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	until := func(p *process) time.Duration {
		first.Store(0)
		began := time.Now()
		p.begin(t)
		p.status(t)
		return time.Duration(first.Load() - began.UnixNano())
	}
	var bare, ours []time.Duration
	for range 15 {
		bare = append(bare, until(prepare(t, t.TempDir(), nil, bareProgram, server.URL)))
		ours = append(ours, until(importing(t, server.URL, text, "--yes")))
	}
	slices.Sort(bare)
	slices.Sort(ours)
	t.Logf("to the first request: bare %s, import %s (%s, %d cores)", bare[7], ours[7], runtime.Version(), runtime.NumCPU())
	want(t, "milliseconds beyond bare", (ours[7]-bare[7]).Seconds()*1000, false, 50)
}
