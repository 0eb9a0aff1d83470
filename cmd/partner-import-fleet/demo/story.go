package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"partner-import/client/sandbox"
	"partner-import/cmd/partner-import-fleet/internal/trial"
)

const (
	rows  = 2000            // of each customer
	quiet = 8 * time.Second // between the first partner and the death of a worker
)

// A story is the demo as it is told.
type story struct {
	*trial.Trial
	out     io.Writer
	began   time.Time
	files   []*trial.File
	runs    []string // one for each file
	watch   watch
	workers []*trial.Worker
}

func (s *story) say(format string, a ...any) {
	if s.began.IsZero() {
		s.began = time.Now()
	}
	fmt.Fprintf(s.out, "%5.1f s  %s\n", time.Since(s.began).Seconds(), fmt.Sprintf(format, a...))
}

// tell plays the demo, and compares the reports with what the sandboxes saw.
func (s *story) tell(ctx context.Context) error {
	s.Lines = []string{"heartbeat: 5s"}
	if err := s.prepare(); err != nil {
		return err
	}
	defer s.forget()
	for range 2 {
		w, err := s.StartWorker(ctx)
		if err != nil {
			return err
		}
		s.workers = append(s.workers, w)
		s.say("worker %s is ready (process %d)", w.Name, w.ID())
	}
	for _, f := range s.files {
		run, err := s.Begin(f)
		if err != nil {
			return err
		}
		s.runs = append(s.runs, run)
		s.say("run %s", run)
	}
	if err := s.disturb(ctx); err != nil {
		return err
	}
	if err := s.follow(ctx, s.areOver); err != nil {
		return s.explain(err)
	}
	return s.conclude()
}

// prepare makes three customers with a file each.
func (s *story) prepare() error {
	ending := ""
	if s.Journal != "" { // the database may be that of others as well
		ending = fmt.Sprintf("-demo%d", rand.IntN(1_000_000))
	}
	for i, name := range []string{"acme", "birch", "cedar"} {
		c, err := s.Customer(name+ending, sandbox.Options{Latency: 10 * time.Millisecond, Faults: faults(), Seed: uint64(i + 1)})
		if err != nil {
			return err
		}
		c.Settings = []string{"rate: 100/s", "settle: 1s"}
		f, err := c.File("partners", rows)
		if err != nil {
			return err
		}
		s.files = append(s.files, f)
	}
	s.say("three customers, %d rows each; 8 of 100 creates and 5 of 100 lookups go wrong", rows)
	return s.Apply()
}

// faults are those of an API on a bad day.
func faults() (all []sandbox.Fault) {
	for _, text := range []string{"500:1%", "502-html:1%", "503:1%", "reset:1%", "cut-after:2%", "truncated-after:1%", "504-after:1%", "find:503:5%"} {
		f, err := sandbox.ParseFault(text)
		if err != nil {
			panic(err) // a mistake in the line above
		}
		all = append(all, f)
	}
	return all
}

// disturb kills the worker that has most to do.
func (s *story) disturb(ctx context.Context) error {
	if err := s.follow(ctx, func() bool { return s.files[0].Created() > 0 }); err != nil {
		return s.explain(err)
	}
	s.say("the first partners are there")
	first := time.Now()
	if err := s.follow(ctx, func() bool { return time.Since(first) >= quiet && s.watch.busiest() != "" }); err != nil {
		return s.explain(err)
	}
	for _, w := range s.workers {
		if w.Name == s.watch.busiest() {
			w.Kill()
			s.watch.dead = w.Name
			s.say("kill -9 of %s, which is in the middle of %d runs", w.Name, s.watch.runsOf(w.Name))
			return nil
		}
	}
	return fmt.Errorf("no worker is called %q", s.watch.busiest())
}

// follow looks at the runs until something is so.
func (s *story) follow(ctx context.Context, until func() bool) error {
	for {
		runs, err := s.List()
		if err == nil {
			s.watch.see(runs, s.created())
			if until() {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		case <-time.After(time.Second):
		}
	}
}

// created is how many partners each run has in the ledger.
func (s *story) created() map[string]int {
	n := map[string]int{}
	for i, run := range s.runs {
		n[run] = s.files[i].Created()
	}
	return n
}

func (s *story) areOver() bool {
	for _, run := range s.runs {
		if !s.watch.last[run].IsOver() {
			return false
		}
	}
	return true
}

// conclude says what each worker did, and compares.
func (s *story) conclude() error {
	s.say("all runs have ended")
	fmt.Fprintln(s.out)
	s.watch.print(s.out)
	var all trial.Verdict
	fmt.Fprintf(s.out, "\n%-22s %14s %18s %6s %7s\n", "customer", "report: lines", "ledger: created", "twice", "untrue")
	for i, f := range s.files {
		v, err := s.Judge(f, s.runs[i])
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%-22s %14d %18d %6d %7d\n", f.Customer().Name, v.Rows, v.Created, v.Twice, v.Untrue)
		all.Rows, all.Created, all.Twice, all.Untrue = all.Rows+v.Rows, all.Created+v.Created, all.Twice+v.Twice, all.Untrue+v.Untrue
	}
	fmt.Fprintf(s.out, "\n%d rows, %d created, %d twice, %d untrue\n", all.Rows, all.Created, all.Twice, all.Untrue)
	if want := (trial.Verdict{Rows: 3 * rows, Created: 3 * rows}); all != want {
		return errors.New("these numbers are not as they should be")
	}
	return nil
}

// explain adds what the workers said last.
func (s *story) explain(err error) error {
	for _, w := range s.workers {
		err = fmt.Errorf("%w\n%s said:\n%s", err, w.Name, w.Log())
	}
	return err
}

// forget removes the journals from a database. Runs that were interrupted are ended first,
// and their workers give their journals back.
func (s *story) forget() {
	if s.Journal == "" {
		return
	}
	for _, w := range s.workers {
		w.End()
	}
	if err := s.Abandon(s.runs); err != nil {
		s.say("%v", err)
	}
	for _, f := range s.files {
		if _, err := s.Must("forget", f.Customer().Name, "--yes"); err != nil {
			s.say("%v", err)
		}
	}
}
