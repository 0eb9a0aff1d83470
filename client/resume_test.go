package client

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestResume: a pace that was learned earlier is where a run begins. It rises from there,
// and a 429 cuts it.
func TestResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(LimiterOptions{})
		l.Resume(20)
		if _, learned := l.Learned(); l.Rate() != 20 || !learned {
			t.Errorf("the pace is %v; want 20, learned", l.Rate())
		}
		l.Accepted()
		time.Sleep(50 * time.Millisecond)
		l.Accepted()
		if got := l.Rate(); got <= 20 || got > 20.2 {
			t.Errorf("after 50 ms the pace is %v; want a little more than 20", got)
		}
		l.Throttled(&Error{Kind: Throttled, Status: http.StatusTooManyRequests})
		if got := l.Rate(); got > 14.5 {
			t.Errorf("after a 429 the pace is %v; want 0.7 times", got)
		}
		l.Resume(40)
		if l.Rate() > 14.5 {
			t.Error("what was learned meanwhile is forgotten")
		}
	})
	for _, o := range []LimiterOptions{{Rate: 10}, {Max: 10}, {}} {
		l := NewLimiter(o)
		before := l.Rate()
		switch l.Resume(3); {
		case l.Rate() != before:
			t.Errorf("%+v: a pace below the first one is taken", o)
		case o.Rate > 0 || o.Max > 0:
			if l.Resume(30); l.Rate() > 10 {
				t.Errorf("%+v: the pace is %v", o, l.Rate())
			}
		}
	}
}
