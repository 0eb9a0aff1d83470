package crew

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/stop"
)

type silent struct{}

func (silent) Requested()                                   {}
func (silent) Throttled(*client.Error, time.Duration, bool) {}
func (silent) Outage(*client.Error, time.Time)              {}
func (silent) Recovered(time.Duration)                      {}

// play sends attempts for so long, as fast as the limiter lets them through. It returns
// how many there were.
func play(t *testing.T, w *Watch, long time.Duration, answer func(n int) *client.Error) (n int) {
	t.Helper()
	for end := time.Now().Add(long); time.Now().Before(end); n++ {
		if w.Breaker.IsDown() {
			w.Recover(nil)
		}
		if err := w.Limiter.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Note(breaker.Attempt{Kind: breaker.Lookup, Row: n, Err: answer(n), Left: 1000})
	}
	return n
}

func watching(t *testing.T, perSecond float64) *Watch {
	return &Watch{
		Breaker: breaker.New(func(int) bool { return false }, true), Limiter: client.NewLimiter(client.LimiterOptions{Rate: perSecond}),
		Log: silent{}, MaxOutage: time.Hour, Ping: func(context.Context) error { return nil }, Probed: make(chan error, 1),
		Halt: func(why stop.Reason, err error) { t.Errorf("it stops: %s, %v", why, err) },
	}
}

// TestErrorsByChanceAreNoLimit: a bad moment looks like a limit that only says 503. Then
// one answer in twenty is a 503 by chance, at any pace. So it is no limit, and the pace
// comes back.
func TestErrorsByChanceAreNoLimit(t *testing.T) {
	for _, told := range []float64{0, 20, 100} {
		synctest.Test(t, func(t *testing.T) {
			w := watching(t, told)
			busy := &client.Error{Kind: client.Ambiguous, Status: 503}
			play(t, w, 20*time.Second, func(int) *client.Error { return nil })
			before := w.Limiter.Rate()
			play(t, w, 2*time.Second, func(n int) *client.Error {
				if n%2 == 0 {
					return busy
				}
				return nil
			})
			if !w.Breaker.IsCrowded() {
				t.Fatal("a bad moment does not look like a limit")
			}
			chance := func(n int) *client.Error {
				if n%20 == 7 {
					return busy
				}
				return nil
			}
			play(t, w, 2*time.Minute, chance)
			if n := play(t, w, time.Minute, chance); float64(n) < 0.5*60*before {
				t.Errorf("told %v: in the third minute %d requests were sent at a pace of %.1f; before, it was %.1f", told, n, w.Limiter.Rate(), before)
			}
		})
	}
}

// TestALimitThatSays503IsKept: above a limit of 10 a second each request is refused with
// a plain 503. Few are, since the pace stays below it.
func TestALimitThatSays503IsKept(t *testing.T) {
	for _, told := range []float64{0, 20, 100} {
		synctest.Test(t, func(t *testing.T) {
			w := watching(t, told)
			allowed, at, refused := 10.0, time.Now(), 0
			n := play(t, w, 10*time.Minute, func(int) *client.Error {
				allowed = min(10, allowed+10*time.Since(at).Seconds())
				at = time.Now()
				if allowed < 1 {
					refused++
					return &client.Error{Kind: client.Ambiguous, Status: 503}
				}
				allowed--
				return nil
			})
			if refused > 60 || n < 5*600 {
				t.Errorf("told %v: %d of %d requests were refused; want at most 60 of at least 3000", told, refused, n)
			}
		})
	}
}
