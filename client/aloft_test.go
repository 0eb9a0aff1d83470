package client

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slow is an API that refuses at once, and takes a second for what it lets through.
type slow struct {
	mu          sync.Mutex
	concurrent  int     // as many as this at a time, 0 for no bound
	perSecond   float64 // so many tokens, up to burst; 0 for no bound
	burst       float64
	aloft       int
	tokens      float64
	last        time.Time
	refused, in int
}

func (s *slow) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.tokens = min(s.burst, s.tokens+now.Sub(s.last).Seconds()*s.perSecond)
	s.last = now
	if s.concurrent > 0 && s.aloft >= s.concurrent || s.perSecond > 0 && s.tokens < 1 {
		s.refused++
		return false
	}
	s.tokens--
	s.aloft++
	return true
}

func (s *slow) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.aloft--
	s.in++
}

// TestSlowAnswersGetThrough: the refusals are quicker than the answers of those that got
// through. Then these come when the gate is shut again, and count all the same.
func TestSlowAnswersGetThrough(t *testing.T) {
	for name, tt := range map[string]struct {
		api   *slow
		told  float64
		e     *Error
		ideal time.Duration // for 100 attempts
	}{
		"two at a time":              {&slow{concurrent: 2}, 0, blind429, 50 * time.Second},
		"two at a time, told a pace": {&slow{concurrent: 2}, 5, blind429, 50 * time.Second},
		"two at a time, a wait":      {&slow{concurrent: 2}, 0, told429(time.Second), 50 * time.Second},
		"two a second":               {&slow{perSecond: 2, burst: 2}, 0, blind429, 50 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, began := NewLimiter(LimiterOptions{Rate: tt.told}), time.Now()
				var wg sync.WaitGroup
				left := make(chan struct{}, 200)
				for range 100 {
					left <- struct{}{}
				}
				for range workers {
					wg.Go(func() {
						for tt.api.done() < 100 {
							select {
							case <-left:
							case <-time.After(time.Second):
								continue
							}
							_ = l.Wait(context.Background())
							if !tt.api.enter() {
								l.Throttled(tt.e)
								left <- struct{}{}
								continue
							}
							time.Sleep(time.Second)
							tt.api.leave()
							l.Accepted()
						}
					})
				}
				wg.Wait()
				if lasted := time.Since(began); lasted > 5*tt.ideal/2 || tt.api.refused > 60 {
					t.Errorf("100 attempts took %s with %d refusals; the ideal is %s", lasted, tt.api.refused, tt.ideal)
				}
			})
		})
	}
}

func (s *slow) done() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in
}
