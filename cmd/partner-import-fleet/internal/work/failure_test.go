package work

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"partner-import/client/sandbox"
	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
)

// An end is what the engine learns of an attempt.
type end struct {
	kind  ends.Kind
	again bool // another attempt follows
	after time.Duration
	text  string // all that the engine keeps of it
}

// endOf reads an error as the engine does.
func endOf(t *testing.T, err error) end {
	t.Helper()
	var app *temporal.ApplicationError
	if !errors.As(err, &app) {
		t.Fatalf("%v is no error for the engine", err)
	}
	kept := temporal.GetDefaultFailureConverter().ErrorToFailure(err)
	return end{ends.Kind(app.Type()), !app.NonRetryable(), app.NextRetryDelay(), kept.String()}
}

// checkSilent: what the engine keeps names nobody.
func (w *world) checkSilent(text string) {
	w.Helper()
	for _, secret := range []string{theKey, "@", "customers.example", "Secret123", w.root} {
		if strings.Contains(text, secret) {
			w.Errorf("the engine keeps %q: %s", secret, text)
		}
	}
}

// TestKeyRevoked: the run fails and is not tried again. After a new key it continues,
// without a row that is sent twice.
func TestKeyRevoked(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(50)
	w.job.Settings["rate"] = []string{"50/s"}
	go func() {
		for w.created() < 10 {
			time.Sleep(time.Millisecond)
		}
		w.box.SetKey("sk_live_the_new_one")
	}()
	_, err := w.run(s, 1)
	if got := endOf(t, err); got.kind != ends.Key || got.again {
		t.Fatalf("%+v; want that the key was refused, for good", got)
	} else {
		w.checkSilent(got.text)
	}
	w.write("secrets/acme", "sk_live_the_new_one")
	w.job.Settings["adopt-journal"] = []string{"true"}
	o, err := w.run(s, 2)
	if err != nil || o.Counts["created"] != 50 || w.created() != 50 {
		t.Errorf("after the new key: %+v, %v, and %d created; want 50", o, err, w.created())
	}
}

// TestRefusedBeforeTheFirstRow: ends that no attempt can change.
func TestRefusedBeforeTheFirstRow(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*world)
		want  ends.Kind
	}{
		"wrong key":      {func(w *world) { w.box.SetKey("another") }, ends.Key},
		"no secret":      {func(w *world) { w.job.Secret = "nowhere" }, ends.Secret},
		"empty secret":   {func(w *world) { w.write("secrets/acme", " \n") }, ends.Secret},
		"wrong settings": {func(w *world) { w.job.Settings["workers"] = []string{"0"} }, ends.Settings},
		"no such column": {func(w *world) { w.job.Settings["map"] = []string{"Mail=email"} }, ends.Refused},
		"too few rows":   {func(w *world) { w.job.Settings["min-rows"] = []string{"100"} }, ends.Refused},
		"wrong address":  {func(w *world) { w.job.Settings["base-url"] = []string{"http://api.partnero.com/v1"} }, ends.Address},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, sandbox.Options{})
			s := w.staged(5)
			tt.spoil(w)
			_, err := w.run(s, 1)
			got := endOf(t, err)
			if got.kind != tt.want || got.again || w.posts() != 0 {
				t.Errorf("%+v, %d POSTs; want %q for good, and none", got, w.posts(), tt.want)
			}
			w.checkSilent(got.text)
			if tt.want == ends.Refused {
				text, err := os.ReadFile(w.path("store", s.Folder, "turn-1-attempt-1", reasonFile))
				if err != nil || len(text) < 20 {
					t.Errorf("the reason is %q, %v", text, err)
				}
			}
		})
	}
}

// TestOriginalReplaced: the run has its copy, so nothing of the new file is sent.
func TestOriginalReplaced(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(20)
	w.write("store/in/partners.csv", "email,name\nnew@customers.example,New\n")
	o, err := w.run(s, 1)
	if err != nil || o.Rows != 20 {
		t.Errorf("%+v, %v; want the 20 rows of the copy", o, err)
	}
	if _, is := w.box.Find("new@customers.example"); is {
		t.Error("a row of the new file was sent")
	}
}

// TestCopyChanged: the control. A copy that is not the one that was made is refused.
func TestCopyChanged(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(20)
	w.write("store/"+s.Object, strings.Replace(rows(20), "p7@", "x7@", 1))
	_, err := w.run(s, 1)
	if got := endOf(t, err); got.kind != ends.Copy || got.again || w.posts() != 0 {
		t.Errorf("%+v, %d POSTs; want that the copy was changed", got, w.posts())
	}
	if err := os.Remove(w.path("store", s.Object)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.run(s, 1); endOf(t, err).kind != ends.Copy {
		t.Errorf("without the copy: %v", err)
	}
}

// TestUploadRefused: the attempt is made again, which costs one request, and its outputs
// are written anew.
func TestUploadRefused(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(20)
	w.write("store/"+s.Folder+"/turn-1-attempt-1", "a file where the folder should be")
	_, err := w.run(s, 1)
	got := endOf(t, err)
	if !got.again || got.kind != ends.Store {
		t.Fatalf("%+v; want another attempt", got)
	}
	w.checkSilent(got.text)
	before := len(w.box.Ledger())
	if err := os.Remove(w.path("store", s.Folder, "turn-1-attempt-1")); err != nil {
		t.Fatal(err)
	}
	o, err := w.run(s, 1)
	if requests := len(w.box.Ledger()) - before; err != nil || o.Counts["created"] != 20 || requests != 1 || w.created() != 20 {
		t.Errorf("%+v, %v, %d requests; want 20 created, and 1 request", o, err, requests)
	}
	if _, err := os.Stat(w.path("store", o.Folder, "partners.report.csv")); err != nil {
		t.Error(err)
	}
}

// TestHeld: who waits for the key says who has it, and is next in 15 seconds.
func TestHeld(t *testing.T) {
	w := newWorld(t, sandbox.Options{Latency: 20 * time.Millisecond})
	w.worker.WaitForKey = 10 * time.Millisecond
	s := w.staged(100)
	w.job.Settings["rate"] = []string{"50/s"}
	first := make(chan error, 1)
	go func() {
		_, err := w.run(s, 1)
		first <- err
	}()
	for w.created() < 3 {
		time.Sleep(time.Millisecond)
	}
	_, err := w.run(s, 2)
	got := endOf(t, err)
	if got.kind != ends.Held || !got.again || got.after != 15*time.Second || !strings.Contains(got.text, "is in use by process") {
		t.Errorf("%+v; want to wait, and to be told who has it", got)
	}
	w.checkSilent(strings.ReplaceAll(got.text, w.root, ""))
	if err := <-first; err != nil || w.created() != 100 {
		t.Errorf("the first one: %v, %d created", err, w.created())
	}
}

// TestOutage: the next attempt is a quarter of an hour later, unless that is too late.
func TestOutage(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(5)
	w.box.SetDown(503)
	w.job.Settings["max-outage"] = []string{"1ms"}
	_, err := w.run(s, 1)
	if got := endOf(t, err); got.kind != ends.Outage || got.after != 15*time.Minute || !got.again {
		t.Errorf("%+v; want another attempt in 15 minutes", got)
	}
	s.Deadline = time.Now().Add(10 * time.Minute)
	o, err := w.run(s, 1)
	if err != nil || o.ExitStatus != 3 || !o.NeedsPerson || o.Kind != string(ends.Outage) {
		t.Errorf("near the deadline: %+v, %v; want that it is over, for a person", o, err)
	}
}

// TestTooLate: after the deadline nothing is sent, and what was done before is reported.
func TestTooLate(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(30)
	w.job.Settings["limit"] = []string{"10"}
	if _, err := w.run(s, 1); err != nil || w.created() != 10 {
		t.Fatalf("%v, %d created", err, w.created())
	}
	delete(w.job.Settings, "limit")
	s.Deadline = time.Now().Add(-time.Second)
	before := len(w.box.Ledger())
	o, err := w.run(s, 2)
	if err != nil || o.ExitStatus != 3 || o.Counts["created"] != 10 || o.Counts["unsent"] != 20 || len(w.box.Ledger()) != before {
		t.Errorf("%+v, %v, %d requests; want the report of 10 created and 20 unsent, and no request", o, err, len(w.box.Ledger())-before)
	}
	s.Deadline = time.Now().Add(time.Hour) // the control
	if o, err = w.run(s, 3); err != nil || o.Counts["created"] != 30 {
		t.Errorf("before the deadline: %+v, %v", o, err)
	}
}

// TestTimeIsOver: a run stops softly at its deadline, with a line for each row.
func TestTimeIsOver(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(1000)
	w.job.Settings["rate"] = []string{"20/s"}
	s.Deadline = time.Now().Add(400 * time.Millisecond)
	o, err := w.run(s, 1)
	if err != nil || o.Kind != string(ends.Time) || o.ExitStatus != 3 || o.Counts["unsent"] == 0 || o.Counts["created"]+o.Counts["unsent"] != 1000 {
		t.Errorf("%+v, %v; want that its time was over", o, err)
	}
}

// whenSending calls do when some rows are created.
func (w *world) whenSending(do func()) {
	go func() {
		for w.created() < 3 {
			time.Sleep(time.Millisecond)
		}
		do()
	}()
}

// TestStopped: the wish of a person stops a run softly, and its outcome comes all the
// same.
func TestStopped(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(1000)
	w.job.Settings["rate"] = []string{"20/s"}
	life, stop := context.WithCancel(t.Context())
	w.prepare = func(env *testsuite.TestActivityEnvironment) {
		env.SetWorkerOptions(worker.Options{BackgroundActivityContext: life})
	}
	w.whenSending(stop)
	o, err := w.run(s, 1)
	if err != nil || o.Kind != string(ends.Cancelled) || o.ExitStatus != 3 || o.NeedsPerson || len(o.Outputs) < 3 {
		t.Errorf("%+v, %v; want that it was stopped, with its outputs", o, err)
	}
}

// TestShutdown: a worker that ends hands over, and the next one continues at once.
func TestShutdown(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(100)
	w.job.Settings["rate"] = []string{"20/s"}
	stopping := make(chan struct{})
	w.prepare = func(env *testsuite.TestActivityEnvironment) { env.SetWorkerStopChannel(stopping) }
	w.whenSending(func() { close(stopping) })
	_, err := w.run(s, 1)
	if got := endOf(t, err); got.kind != ends.Shutdown || !got.again || got.after != time.Second {
		t.Errorf("%+v; want to hand over", got)
	}
	w.prepare, w.job.Settings["rate"] = nil, []string{"1000/s"}
	o, err := w.run(s, 1)
	if err != nil || o.Counts["created"] != 100 || w.created() != 100 {
		t.Errorf("the next worker: %+v, %v, %d created; want 100", o, err, w.created())
	}
}

// TestReportOnly: a run that was stopped while it waited gets its report, and sends
// nothing.
func TestReportOnly(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	s := w.staged(10)
	report := func() (job.Outcome, error) {
		return get[job.Outcome](w.env().ExecuteActivity(job.Run, w.job, s, job.Turn{Number: 9, ReportOnly: true}))
	}
	if o, err := report(); err != nil || o.Kind != string(ends.Cancelled) || len(o.Outputs) > 0 {
		t.Errorf("before anything was sent: %+v, %v; want no report", o, err)
	}
	if _, err := w.run(s, 1); err != nil {
		t.Fatal(err)
	}
	before := len(w.box.Ledger())
	if o, err := report(); err != nil || o.Counts["created"] != 10 || len(o.Outputs) < 3 || len(w.box.Ledger()) != before {
		t.Errorf("%+v, %v; want the report, and no request", o, err)
	}
}
