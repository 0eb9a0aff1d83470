package clock

import (
	"testing"
	"time"
)

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestNext: a deadline is what the clock on the wall shows, also in the nights when it is
// changed.
func TestNext(t *testing.T) {
	zone := berlin(t)
	for _, tt := range []struct{ after, until, want string }{
		{"2026-11-27T01:30:00+01:00", "06:00", "2026-11-27T06:00:00+01:00"},
		{"2026-11-27T22:30:00+01:00", "06:00", "2026-11-28T06:00:00+01:00"},
		{"2026-11-27T06:00:00+01:00", "06:00", "2026-11-28T06:00:00+01:00"}, // that very moment is over
		{"2026-12-31T23:00:00+01:00", "00:15", "2027-01-01T00:15:00+01:00"},
		{"2027-03-28T01:30:00+01:00", "06:00", "2027-03-28T06:00:00+02:00"}, // an hour less
		{"2027-03-28T01:30:00+01:00", "02:30", "2027-03-28T03:30:00+02:00"}, // is left out
		{"2026-10-25T01:30:00+02:00", "06:00", "2026-10-25T06:00:00+01:00"}, // an hour more
		{"2026-10-25T01:30:00+02:00", "02:30", "2026-10-25T02:30:00+02:00"}, // the first of two
	} {
		at, err := Parse(tt.until)
		if err != nil {
			t.Fatal(err)
		}
		after, _ := time.Parse(time.RFC3339, tt.after)
		if got := at.Next(after, zone).Format(time.RFC3339); got != tt.want {
			t.Errorf("after %s the clock shows %s at %s; want %s", tt.after, tt.until, got, tt.want)
		}
	}
}

// TestNextIsIndependent: it does not matter in which zone the worker is.
func TestNextIsIndependent(t *testing.T) {
	at, _ := Parse("06:00")
	after := time.Date(2026, 11, 27, 0, 30, 0, 0, time.UTC)
	tokyo, err := Zone("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := at.Next(after, berlin(t)), at.Next(after.In(tokyo), berlin(t)); !a.Equal(b) {
		t.Errorf("%s and %s", a, b)
	}
}

// TestSkipped: a schedule in the hour that is left out, and those beside it.
func TestSkipped(t *testing.T) {
	from := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]bool{
		"30 2 * * *": true, "0 2 * * *": true, "59 1 * * *": false, "0 3 * * *": false, "*/15 * * * *": true,
		"30 2 * * 1": false, // the clocks change on Sundays
		"30 2 * * 0": true, "30 2 1 * *": false,
	} {
		c, err := ParseCron(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := c.Skipped(berlin(t), from); got != want {
			t.Errorf("%q is skipped: %v; want %v", text, got, want)
		}
		if _, got := c.Skipped(time.UTC, from); got {
			t.Errorf("%q is skipped in UTC", text)
		}
	}
}

// TestWrongTimes: what is no time of day.
func TestWrongTimes(t *testing.T) {
	for _, text := range []string{"", "6:00", "24:00", "06:60", "06:00:00", "06.00", " 06:00"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q is taken for a time", text)
		}
	}
}
