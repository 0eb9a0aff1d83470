package runs

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"os"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// A bench has a sandbox and a file of so many rows.
type bench struct {
	t    *testing.T
	box  *sandbox.Sandbox
	job  Job
	path string
}

func newBench(t *testing.T, rows int, latency time.Duration) *bench {
	t.Helper()
	b := &bench{t: t, box: sandbox.New(sandbox.Options{Latency: latency}), path: filepath.Join(t.TempDir(), "p.csv")}
	var text strings.Builder
	text.WriteString("email,name\n")
	for i := range rows {
		fmt.Fprintf(&text, "p%d@example.org,N%d\n", i, i)
	}
	if err := os.WriteFile(b.path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	server, err := sandbox.Serve("", b.box)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	key, err := client.NewKey("secret-key-12345")
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Options{Key: key, BaseURL: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	b.job = Job{
		Account: Account{Partners: c, Target: importer.TargetSummary{Host: c.Host()}, Fingerprint: key.Fingerprint()},
		Source:  func() (*source.Source, error) { return source.Open(b.path, source.Options{}) },
		Options: importer.Options{Rate: client.LimiterOptions{Rate: 1000}},
	}
	return b
}

// until waits until a run is as wanted.
func until(t *testing.T, r *Run, is func(View) bool) View {
	t.Helper()
	for late := time.After(time.Minute); ; {
		v, changed := r.Watch()
		if is(v) {
			return v
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("the run is still %+v", v)
		}
	}
}

func ended(v View) bool { return v.State == Ended }

// TestRun: a run tells its plan, its rows and its end, and all partners are there.
func TestRun(t *testing.T) {
	b, q := newBench(t, 30, 0), &Queue{}
	defer q.Close()
	saved := atomic.Int32{}
	b.job.Saved = func(*Run) { saved.Add(1) }
	v := until(t, q.Start("a", b.job), ended)
	if v.Err != nil || v.Preview.Now != 30 || v.Summary.Counts[row.Created] != 30 || len(v.Latest) != mostLatest || saved.Load() != 1 {
		t.Errorf("view = %+v, saved %d times", v, saved.Load())
	}
	if n := len(b.box.Partners()); n != 30 || !q.IsIdle() {
		t.Errorf("%d partners, idle %v", n, q.IsIdle())
	}
	if first, last := v.Notes[len(v.Notes)-1].Kind, v.Notes[0].Kind; first != Began || last != Finished {
		t.Errorf("notes are from %s to %s", first, last)
	}
}

// TestPauseAndContinue: a pause is a soft stop, and the next run sends the rest.
func TestPauseAndContinue(t *testing.T) {
	b, q := newBench(t, 1000, 0), &Queue{}
	defer q.Close()
	b.job.Options.Rate.Rate = 300
	r := q.Start("a", b.job)
	until(t, r, func(v View) bool { return len(v.Latest) > 3 || ended(v) })
	if again := q.Start("a", b.job); again != r {
		t.Error("a second start began another run")
	}
	r.Stop()
	var early *stop.Error
	v := until(t, r, ended)
	if !errors.As(v.Err, &early) || early.Reason != stop.Cancelled {
		t.Fatalf("paused: %v, %+v", v.Err, v.Summary)
	}
	before := v.Summary.Counts[row.Created]
	b.job.Options.Rate.Rate = 3000
	v = until(t, q.Start("a", b.job), ended)
	if v.Err != nil || v.Summary.Counts[row.Created] != 1000 || v.Preview.Done != before || len(b.box.Partners()) != 1000 {
		t.Errorf("continued: %v, counts %v, done before %d; want %d", v.Err, v.Summary.Counts, v.Preview.Done, before)
	}
}

// TestTurns: two imports into one account wait for one another.
func TestTurns(t *testing.T) {
	a, b, q := newBench(t, 50, 20*time.Millisecond), newBench(t, 5, 0), &Queue{}
	defer q.Close()
	first := q.Start("a", a.job)
	until(t, first, func(v View) bool { return v.State != Waiting })
	second := q.Start("b", b.job)
	for v := second.View(); first.View().State.IsActive(); v = second.View() {
		if v.State != Waiting && first.View().State.IsActive() {
			t.Fatalf("the second is %s while the first is %s", v.State, first.View().State)
		}
		time.Sleep(time.Millisecond)
	}
	until(t, second, ended)
}

// TestCloseStops: closing stops what runs and what waits, softly.
func TestCloseStops(t *testing.T) {
	a, b, q := newBench(t, 5000, 20*time.Millisecond), newBench(t, 5, 0), &Queue{}
	first, second := q.Start("a", a.job), q.Start("b", b.job)
	until(t, first, func(v View) bool { return len(v.Latest) > 0 })
	q.Close()
	for _, r := range []*Run{first, second} {
		if v := r.View(); !ended(v) || v.Err == nil {
			t.Errorf("after Close a run is %s, %v", v.State, v.Err)
		}
	}
	if n := len(b.box.Partners()); n != 0 {
		t.Errorf("%d partners were created by a run that waited", n)
	}
}

// TestUnreadableFile: a file that is gone is the error of the run.
func TestUnreadableFile(t *testing.T) {
	b, q := newBench(t, 1, 0), &Queue{}
	defer q.Close()
	os.Remove(b.path)
	if v := until(t, q.Start("a", b.job), ended); !errors.As(v.Err, new(*source.Error)) {
		t.Errorf("err = %v", v.Err)
	}
}
