package client

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// A stall is a time in which nothing of this process runs.
type stall struct{ from, to time.Duration }

// randomStalls are ten stalls of 100 ms in each three seconds: one in each 300 ms, at
// any moment.
func randomStalls(dice *rand.Rand, d time.Duration) (list []stall) {
	for base := time.Duration(0); base < d; base += 300 * time.Millisecond {
		from := base + time.Duration(dice.Int64N(int64(200*time.Millisecond)))
		list = append(list, stall{from, from + 100*time.Millisecond})
	}
	return list
}

// stalled makes a Limiter whose process stalls: whoever sleeps wakes up when it
// runs again.
func stalled(l *Limiter, stalls []stall) {
	start := time.Now()
	l.sleep = func(ctx context.Context, d time.Duration) error {
		if err := sleep(ctx, d); err != nil {
			return err
		}
		now := time.Since(start)
		for _, s := range stalls {
			if now >= s.from && now < s.to {
				return sleep(ctx, s.to-now)
			}
		}
		return nil
	}
}

// during makes attempts with all workers for so long, and each attempt takes a moment.
func during(l *Limiter, d, moment time.Duration) (at []time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	start := time.Now()
	var mu sync.Mutex
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for l.Wait(ctx) == nil {
				mu.Lock()
				at = append(at, time.Since(start))
				mu.Unlock()
				time.Sleep(moment)
				l.Accepted()
			}
		})
	}
	all.Wait()
	slices.Sort(at)
	return at
}

// worstSecond is how many attempts the fullest second has.
func worstSecond(at []time.Duration) (most int) {
	first := 0
	for i := range at {
		for at[i]-at[first] >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// TestThePaceDoesNotForget: a machine that stalls a third of the time uses 97 % of
// the told rate, and no second has more than was told.
func TestThePaceDoesNotForget(t *testing.T) {
	const lasts = 60 * time.Second
	dice := rand.New(rand.NewPCG(1, 2))
	for _, told := range []int{5, 50, 400} {
		for name, stalls := range map[string][]stall{"even": nil, "stalls": randomStalls(dice, lasts)} {
			t.Run(fmt.Sprintf("%d/s, %s", told, name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					l := NewLimiter(LimiterOptions{Rate: float64(told)})
					stalled(l, stalls)
					at := during(l, lasts, 5*time.Millisecond)
					if used := float64(len(at)) / (float64(told) * lasts.Seconds()); used < 0.97 {
						t.Errorf("%.1f %% of the rate are used; want 97", 100*used)
					}
					if worst := worstSecond(at); worst > told {
						t.Errorf("a second has %d attempts; want at most %d", worst, told)
					}
				})
			})
		}
	}
}

// TestNoSecondHasMore: whatever stalls there are, whoever waits in vain for work, and
// however the API answers, no second has more attempts than were told.
func TestNoSecondHasMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Behind the struct rapid does not see that t has a deadline, which means
		// nothing in virtual time.
		rapid.Check(struct{ *testing.T }{t}, func(rt *rapid.T) {
			told := float64(rapid.IntRange(4, 9).Draw(rt, "told")) * rapid.SampledFrom([]float64{0.1, 1, 10, 55}).Draw(rt, "times")
			dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
			l := NewLimiter(LimiterOptions{Rate: told})
			stalled(l, randomStalls(dice, 20*time.Second))
			at := withIdleTimes(l, dice, rapid.SampledFrom([]int{0, 1, 30}).Draw(rt, "idle"))
			if worst := worstSecond(at); float64(worst) >= told+1 {
				rt.Fatalf("a second has %d attempts; want at most %v", worst, told)
			}
		})
	})
}

// withIdleTimes makes attempts one after the other, as the pacer of a run does, which
// may have to wait for work when its turn has come.
func withIdleTimes(l *Limiter, dice *rand.Rand, idle int) (at []time.Duration) {
	start := time.Now()
	for time.Since(start) < 20*time.Second {
		_ = l.Wait(context.Background())
		if dice.IntN(1000) < idle {
			time.Sleep(time.Duration(dice.Int64N(int64(3 * time.Second))))
		}
		l.Begins()
		at = append(at, time.Since(start))
		if dice.IntN(3000) == 0 {
			l.Throttled(told429(time.Second))
		} else {
			l.Accepted()
		}
	}
	return at
}

// TestAShutGateIsNotMadeUpFor: what was not sent while the API asked to wait is not
// missed.
func TestAShutGateIsNotMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Rate: 50})
		during(l, 2*time.Second, 0)
		l.Hold(told429(10 * time.Second)) // which does not cut the pace
		if at := during(l, l.Paused()+200*time.Millisecond, 0); len(at) > 11 {
			t.Errorf("%d attempts in the 200 ms behind the wait; want 10", len(at))
		}
	})
}

// TestMissedAttemptsAreSpread: what a stall held up does not come in one burst.
func TestMissedAttemptsAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Rate: 50})
		stalled(l, []stall{{time.Second, 1500 * time.Millisecond}})
		at := during(l, 3*time.Second, 0)
		at = slices.DeleteFunc(at, func(d time.Duration) bool { return d < 1500*time.Millisecond || d > 1520*time.Millisecond })
		if len(at) < 6 || len(at) > 10 {
			t.Errorf("%d attempts in the 20 ms behind a stall; want 8 or 9 of the 25 that were missed", len(at))
		}
	})
}

// TestALearnedPaceMakesNothingUp: the pace is a guess, and what was missed says nothing.
func TestALearnedPaceMakesNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Max: startRate / margin})
		stalled(l, []stall{{0, 10 * time.Second}})
		if at := during(l, 12*time.Second, 0); len(at) > 13 {
			t.Errorf("%d attempts; want those of two seconds", len(at))
		}
	})
}
