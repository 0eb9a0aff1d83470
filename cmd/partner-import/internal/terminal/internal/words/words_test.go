package words

import (
	"testing"
	"time"
)

// TestSpoken: durations and paces as people read them.
func TestSpoken(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 1: "1 s", time.Second: "1 s", 36*time.Second + 1: "37 s", 99 * time.Second: "99 s", 100 * time.Second: "2 min", 302 * time.Second: "5 min",
		99 * time.Minute: "99 min", 2*time.Hour + 13*time.Minute + 31*time.Second: "2 h 14 min", 24 * time.Hour: "24 h 0 min", 25 * time.Hour: "1 d 1 h", 240 * time.Hour: "10 d 0 h",
	} {
		if got := Spoken(d); got != want {
			t.Errorf("Spoken(%s) = %s; want %s", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0:00", 7 * time.Second: "0:07", 144 * time.Second: "2:24", 3744 * time.Second: "1:02:24", 100 * time.Hour: "100:00:00"} {
		if got := Clock(d); got != want {
			t.Errorf("Clock(%s) = %s; want %s", d, got, want)
		}
	}
	for pace, want := range map[float64]string{1. / 6: "0.167/s", 44.84: "44.8/s", 8379.9: "8,379/s"} {
		if got := PerSecond(pace); got != want {
			t.Errorf("PerSecond(%v) = %s; want %s", pace, got, want)
		}
	}
}

// TestShort: a duration as a flag takes it, and the time at which it ends.
func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{30 * time.Minute: "30m", 2 * time.Hour: "2h", 90 * time.Second: "1m30s", 100 * time.Millisecond: "100ms"} {
		if got := Short(d); got != want {
			t.Errorf("Short(%s) = %s; want %s", d, got, want)
		}
	}
	late := time.Date(2026, 11, 27, 23, 50, 0, 0, time.Local)
	if got := Hour(late.Add(30*time.Minute), late); got != "Sat 00:20" {
		t.Errorf("after midnight it is %s", got)
	}
}
