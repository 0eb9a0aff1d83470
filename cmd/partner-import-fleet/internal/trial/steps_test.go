package trial

import (
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

// trigger begins a run, unless one lasts.
func trigger() client.ScheduleTriggerOptions {
	return client.ScheduleTriggerOptions{Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP}
}

// run begins a run.
func (s *stage) run(f *File) string {
	s.Helper()
	run, err := s.Begin(f)
	if err != nil {
		s.Fatal(err)
	}
	return run
}

// created waits until so many partners of a customer were created.
func (s *stage) created(f *File, n int) {
	s.Helper()
	for began := time.Now(); f.Created() < n; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 3*time.Minute {
			s.Fatalf("%d partners after 3 minutes; want %d", f.Created(), n)
		}
	}
}

// busy is the worker that has the run, and another one.
func (s *stage) busy(run string) (busy, other *Worker) {
	s.Helper()
	r, err := s.Await(run, time.Minute, func(r Run) bool { return r.State == "running" && r.Worker != "" })
	if err != nil {
		s.Fatal(err)
	}
	for _, w := range s.all() {
		if w.Name == r.Worker {
			busy = w
		} else if w.process.ProcessState == nil {
			other = w
		}
	}
	if busy == nil {
		s.Fatalf("no worker is called %q", r.Worker)
	}
	return busy, other
}

// ends waits for the end of a run.
func (s *stage) ends(run, state string, status int) Run {
	s.Helper()
	r, err := s.Await(run, 5*time.Minute, Run.IsOver)
	if err != nil {
		s.Fatal(err)
	}
	if r.State != state || r.ExitStatus == nil && state == "done" || r.ExitStatus != nil && *r.ExitStatus != status {
		s.Errorf("the run %s ended as %+v; want %s with exit status %d", run, r, state, status)
	}
	return r
}

// allOnce checks that each row of a file was created once, and that the report says so.
func (s *stage) allOnce(f *File, run string) {
	s.Helper()
	v, err := s.Judge(f, run)
	if err != nil {
		s.Fatal(err)
	}
	if v.Rows != f.Rows || v.Created != f.Rows || v.Twice+v.Untrue > 0 {
		s.Errorf("%s: %+v; want %d rows, created once, and no untrue line", run, v, f.Rows)
	}
}

// takeover is how long after that moment the customer's next request came. Those within a
// second were under way.
func (s *stage) takeover(f *File, since time.Time) time.Duration {
	s.Helper()
	for began := time.Now(); time.Since(began) < 4*time.Minute; time.Sleep(50 * time.Millisecond) {
		for _, e := range f.customer.Box.Ledger() {
			if after := e.At.Sub(since); after > time.Second {
				return after.Round(100 * time.Millisecond)
			}
		}
	}
	s.Fatal("nobody took over within 4 minutes")
	return 0
}
