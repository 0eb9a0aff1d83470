package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client/sandbox"
)

const workers = 16

// told429 is an answer that names a wait; blind429 is one that does not.
func told429(wait time.Duration) *Error {
	return &Error{Kind: Throttled, RetryAfter: wait, HasRetryAfter: true}
}

var blind429 = &Error{Kind: Throttled}

// crowd makes n attempts with all workers and returns when each got through.
// Attempt may be nil: then every one is accepted at once.
func crowd(l *Limiter, n int, attempt func()) []time.Duration {
	var mu sync.Mutex
	var at []time.Duration
	start := time.Now()
	if attempt == nil {
		attempt = l.Accepted
	}
	var wg sync.WaitGroup
	left := make(chan struct{}, n)
	for range n {
		left <- struct{}{}
	}
	close(left)
	for range workers {
		wg.Go(func() {
			for range left {
				_ = l.Wait(context.Background())
				mu.Lock()
				at = append(at, time.Since(start))
				mu.Unlock()
				attempt()
			}
		})
	}
	wg.Wait()
	slices.Sort(at)
	return at
}

// TestFixedRate: a given rate is kept from the first second on.
func TestFixedRate(t *testing.T) {
	for _, tt := range []struct {
		rate     float64
		attempts int
		within   time.Duration // the last attempt
		second   int           // attempts in any one second at most
	}{
		{0.5, 5, 8 * time.Second, 1},
		{1, 10, 9 * time.Second, 2},
		{50, 600, 12 * time.Second, 51},
		{400, 2000, 5 * time.Second, 405},
		{100_000, 20_000, 200 * time.Millisecond, 101_000},
	} {
		t.Run(fmt.Sprintf("%v per second", tt.rate), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := NewLimiter(LimiterOptions{Rate: tt.rate / margin})
				at := crowd(l, tt.attempts, nil)
				if last := at[len(at)-1]; last > tt.within {
					t.Errorf("attempt %d at %v; want it by %v", len(at), last, tt.within)
				}
				for i := 0; i+tt.second < len(at); i++ {
					if at[i+tt.second]-at[i] < time.Second {
						t.Fatalf("%d attempts between %v and %v; want at most %d a second", tt.second+1, at[i], at[i+tt.second], tt.second)
					}
				}
				if math.Abs(l.Rate()/tt.rate-1) > 1e-9 {
					t.Errorf("Rate() = %v; want %v", l.Rate(), tt.rate)
				}
			})
		})
	}
}

// TestToldLimit: at least 97 % of a given limit are used. It is never hit, although
// requests arrive up to 10 ms late.
func TestToldLimit(t *testing.T) {
	for _, limit := range []int{10, 50, 300} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := NewLimiter(LimiterOptions{Rate: float64(limit)})
				dice := rand.New(rand.NewPCG(1, 2))
				n := 60 * limit
				at := crowd(l, n, nil)
				if used := float64(n) / (float64(limit) * at[n-1].Seconds()); used < 0.97 {
					t.Errorf("%.1f %% of the limit are used; want 97", 100*used)
				}
				for i := range at {
					at[i] += time.Duration(dice.Int64N(int64(10 * time.Millisecond)))
				}
				slices.Sort(at)
				for i := 0; i+limit < n; { // fixed windows, each from its first request on
					if at[i+limit]-at[i] < time.Second {
						t.Fatalf("request %d is one too many in the second from %v on", i+limit+1, at[i])
					}
					i += limit
				}
			})
		})
	}
}

// TestRamp: a rate that is learned starts at 5/s and doubles up to the highest one.
func TestRamp(t *testing.T) {
	for _, tt := range []struct {
		name string
		max  float64
		want []float64 // attempts by second
	}{
		{"default", 0, []float64{5, 10, 20, 40, 50, 50, 50}},
		{"a high ceiling", 300, []float64{5, 10, 20, 40, 80, 160, 300, 300}},
		{"a ceiling below the start", 2, []float64{2, 2, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := NewLimiter(LimiterOptions{Max: tt.max / margin})
				got := make([]float64, len(tt.want))
				for _, at := range crowd(l, 1000, nil) {
					if s := int(at / time.Second); s < len(got) {
						got[s]++
					}
				}
				for s := range got {
					if got[s] < tt.want[s]-1 || got[s] > tt.want[s]*1.02+1 {
						t.Fatalf("attempts by second = %v; want about %v", got, tt.want)
					}
				}
			})
		})
	}
}

// pass accepts attempts for some time.
func pass(l *Limiter, d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		l.Accepted()
	}
}

// TestCutAndRise: a 429 cuts a learned rate to 0.7, but only once for all 429s in
// flight together. Then the rate rises by 1/s each second.
func TestCutAndRise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Max: DefaultMaxRate / margin})
		near := func(when string, want float64) {
			t.Helper()
			if got := l.Rate(); got < want-0.1 || got > want+0.1 {
				t.Fatalf("%s: Rate() = %.2f; want %.2f", when, got, want)
			}
		}
		near("at first", 5)
		pass(l, 5*time.Second)
		near("after 5 s", 50)
		for range workers {
			l.Throttled(told429(time.Second))
		}
		near("after 16 429s together", 35)
		l.Accepted()
		near("after a success that was in flight", 35)
		time.Sleep(l.Paused())
		near("when the gate opens", 35)
		pass(l, 5*time.Second)
		near("5 s later", 40)
		l.Throttled(told429(time.Second))
		near("after the next 429", 28)
		time.Sleep(l.Paused())
		l.Throttled(told429(time.Second))
		near("after a 429 to the first attempt since", 28)
		time.Sleep(l.Paused())
		pass(l, time.Minute)
		near("a minute later", 50)
		if got := l.Stats(); got.Throttled != workers+2 || got.Paused < 3*time.Second || got.Paused > 3300*time.Millisecond {
			t.Errorf("Stats() = %+v; want %d throttled, 3 s to 3.3 s paused", got, workers+2)
		}
	})
}

// TestAWallIsKeptAwayFrom for a while, because each 503 that may have been processed
// is dear. Later the pace tries again.
func TestAWallIsKeptAwayFrom(t *testing.T) {
	for _, told := range []float64{0, 20} {
		synctest.Test(t, func(t *testing.T) {
			l := NewLimiter(LimiterOptions{Rate: told})
			pass(l, 2*time.Second+500*time.Millisecond)
			hit := l.Rate()
			l.Throttled(&Error{Kind: Ambiguous, Status: 503})
			time.Sleep(l.Paused())
			if cut := l.Rate(); cut > 0.71*hit {
				t.Errorf("told %v: a 503 of the limit at %.2f/s cuts the pace to %.2f", told, hit, cut)
			}
			pass(l, wallLasts-3*time.Second)
			if got := l.Rate(); got < 0.84*hit || got > 0.86*hit {
				t.Errorf("told %v: hit at %.2f/s, the pace is %.2f; want 0.85 of it", told, hit, got)
			}
			pass(l, 10*time.Second)
			if got := l.Rate(); got <= 0.9*hit {
				t.Errorf("told %v: hit at %.2f/s, the pace is %.2f two minutes later; want more", told, hit, got)
			}
		})
	}
}

// TestASlowToldRateRises by 1/s each second, because a twentieth of it would take
// minutes.
func TestASlowToldRateRises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Rate: 10})
		pass(l, 2*time.Second)
		l.Throttled(told429(time.Second))
		time.Sleep(l.Paused())
		low := l.Rate()
		time.Sleep(2 * time.Second)
		l.Accepted()
		if got := l.Rate(); low > 7 || got < low+1.9 || got > low+2.1 {
			t.Errorf("2 s after a pause the rate rose from %.2f to %.2f; want 2 more", low, got)
		}
	})
}

// TestPausesDiffer: two programs under one limit do not come back together.
func TestPausesDiffer(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 20 {
		pause, _ := NewLimiter(LimiterOptions{}).Throttled(told429(time.Minute))
		seen[pause] = true
	}
	if len(seen) < 10 {
		t.Errorf("20 waits of a minute were %d different ones; want nearly all to differ", len(seen))
	}
}

// TestGate: one 429 stops every worker until the wait is over, and hardly longer.
func TestGate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		err    *Error
		pause  time.Duration
		capped bool
	}{
		{"3 s", told429(3 * time.Second), 3 * time.Second, false},
		{"a minute", told429(time.Minute), time.Minute, false},
		{"0", told429(0), time.Second, false},
		{"missing", blind429, time.Second, false},
		{"15 min, tested first", told429(MaxPause), firstTest, false},
		{"absurd, tested first", told429(1e9 * time.Second), time.Minute, true},
	} {
		for _, o := range []LimiterOptions{{}, {Rate: 50}, {Rate: 1000}} {
			t.Run(fmt.Sprintf("%s at %v per second", tt.name, o.Rate), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					l := NewLimiter(o)
					go func() {
						time.Sleep(time.Second + time.Millisecond)
						pause, capped := l.Throttled(tt.err)
						if pause < tt.pause || pause > tt.pause*11/10 || capped != tt.capped {
							t.Errorf("Throttled = %v, %v; want %v and at most a tenth more, %v", pause, capped, tt.pause, tt.capped)
						}
						if l.Paused() != pause {
							t.Errorf("Paused() = %v; want %v", l.Paused(), pause)
						}
					}()
					n := 100 + 2*int(o.Rate)
					at := crowd(l, n, nil)
					shut := time.Second + time.Millisecond
					i, _ := slices.BinarySearch(at, shut+1) // the first attempt after the 429
					if i == 0 || i == n {
						t.Fatalf("%d of %d attempts before the 429; want some on each side", i, n)
					}
					if at[i] < shut+tt.pause || at[i] > shut+tt.pause*11/10+300*time.Millisecond {
						t.Errorf("first attempt after the 429 came at %v; want it at %v and at most a tenth more", at[i], shut+tt.pause)
					}
				})
			})
		}
	}
}

// TestBlindPauses: answers that name no wait count as 1, 2, 4, … s up to a minute,
// however many come together, until one attempt gets through.
func TestBlindPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{})
		round := func(want time.Duration) {
			t.Helper()
			for range workers {
				l.Throttled(blind429)
			}
			if got := l.Paused(); got < want || got > want*11/10 {
				t.Fatalf("Paused() = %v; want %v and at most a tenth more", got, want)
			}
			time.Sleep(l.Paused())
		}
		for _, s := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 60} {
			round(s * time.Second)
		}
		l.Accepted()
		round(time.Second)
		l.Throttled(told429(time.Second))
		l.Throttled(blind429)
		time.Sleep(l.Paused())
	})
}

// TestGateNeverOpensEarly: a shorter wait does not undo a longer one.
func TestGateNeverOpensEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{})
		l.Throttled(told429(10 * time.Second))
		time.Sleep(time.Second)
		if pause, _ := l.Throttled(told429(0)); pause < 9*time.Second {
			t.Errorf("Throttled(0 s, 9 s before the gate opens) = %v; want 9 s", pause)
		}
		if pause, _ := l.Throttled(told429(20 * time.Second)); pause < 20*time.Second {
			t.Errorf("Throttled(20 s) = %v; want 20 s", pause)
		}
		if got := l.Stats(); got.Paused < 21*time.Second || got.Paused > 23*time.Second {
			t.Errorf("Stats() = %+v; want 21 s paused", got)
		}
	})
}

// TestWaitEnds: with its context, at once, and with its error.
func TestWaitEnds(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func() *Limiter
	}{
		{"in the queue", func() *Limiter {
			l := NewLimiter(LimiterOptions{Rate: 0.01})
			_ = l.Wait(context.Background())
			return l
		}},
		{"at the gate", func() *Limiter {
			l := NewLimiter(LimiterOptions{})
			l.Throttled(told429(MaxPause))
			return l
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := tt.make()
				start := time.Now()
				ctx, cancel := context.WithTimeout(context.Background(), time.Second)
				defer cancel()
				var wg sync.WaitGroup
				for range workers {
					wg.Go(func() {
						if err := l.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
							t.Errorf("Wait = %v after %v; want %v after 1 s", err, time.Since(start), context.DeadlineExceeded)
						}
					})
				}
				wg.Wait()
				gone, cancel := context.WithCancel(context.Background())
				cancel()
				if err := l.Wait(gone); !errors.Is(err, context.Canceled) {
					t.Errorf("Wait(cancelled) = %v; want %v", err, context.Canceled)
				}
			})
		})
	}
}

// TestWaitGivesItsPlaceBack: an attempt that leaves the queue costs the others no
// time.
func TestWaitGivesItsPlaceBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Rate: 1 / margin})
		start := time.Now()
		_ = l.Wait(context.Background())
		for range 100 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
			_ = l.Wait(ctx)
			cancel()
		}
		_ = l.Wait(context.Background())
		if got := time.Since(start).Round(time.Microsecond); got != time.Second {
			t.Errorf("second attempt after %v; want 1 s", got)
		}
	})
}

// TestRateStaysInBounds: whatever the API answers, and whenever.
func TestRateStaysInBounds(t *testing.T) {
	for seed := range uint64(100) {
		synctest.Test(t, func(t *testing.T) {
			dice := rand.New(rand.NewPCG(seed, 0))
			ceiling := []float64{0.1, 0.5, 3, 50, 1000, 100_000}[dice.IntN(6)]
			o := LimiterOptions{Rate: ceiling}
			if dice.IntN(2) == 0 {
				o = LimiterOptions{Max: ceiling}
			}
			l := NewLimiter(o)
			for range 500 {
				switch dice.IntN(4) {
				case 0:
					l.Throttled(told429(time.Duration(dice.Int64N(int64(time.Hour)))))
				case 1:
					l.Throttled(blind429)
				case 2:
					l.Accepted()
				case 3:
					time.Sleep(time.Duration(dice.Int64N(int64(time.Minute)) >> dice.IntN(30)))
				}
				if got := l.Rate(); got < min(floorRate, ceiling*margin) || got > ceiling {
					t.Fatalf("seed %d: Rate() = %v; want it within %v and %v", seed, got, min(floorRate, ceiling), ceiling)
				}
				if got := l.Paused(); got < 0 || got > MaxPause {
					t.Fatalf("seed %d: Paused() = %v; want it within 0 and %v", seed, got, MaxPause)
				}
			}
		})
	}
}

// direct takes requests to a handler without a network, in about 20 ms.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(5*time.Millisecond + rand.N(5*time.Millisecond))
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	time.Sleep(5*time.Millisecond + rand.N(5*time.Millisecond))
	return w.Result(), nil
}

// creates creates n partners with all workers, as fast as the Limiter allows. Each
// one is tried until it is created.
func creates(t *testing.T, l *Limiter, o sandbox.Options, n int) time.Duration {
	o.Discard = true
	c := dial(t, "http://127.0.0.1/v1", func(options *Options) { options.Transport = direct{sandbox.New(o)} })
	var next atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for range workers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				p := NewPartner{Email: fmt.Sprintf("p%d@example.com", i)}
				for {
					_ = l.Wait(context.Background())
					_, err := c.Create(context.Background(), p)
					if err == nil {
						break
					}
					var e *Error
					if !errors.As(err, &e) || e.Kind != Throttled {
						t.Errorf("Create = %v; want nothing but 429s", err)
						break
					}
					l.Throttled(e)
				}
				l.Accepted()
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// TestAgainstQuota: with a fixed window the Limiter uses the quota and gets few
// 429s, with any given rate, at any phase of the server's clock.
func TestAgainstQuota(t *testing.T) {
	second := time.Second
	for _, tt := range []struct {
		name    string
		limiter LimiterOptions
		server  sandbox.Options
		n       int
		within  time.Duration
		most    int // 429s
	}{
		// At least 85 % of the quota are used.
		{"told 1000/s, 150 per 5 s", LimiterOptions{Rate: 1000}, sandbox.Options{Limit: 150, Window: 5 * second}, 1500, 50 * second * 100 / 85, 3 * workers},
		{"told 100000/s, 150 per 5 s", LimiterOptions{Rate: 100_000}, sandbox.Options{Limit: 150, Window: 5 * second}, 600, 20 * second * 100 / 85, 3 * workers},
		{"told 50/s, 150 per 5 s", LimiterOptions{Rate: 50}, sandbox.Options{Limit: 150, Window: 5 * second}, 600, 20 * second * 100 / 85, 3 * workers},
		{"told 1000/s, dates", LimiterOptions{Rate: 1000}, sandbox.Options{Limit: 150, Window: 5 * second, RetryAfter: "date"}, 600, 20 * second * 100 / 85, 3 * workers},
		{"told 1000/s, 50 per 1 s", LimiterOptions{Rate: 1000}, sandbox.Options{Limit: 50}, 1000, 32 * second, 150},
		{"not told, 50 per 1 s", LimiterOptions{}, sandbox.Options{Limit: 50}, 1000, 32 * second, 150},
		{"not told, 50 per 1 s, no wait named", LimiterOptions{}, sandbox.Options{Limit: 50, RetryAfter: "none"}, 1000, 32 * second, 150},
		{"not told, 30 per 1 s", LimiterOptions{}, sandbox.Options{Limit: 30}, 600, 32 * second, 90},
		{"not told, 150 per 5 s", LimiterOptions{}, sandbox.Options{Limit: 150, Window: 5 * second}, 600, 20 * second * 100 / 85, 3 * workers},
		{"not told, 60 per minute", LimiterOptions{}, sandbox.Options{Limit: 60, Window: 60 * second}, 600, 600 * second * 100 / 85, 150},
		{"told exactly, 50 per 1 s", LimiterOptions{Rate: 50}, sandbox.Options{Limit: 50}, 1000, 32 * second, 150},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var most int
			var longest time.Duration
			for _, phase := range []time.Duration{0, 700 * time.Millisecond} {
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(phase)
					l := NewLimiter(tt.limiter)
					longest = max(longest, creates(t, l, tt.server, tt.n))
					most = max(most, l.Stats().Throttled)
				})
			}
			t.Logf("%d created within %.1f s, with %d 429s at most", tt.n, longest.Seconds(), most)
			if longest > tt.within {
				t.Errorf("%d created in %v; want %v at most", tt.n, longest, tt.within)
			}
			if most > tt.most {
				t.Errorf("%d answers with 429; want %d at most", most, tt.most)
			}
		})
	}
}
