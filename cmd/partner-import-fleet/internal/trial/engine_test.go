//go:build unix

package trial

import (
	"strings"
	"testing"
	"time"
)

// TestEngineDies: the engine is killed with its memory. The worker that it left alone
// imports to the end. A new engine knows nothing: apply makes the schedules again, and
// another run finds that all is done.
func TestEngineDies(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000, `schedule: "30 1 * * *"`, "zone: Europe/Berlin")
	s.apply(1)
	s.run(f)
	s.created(f, 500)
	s.Engine.Kill()
	s.created(f, f.Rows)
	time.Sleep(3 * time.Second) // it records the end
	for _, w := range s.all() {
		w.Kill()
	}
	s.engine()
	out, err := s.Must("apply", s.path("fleet.yaml"))
	if err != nil || !strings.Contains(out, "1 new") {
		t.Errorf("apply for the new engine: %q, %v; want that the schedule is made again", out, err)
	}
	before := len(f.customer.Box.Ledger())
	began := time.Now()
	s.worker()
	run := s.run(f)
	s.ends(run, "done", 0)
	s.allOnce(f, run)
	s.measured("engine killed with its memory: the next run took %v, and %d requests",
		time.Since(began).Round(100*time.Millisecond), len(f.customer.Box.Ledger())-before)
	if cost := len(f.customer.Box.Ledger()) - before; cost != 1 {
		t.Errorf("the run on the new engine made %d requests; want 1", cost)
	}
}

// TestTurns: a migration has the key, and a nightly of the same key arrives. It gets its
// turn when the slice is over, and the migration continues by itself.
func TestTurns(t *testing.T) {
	s := enter(t).inDatabase()
	s.Lines = []string{"slice: 6s"}
	c := s.customer("acme", "rate: 50/s")
	migration, nightly := s.file(c, "migration", 2000), s.file(c, "nightly", 100)
	s.apply(2)
	long := s.run(migration)
	s.created(migration, 100)
	began := time.Now()
	short := s.run(nightly)
	s.ends(short, "done", 0)
	took := time.Since(began)
	s.ends(long, "done", 0)
	s.measured("two files of one key, slice 6 s: the nightly of 100 rows was done after %v", took.Round(100*time.Millisecond))
	v, err := s.Judge(nightly, short)
	if err != nil || v.Rows != 100 || v.Untrue+v.Twice > 0 {
		t.Errorf("the nightly: %+v, %v", v, err)
	}
	s.allOnce(migration, long)
}

// TestStopped: a run that is stopped ends softly, and its report is complete.
func TestStopped(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 2000)
	s.apply(1)
	run := s.run(f)
	s.created(f, 300)
	began := time.Now()
	if _, err := s.Must("stop", run); err != nil {
		t.Fatal(err)
	}
	r, err := s.Await(run, time.Minute, Run.IsOver)
	if err != nil {
		t.Fatal(err)
	}
	s.measured("stop: the run had ended after %v", time.Since(began).Round(100*time.Millisecond))
	if r.ExitStatus == nil || *r.ExitStatus != 3 {
		t.Errorf("the run that was stopped: %+v; want exit status 3", r)
	}
	v, err := s.Judge(f, run)
	if err != nil || v.Rows != f.Rows || v.Twice > 0 || v.Created == f.Rows || v.Untrue > f.Rows-v.Created+32 { // 32: answers that were lost
		t.Errorf("%+v, %v; want a line for each row, and a true one for each that was created", v, err)
	}
	next := s.run(f)
	s.ends(next, "done", 0)
	s.allOnce(f, next)
}

// TestFiresTwice: a schedule that fires while its run lasts, and twice at once, begins one
// run.
func TestFiresTwice(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 30/s"), "partners", 2000, `schedule: "* * * * *"`, "zone: UTC")
	s.apply(2)
	c, err := s.Engine.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	schedule := c.ScheduleClient().GetHandle(t.Context(), "partner-import/"+f.customer.Name+"/partners")
	for range 2 {
		if err := schedule.Trigger(t.Context(), trigger()); err != nil {
			t.Fatal(err)
		}
	}
	s.created(f, 2000*9/10) // more than a minute: the schedule has fired by itself as well
	runs, err := s.List(f.customer.Name)
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs, %v; want one", len(runs), err)
	}
	if _, err := s.Must("pause", f.customer.Name); err != nil {
		t.Error(err)
	}
	s.ends(runs[0].Run, "done", 0)
	s.allOnce(f, runs[0].Run)
}

// TestKeyRevoked: a run whose key is refused fails, and is not tried again.
func TestKeyRevoked(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 1000)
	s.apply(1)
	run := s.run(f)
	s.created(f, 100)
	f.customer.Box.SetKey("sk_test_of_somebody_else")
	r, err := s.Await(run, time.Minute, Run.IsOver)
	if err != nil {
		t.Fatal(err)
	}
	if r.State != "failed" || r.Attempt > 1 {
		t.Errorf("the run with a refused key: %+v; want that it failed at its first attempt", r)
	}
	requests := len(f.customer.Box.Ledger())
	time.Sleep(10 * time.Second)
	if more := len(f.customer.Box.Ledger()) - requests; more > 0 {
		t.Errorf("a run that failed made %d more requests", more)
	}
	f.customer.Box.SetKey(f.customer.Key)
	next := s.run(f)
	s.ends(next, "done", 0)
	s.allOnce(f, next)
}

// TestOriginalReplaced: the file is replaced in the middle of a run, which has its copy.
func TestOriginalReplaced(t *testing.T) {
	s := enter(t).inDatabase()
	f := s.file(s.customer("acme", "rate: 100/s"), "partners", 1000)
	s.apply(2)
	run := s.run(f)
	s.created(f, 200)
	if err := f.Replace("email\nsomebody@else.example.com\n"); err != nil {
		t.Fatal(err)
	}
	busy, _ := s.busy(run)
	busy.Kill() // the next attempt reads the copy again
	s.ends(run, "done", 0)
	s.allOnce(f, run)
	if _, is := f.customer.Box.Find("somebody@else.example.com"); is {
		t.Error("a row of the new file was sent by the run of the old one")
	}
}
