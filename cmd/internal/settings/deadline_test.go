package settings

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // as the program has it
)

// TestUntil: a time of day that is over means tomorrow's, also if the clocks
// are put forward or back in between.
func TestUntil(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here: ", err)
	}
	for _, tt := range []struct{ now, until, want string }{
		{"2026-11-23 01:00:00", "06:00", "2026-11-23 06:00:00 +0100"},
		{"2026-11-23 06:00:00", "06:00", "2026-11-24 06:00:00 +0100"},
		{"2026-11-23 06:00:01", "06:00", "2026-11-24 06:00:00 +0100"},
		{"2026-11-23 05:59:59", "06:00:01", "2026-11-23 06:00:01 +0100"},
		{"2026-12-31 23:00:00", "00:30", "2027-01-01 00:30:00 +0100"},
		{"2026-03-28 23:00:00", "06:00", "2026-03-29 06:00:00 +0200"},
		{"2026-03-29 01:00:00", "02:30", "2026-03-29 03:30:00 +0200"}, // there is no 02:30 that night
		{"2026-10-24 23:00:00", "06:00", "2026-10-25 06:00:00 +0100"},
		{"2026-10-24 23:00:00", "02:30", "2026-10-25 02:30:00 +0200"}, // it comes twice that night
		{"2026-10-24 23:00:00", "02:00", "2026-10-25 02:00:00 +0200"},
		{"2026-10-24 23:00:00", "03:00", "2026-10-25 03:00:00 +0100"},
		{"2026-10-25 03:30:00", "02:30", "2026-10-26 02:30:00 +0100"},
	} {
		var until clockFlag
		if err := until.Set(tt.until); err != nil {
			t.Fatal(err)
		}
		now, err := time.ParseInLocation(time.DateTime, tt.now, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got := until.next(now).Format("2006-01-02 15:04:05 -0700"); got != tt.want {
			t.Errorf("at %s, the next %s is %s; want %s", tt.now, tt.until, got, tt.want)
		}
	}
	between := time.Date(2026, 10, 25, 0, 45, 0, 0, time.UTC).In(berlin) // the first 02:30 is over, the second one is not
	until := clock(t, 2*time.Hour+30*time.Minute)
	if got := until.next(between).Format(time.RFC3339); got != "2026-10-25T02:30:00+01:00" {
		t.Errorf("between the two, the next 02:30 is %s; want the second one", got)
	}
	for _, text := range []string{"", "6", "6:00", "24:00", "12:60", "06:00:60", "06:00 PM", " 06:00", "06:00:00.5", "2026-11-23 06:00"} {
		if err := new(clockFlag).Set(text); err == nil {
			t.Errorf("Set(%q) = nil; want a refusal", text)
		}
	}
}

// TestDeadline: it is the earlier of the two times, and there may be none.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local)
		time.Sleep(time.Until(midnight))
		for _, tt := range []struct {
			flags deadlineFlags
			want  time.Duration
		}{
			{deadlineFlags{maxDuration: time.Hour, until: clock(t, 2*time.Hour)}, time.Hour},
			{deadlineFlags{maxDuration: 3 * time.Hour, until: clock(t, 2*time.Hour)}, 2 * time.Hour},
			{deadlineFlags{until: clock(t, 2*time.Hour)}, 2 * time.Hour},
			{deadlineFlags{maxDuration: 30 * time.Hour}, 30 * time.Hour},
		} {
			r := &Run{time: tt.flags}
			if got := r.Deadline(); !got.Equal(midnight.Add(tt.want)) {
				t.Errorf("the deadline is %s; want %s after midnight", got, tt.want)
			}
		}
		if got := new(Run).Deadline(); !got.IsZero() {
			t.Errorf("without flags the deadline is %s; want none", got)
		}
	})
}

// TestCheckZone: a time of day needs a time zone that can be read.
func TestCheckZone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zone")
	if err := os.WriteFile(file, []byte("no zone"), 0o600); err != nil {
		t.Fatal(err)
	}
	for zone, ok := range map[string]bool{
		"": true, "UTC": true, ":UTC": true, "Europe/Berlin": true, ":Europe/Berlin": true, "Etc/UTC": true,
		"Europe/Berln": false, "CET-1CEST,M3.5.0,M10.5.0/3": false, "Berlin": false, "+02:00": false, "../Europe/Berlin": false,
		"/nowhere/zone": false, file: false,
	} {
		r := &Run{time: deadlineFlags{until: clock(t, time.Hour)}}
		lookup := func(name string) (string, bool) { return zone, name == "TZ" && zone != "" }
		if err := r.CheckZone(lookup); (err == nil) != ok {
			t.Errorf("TZ=%s: %v; want ok %v", zone, err, ok)
		}
		if err := new(Run).CheckZone(lookup); err != nil {
			t.Errorf("TZ=%s without --until: %v; want nothing", zone, err)
		}
	}
}

// TestAlarm: it rings exactly at the earlier of its two times, and says which one
// it was. Several files share the time of one command.
func TestAlarm(t *testing.T) {
	for _, tt := range []struct {
		flags deadlineFlags
		after time.Duration
		why   string
	}{
		{deadlineFlags{maxDuration: 5*time.Hour + 30*time.Minute}, 5*time.Hour + 30*time.Minute, "--max-duration 5h30m0s is over"},
		{deadlineFlags{maxDuration: time.Hour, until: clock(t, 2*time.Hour)}, time.Hour, "--max-duration 1h0m0s is over"},
		{deadlineFlags{maxDuration: 3 * time.Hour, until: clock(t, 2*time.Hour)}, 2 * time.Hour, "it is 02:00, as --until says"},
		{deadlineFlags{until: clock(t, 23*time.Hour+15*time.Second)}, 23*time.Hour + 15*time.Second, "it is 23:00:15, as --until says"},
	} {
		synctest.Test(t, func(t *testing.T) {
			midnight := time.Date(2026, 11, 23, 0, 0, 0, 0, time.Local)
			time.Sleep(time.Until(midnight))
			over := <-tt.flags.alarm(t.Context(), nil)
			if got := time.Since(midnight); got != tt.after || over.Why != tt.why {
				t.Errorf("it rings after %s for %q; want %s and %q", got, over.Why, tt.after, tt.why)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		flags := deadlineFlags{maxDuration: time.Hour}
		ctx, cancel := context.WithCancel(t.Context())
		flags.alarm(ctx, nil) // of the first file, which takes 40 minutes
		time.Sleep(40 * time.Minute)
		cancel()
		began := time.Now()
		<-flags.alarm(t.Context(), nil)
		if got := time.Since(began); got != 20*time.Minute {
			t.Errorf("the second file has %s; want the 20 minutes that are left", got)
		}
	})
	if (&deadlineFlags{}).alarm(t.Context(), nil) != nil {
		t.Error("without flags there is an alarm")
	}
}

// clock is a time of day, this long after midnight.
func clock(t *testing.T, after time.Duration) (c clockFlag) {
	t.Helper()
	if err := c.Set(time.Time{}.Add(after).Format(time.TimeOnly)); err != nil {
		t.Fatal(err)
	}
	return c
}
