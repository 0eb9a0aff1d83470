package pace

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"partner-import/importer"
)

// A simulation is a run whose pace and pauses are known beforehand.
type simulation struct {
	rows   int
	pace   func(moving time.Duration) float64
	paused func(at time.Duration) time.Duration // how long the pause still lasts, 0 without one
	plan   time.Duration

	doubt int // the first rows, whose answers a killed run lost: they are looked up, and wait for a minute
}

// A moment of it is what was estimated, and what came true.
type moment struct {
	at, left, paused time.Duration
}

const step = 100 * time.Millisecond

// run plays the simulation, and returns its moments and how long it took.
func (s simulation) run() (all []moment, took time.Duration) {
	began := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	var e Estimate
	var moving time.Duration
	sent, requests, back := 0., 0., 0.
	for at := time.Duration(0); int(sent) < s.rows; at += step {
		p := importer.Progress{Rows: s.rows + 9000, Done: int(sent) + 8000, Planned: s.rows, Sent: int(sent), Started: began, Expected: s.plan, Rate: 50, Requests: 3 + int(requests)}
		if s.paused != nil {
			p.Paused = s.paused(at)
		}
		if late := int(s.settled(at)); late > 0 {
			p.Settling = min(s.doubt, int(sent))
			p.Sent -= p.Settling
			p.SettlesIn, p.InFlight = time.Duration(late), 16
		}
		e.Note(began.Add(at), p)
		all = append(all, moment{at, e.Left(), p.Paused})
		if p.Paused == 0 {
			requests += s.pace(moving) * step.Seconds()
			if back < 2*float64(s.doubt) && at >= time.Minute { // those in doubt are looked up, and sent again
				back += s.pace(moving) * step.Seconds()
			} else {
				sent += s.pace(moving) * step.Seconds()
			}
			moving += step
		}
		took = at + step
	}
	return all, took
}

// settled is how long the rows in doubt still wait.
func (s simulation) settled(at time.Duration) time.Duration {
	if s.doubt == 0 {
		return 0
	}
	return max(0, time.Minute-at)
}

// check holds that each estimate from a time on is within a quarter of the truth,
// or two seconds.
func check(t *testing.T, s simulation, from time.Duration) {
	t.Helper()
	all, took := s.run()
	worst := 0.
	for _, m := range all {
		truth := took - m.at
		off := (m.left - truth).Abs()
		if m.at >= from && off > truth/4 && off > 2*time.Second {
			t.Fatalf("after %s: %s left; it took %s", m.at, m.left, truth)
		}
		if m.at >= from && truth > 20*time.Second {
			worst = max(worst, off.Seconds()/truth.Seconds())
		}
	}
	t.Logf("%s, at worst %.0f %% off", took, 100*worst)
}

// ramp is the pace of a rate that is learned.
func ramp(moving time.Duration) float64 {
	return min(50, 5*float64(int(1)<<min(int(moving/time.Second), 10)))
}

const planned = 406 * time.Second // of 20,000 rows at 50 a second

// TestRamp: 20,000 rows whose pace is learned. The slow beginning counts for
// five seconds.
func TestRamp(t *testing.T) {
	check(t, simulation{rows: 20_000, pace: ramp, plan: planned}, 0)
	check(t, simulation{rows: 20_000, pace: ramp}, 5*time.Second)
}

// TestResume: rows that an earlier run finished count for nothing.
func TestResume(t *testing.T) {
	check(t, simulation{rows: 12_000, pace: ramp, plan: planned * 12 / 20}, 0)
}

// TestResumeAfterAKill: the first requests look up rows whose answers were lost, and
// these rows do not end for a minute. They are no sign of a slow pace.
func TestResumeAfterAKill(t *testing.T) {
	for _, doubt := range []int{16, 100, 256} {
		check(t, simulation{rows: 14_500, pace: ramp, plan: planned * 29 / 40, doubt: doubt}, 0)
	}
}

// TestWrongPlan: after five seconds the pace counts and not the plan.
func TestWrongPlan(t *testing.T) {
	slow := func(time.Duration) float64 { return 10 }
	check(t, simulation{rows: 5_000, pace: slow, plan: 100 * time.Second}, 5*time.Second)
}

// pauses are of 10 s in each minute, from some time on.
func pauses(from time.Duration) func(time.Duration) time.Duration {
	return func(at time.Duration) time.Duration {
		if at < from {
			return 0
		}
		return max(0, 10*time.Second-(at-from)%time.Minute)
	}
}

// TestPauses: Partnero's limit holds the run up again and again.
func TestPauses(t *testing.T) {
	check(t, simulation{rows: 20_000, pace: ramp, plan: planned, paused: pauses(2 * time.Minute)}, 5*time.Second)
	check(t, simulation{rows: 60_000, pace: ramp, plan: 3 * planned, paused: pauses(2 * time.Minute)}, 2*time.Minute)
}

// TestPausesAddOnce: the time that is left grows by the pause when one begins,
// and in no other way, as long as the pace is even.
func TestPausesAddOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		each := time.Duration(rapid.IntRange(20, 120).Draw(t, "each")) * time.Second
		long := time.Duration(rapid.IntRange(1, 19).Draw(t, "long")) * time.Second
		even := func(time.Duration) float64 { return 50 }
		paused := func(at time.Duration) time.Duration { return max(0, long-(at+each-each/2)%each) }
		all, _ := simulation{rows: 12_000, pace: even, plan: 240 * time.Second, paused: paused}.run()
		for i, m := range all[1:] {
			if m.at < 30*time.Second {
				continue // the plan gives way to the pace, which is not exact yet
			}
			before := all[i]
			if grown := m.left - before.left - max(0, m.paused-before.paused); grown > 300*time.Millisecond {
				t.Fatalf("after %s: %s left, and %s before; the pause is %s, and was %s", m.at, m.left, before.left, m.paused, before.paused)
			}
		}
	})
}

// TestFewRows: a few rows tell nothing of the pace.
func TestFewRows(t *testing.T) {
	began := time.Now()
	var e Estimate
	p := importer.Progress{Planned: 3, Started: began, Rate: 10. / 3600, Expected: 12 * time.Minute}
	e.Note(began, p)
	p.Sent = 1
	e.Note(began.Add(6*time.Second), p)
	if got := e.Left(); got != 12*time.Minute-6*time.Second {
		t.Errorf("one of three rows at 10 an hour: %s left; want what is left of the plan", got)
	}
	p.Expected = 0
	e.Note(began.Add(7*time.Second), p)
	if got := e.Left(); got != 12*time.Minute {
		t.Errorf("one of three rows at 10 an hour, without a plan: %s left; want 12m", got)
	}
}

// TestWaits: what waits for something else takes as long as that.
func TestWaits(t *testing.T) {
	began := time.Now()
	var e Estimate
	if e.Left() != 0 || e.PerSecond() != 0 {
		t.Error("before anything is known, something is")
	}
	p := importer.Progress{Planned: 1000, Started: began}
	for second := range 18 {
		p.Sent = 55 * second
		e.Note(began.Add(time.Duration(second)*time.Second), p)
	}
	p.Settling, p.SettlesIn = 8, 41*time.Second
	e.Note(began.Add(18*time.Second), p)
	if got := e.Left(); got != 41*time.Second {
		t.Errorf("%s left while rows settle for 41s", got)
	}
	p.Sent = 992
	e.Note(began.Add(30*time.Second), p)
	if got := e.Left(); got != 41*time.Second {
		t.Errorf("%s left while only rows are left that settle for 41s", got)
	}
	p.Settling, p.SettlesIn, p.Sent = 0, 0, 993
	e.Note(began.Add(70*time.Second), p)
	if got := e.Left(); got <= 0 || got > time.Second {
		t.Errorf("%s left for 7 rows at 55 a second, after rows have settled for 40s", got)
	}
	p.Down = time.Second
	e.Note(began.Add(31*time.Second), p)
	if got := e.Left(); got != 0 {
		t.Errorf("%s left in an outage, whose end is not known", got)
	}
}

// TestShownAfterAnOutage: the clock stands still in an outage, and rows end before it is
// looked at again. The pace that people see is within the limit all the same.
func TestShownAfterAnOutage(t *testing.T) {
	began := time.Now()
	var e Estimate
	p := importer.Progress{Planned: 1000, Started: began, Rate: 30}
	for second := range 20 {
		if p.Down = 0; second >= 3 && second < 9 {
			p.Down = time.Duration(second-2) * time.Second
		} else {
			p.Sent += 30
		}
		e.Note(began.Add(time.Duration(second)*time.Second), p)
		if got := e.Shown(); got > 30 {
			t.Errorf("after %d s: %.1f a second; the limit is 30", second, got)
		}
	}
}

// TestMemory: a long run keeps few marks.
func TestMemory(t *testing.T) {
	began := time.Now()
	var e Estimate
	for i := range 100_000 {
		e.Note(began.Add(time.Duration(i)*step), importer.Progress{Planned: 1e9, Sent: i, Started: began})
	}
	if n := len(e.marks); n > mostMarks+1 {
		t.Errorf("%d marks are kept", n)
	}
}
