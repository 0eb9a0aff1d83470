package client

import (
	"testing"
	"testing/synctest"
	"time"
)

// The expected time is the time that a limiter takes, within a tenth.
func TestExpect(t *testing.T) {
	for _, tt := range []struct {
		name     string
		o        LimiterOptions
		attempts int
	}{
		{"told", LimiterOptions{Rate: 10}, 300},
		{"told, slow", LimiterOptions{Rate: 0.5}, 20},
		{"learned", LimiterOptions{}, 2000},
		{"learned, few", LimiterOptions{}, 20},
		{"learned, low ceiling", LimiterOptions{Max: 2}, 100},
		{"learned, high ceiling", LimiterOptions{Max: 200}, 3000},
	} {
		synctest.Test(t, func(t *testing.T) {
			l, began := NewLimiter(tt.o), time.Now()
			for range tt.attempts {
				if err := l.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				l.Accepted()
			}
			took, want := time.Since(began).Seconds(), tt.o.Expect(tt.attempts).Seconds()
			if took < want*0.9-1 || took > want*1.1+1 {
				t.Errorf("%s: took %.1f s; expected %.1f s", tt.name, took, want)
			}
		})
	}
	if got := (LimiterOptions{Rate: 1e-300}).Expect(1); got <= 0 {
		t.Errorf("an absurd rate gives %v", got)
	}
	if got := (LimiterOptions{}).Expect(0); got != 0 {
		t.Errorf("nothing takes %v", got)
	}
}
