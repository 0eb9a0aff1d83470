package work

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"partner-import/client/sandbox"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// theKey must be in no history.
const theKey = "sk_live_a_key_that_nobody_sees"

// A world is a sandbox, a store, a folder of keys and a worker.
type world struct {
	*testing.T
	box    *sandbox.Sandbox
	root   string
	worker *Worker
	job    job.Job

	prepare func(*testsuite.TestActivityEnvironment) // each attempt, unless nil
}

func newWorld(t *testing.T, o sandbox.Options) *world {
	t.Helper()
	if o.Key == "" {
		o.Key = theKey
	}
	w := &world{T: t, box: sandbox.New(o), root: t.TempDir()}
	server, err := sandbox.Serve("", w.box)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, dir := range []string{"store", "secrets", "scratch"} {
		if err := os.Mkdir(w.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w.write("secrets/acme", theKey+"\n")
	w.worker = &Worker{
		Name: "w1", Version: "test", Secrets: w.path("secrets"), Scratch: w.path("scratch"),
		Store: store.Options{Pause: time.Millisecond},
	}
	w.job = job.Job{
		Customer: "acme", File: "partners", Store: "file://" + w.path("store"), From: "in/partners.csv",
		Journal: w.path("acme.journal"), Secret: "acme", Heartbeat: time.Minute, Slice: time.Minute,
		Settings: map[string][]string{"base-url": {server.URL()}, "rate": {"1000/s"}},
	}
	return w
}

func (w *world) path(parts ...string) string {
	return filepath.Join(append([]string{w.root}, parts...)...)
}

func (w *world) write(name, content string) {
	w.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(content), 0o600); err != nil {
		w.Fatal(err)
	}
}

// rows are so many partners, in CSV.
func rows(n int) string {
	var b strings.Builder
	b.WriteString("email,name\n")
	for i := range n {
		fmt.Fprintf(&b, "p%d@customers.example,Partner %d\n", i, i)
	}
	return b.String()
}

// env is where activities run. Each call is another attempt.
func (w *world) env() *testsuite.TestActivityEnvironment {
	suite := &testsuite.WorkflowTestSuite{}
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestActivityEnvironment()
	w.worker.Register(env)
	env.SetTestTimeout(time.Minute)
	if w.prepare != nil {
		w.prepare(env)
	}
	return env
}

func (w *world) stage() (job.Staged, error) {
	w.Helper()
	return get[job.Staged](w.env().ExecuteActivity(job.Stage, w.job, time.Date(2026, 11, 28, 1, 30, 0, 0, time.UTC)))
}

func (w *world) run(s job.Staged, turn int) (job.Outcome, error) {
	w.Helper()
	return get[job.Outcome](w.env().ExecuteActivity(job.Run, w.job, s, job.Turn{Number: turn}))
}

func get[T any](value converter.EncodedValue, err error) (result T, _ error) {
	if err == nil {
		err = value.Get(&result)
	}
	return result, err
}

// staged is a copy of so many rows.
func (w *world) staged(n int) job.Staged {
	w.Helper()
	w.write("store/in/partners.csv", rows(n))
	s, err := w.stage()
	if err != nil {
		w.Fatal(err)
	}
	return s
}

func (w *world) created() int { return w.box.Count(func(e sandbox.Entry) bool { return e.Created }) }

func (w *world) posts() int {
	return w.box.Count(func(e sandbox.Entry) bool { return e.Method == "POST" })
}
