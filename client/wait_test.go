package client

import (
	"testing"
	"time"
)

// pauses are the waits after so many answers, each to the first attempt after the
// gate opened, without what is drawn.
func pauses(w *waits, e *Error, n int) (all []time.Duration) {
	for range n {
		pause, _ := w.next(e, true)
		all = append(all, pause.Truncate(time.Second))
	}
	return all
}

// TestWaitsThatAreTooShort: a wait that was obeyed and lets nothing through gets
// longer, and the first attempt that gets through ends that.
func TestWaitsThatAreTooShort(t *testing.T) {
	for _, tt := range []struct {
		name string
		e    *Error
		want []time.Duration // in seconds
	}{
		{"a second", &Error{HasRetryAfter: true, RetryAfter: time.Second}, []time.Duration{1, 1, 2, 4, 8, 16, 32, 60, 60}},
		{"nothing", &Error{HasRetryAfter: true}, []time.Duration{1, 1, 2, 4, 8, 16, 32, 60, 60}},
		{"none named", &Error{}, []time.Duration{1, 2, 4, 8, 16, 32, 60, 60}},
		{"half a minute", &Error{HasRetryAfter: true, RetryAfter: 30 * time.Second}, []time.Duration{30, 30, 60, 60}},
		{"more than doubling leads to", &Error{HasRetryAfter: true, RetryAfter: 90 * time.Second}, []time.Duration{90, 90, 90}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var w waits
			for range 2 { // before and after something got through
				for i, got := range pauses(&w, tt.e, len(tt.want)) {
					want := tt.want[i] * time.Second
					if got < want || got > want+min(want/10, time.Second) {
						t.Errorf("wait %d = %v; want %v", i, got, want)
					}
				}
				w.through()
			}
		})
	}
}

// TestAnswersInFlightTogether count as one.
func TestAnswersInFlightTogether(t *testing.T) {
	var w waits
	short := &Error{HasRetryAfter: true, RetryAfter: time.Second}
	for range 3 {
		w.next(short, true)
		for range 15 {
			w.next(short, false)
		}
	}
	if w.barren != 3 {
		t.Errorf("the gate opened in vain %d times; want 3", w.barren)
	}
}

// TestATestInFlight: the others of a test do not end it.
func TestATestInFlight(t *testing.T) {
	var w waits
	hours := &Error{HasRetryAfter: true, RetryAfter: time.Hour}
	for i, want := range []time.Duration{firstTest, MaxPause} {
		for n := range 16 {
			if got, _ := w.next(hours, n == 0); got < want || got > want+time.Second {
				t.Errorf("answer %d of opening %d: %v; want %v", n, i, got, want)
			}
		}
	}
}

// TestLongWaitsAreTestedOnce: a wait in milliseconds that reads as hours costs
// seconds. One that is meant costs one attempt.
func TestLongWaitsAreTestedOnce(t *testing.T) {
	for _, tt := range []struct {
		asked time.Duration
		want  []time.Duration // in seconds
	}{
		{6000 * time.Second, []time.Duration{10, 900, 900}}, // 6 s in milliseconds
		{60000 * time.Second, []time.Duration{60, 900, 900}},
		{time.Hour, []time.Duration{10, 900}},
		{MaxPause, []time.Duration{10, 900}},
		{121 * time.Second, []time.Duration{10, 121}},
		{2 * time.Minute, []time.Duration{120, 120}},
	} {
		var w waits
		for range 2 {
			for i, got := range pauses(&w, &Error{HasRetryAfter: true, RetryAfter: tt.asked}, len(tt.want)) {
				if want := tt.want[i] * time.Second; got < want || got > want+time.Second {
					t.Errorf("wait %d of %v = %v; want %v", i, tt.asked, got, want)
				}
			}
			w.through()
		}
	}
}
