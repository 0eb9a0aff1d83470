package client

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestProbesKeepTheTold: whatever waits for its turn or for room, and however long a turn
// waits for a job, no second has more requests than were told.
func TestProbesKeepTheTold(t *testing.T) {
	for _, told := range []int{1, 2, 5, 50} {
		for seed := range uint64(20) {
			t.Run(fmt.Sprint(told, "/", seed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					at := mixed(NewLimiter(LimiterOptions{Rate: float64(told)}), rand.New(rand.NewPCG(seed, 0)))
					if len(at) < 30 {
						t.Fatalf("only %d requests", len(at))
					}
					for i := told; i < len(at); i++ {
						if apart := at[i].Sub(at[i-told]); apart < time.Second {
							t.Fatalf("%d requests within %s; want %d in a second", told+1, apart, told)
						}
					}
				})
			})
		}
	}
}

// TestAProbeBesideATurn: a probe is noted right before the turn that it could not stop
// begins. Both count.
func TestAProbeBesideATurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{Rate: 2})
		_ = l.Wait(t.Context())
		time.Sleep(5 * time.Second) // there is no job
		began := time.Now()
		if !l.MayBegin() {
			t.Fatal("the turn is taken back")
		}
		_ = l.WaitForRoom(t.Context())
		l.Begins()
		if _ = l.Wait(t.Context()); time.Since(began) < time.Second {
			t.Errorf("the third request leaves after %s; want two in a second", time.Since(began))
		}
	})
}

// mixed makes requests with and without turns for a minute, and returns when they began.
func mixed(l *Limiter, dice *rand.Rand) []time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	probes := make(chan time.Time, 1000)
	pauses := [1000]time.Duration{}
	for i := range pauses {
		pauses[i] = time.Duration(dice.Int64N(int64(3 * time.Second)))
	}
	go func() {
		defer close(probes)
		for i := 0; l.WaitForRoom(ctx) == nil && ctx.Err() == nil; i++ {
			probes <- time.Now()
			time.Sleep(pauses[i])
		}
	}()
	var at []time.Time
	for l.Wait(ctx) == nil {
		if dice.IntN(4) == 0 {
			time.Sleep(time.Duration(dice.Int64N(int64(2 * time.Second)))) // there is no job
		}
		begins := l.MayBegin()
		l.Begins()
		if begins {
			at = append(at, time.Now())
		}
	}
	for probe := range probes {
		at = append(at, probe)
	}
	slices.SortFunc(at, time.Time.Compare)
	return at
}
