package work

import (
	"os"
	"testing"
	"time"

	"partner-import/client/sandbox"
	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/job"
)

// stageAt copies the file of a run that should have begun then, while it is now.
func (w *world) stageAt(nominal, now string) (job.Staged, error) {
	w.Helper()
	begin, _ := time.Parse(time.RFC3339, nominal)
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		w.Fatal(err)
	}
	w.worker.Now = func() time.Time { return at }
	return get[job.Staged](w.env().ExecuteActivity(job.Stage, w.job, begin))
}

// TestDeadlineOfANight: the deadline is what the clock on the wall of the zone shows, also
// when clocks are changed that night, and it counts from when the run should have begun.
func TestDeadlineOfANight(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	w.write("store/in/partners.csv", rows(1))
	w.job.Zone, w.job.Until = "Europe/Berlin", "06:00"
	for _, tt := range []struct{ nominal, now, want string }{
		{"2026-11-28T00:30:00Z", "2026-11-28T00:30:00Z", "2026-11-28T05:00:00Z"},
		{"2026-11-28T00:30:00Z", "2026-11-28T04:59:00Z", "2026-11-28T05:00:00Z"}, // begins late
		{"2027-03-28T00:30:00Z", "2027-03-28T00:30:00Z", "2027-03-28T04:00:00Z"}, // an hour is left out
		{"2026-10-24T23:30:00Z", "2026-10-24T23:30:00Z", "2026-10-25T05:00:00Z"}, // an hour comes twice
	} {
		s, err := w.stageAt(tt.nominal, tt.now)
		if got := s.Deadline.UTC().Format(time.RFC3339); err != nil || got != tt.want {
			t.Errorf("at %s: %s, %v; want %s", tt.now, got, err, tt.want)
		}
		os.RemoveAll(w.path("store", "runs"))
	}
	_, err := w.stageAt("2026-11-28T00:30:00Z", "2026-11-28T05:00:00Z") // after it
	if got := endOf(t, err); got.kind != ends.Time || got.again {
		t.Errorf("after the deadline: %+v; want that its time was over", got)
	}
}

// TestMissingFile: one that may still come is waited for until the deadline. By hand,
// somebody is told at once.
func TestMissingFile(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	_, err := w.stage()
	if got := endOf(t, err); got.kind != ends.Missing || got.again {
		t.Errorf("by hand: %+v; want that it has failed", got)
	}
	w.job.Zone, w.job.Until = "UTC", "06:00"
	_, err = w.stageAt("2026-11-28T01:30:00Z", "2026-11-28T02:00:00Z")
	if got := endOf(t, err); got.kind != ends.Missing || !got.again || got.after != time.Minute {
		t.Errorf("at night: %+v; want another attempt in a minute", got)
	}
	_, err = w.stageAt("2026-11-28T01:30:00Z", "2026-11-28T05:59:30Z")
	got := endOf(t, err)
	if got.kind != ends.Missing || got.again {
		t.Errorf("near the deadline: %+v; want that it has failed", got)
	}
	w.checkSilent(got.text)
}

// TestGrowingFile: a file that somebody still writes is not taken.
func TestGrowingFile(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	w.worker.Store.Pause = 200 * time.Millisecond
	w.write("store/in/partners.csv", rows(1))
	go func() {
		time.Sleep(50 * time.Millisecond)
		w.write("store/in/partners.csv", rows(2))
	}()
	_, err := w.stage()
	if got := endOf(t, err); got.kind != ends.Changing || !got.again {
		t.Errorf("%+v; want that it is still being written", got)
	}
	s, err := w.stage()
	if err != nil || s.Bytes != int64(len(rows(2))) {
		t.Errorf("when it is whole: %+v, %v", s, err)
	}
}

// TestClocksThatDiffer: the deadline is a moment, and not a time of day on the clock of
// the worker: a worker in another zone has the same.
func TestClocksThatDiffer(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	w.write("store/in/partners.csv", rows(1))
	w.job.Zone, w.job.Until = "Europe/Berlin", "06:00"
	here, err := w.stageAt("2026-11-28T00:30:00Z", "2026-11-28T00:30:00Z")
	if err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(w.path("store", "runs"))
	there, err := w.stageAt("2026-11-28T09:30:00+09:00", "2026-11-28T09:40:00+09:00")
	if err != nil || !there.Deadline.Equal(here.Deadline) {
		t.Errorf("%s there and %s here, %v", there.Deadline, here.Deadline, err)
	}
}
