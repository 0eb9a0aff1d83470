package config

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import-fleet/internal/clock"
	"partner-import/cmd/partner-import-fleet/internal/job"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// A file is read field by field.
type file struct {
	*parser
	job job.Job
	own settings.Named // of the customer

	zone     *time.Location
	cron     clock.Cron
	schedule *yaml.Node // where they are, nil without
	until    *yaml.Node
	set      bool // settings of its own
}

func (f *file) read(e entry) (err error) {
	switch e.name.Value {
	case "from":
		f.job.From, err = f.from(e)
	case "schedule":
		f.schedule, err = e.value, f.readSchedule(e)
	case "zone":
		f.job.Zone, err = f.readZone(e)
	case "until":
		f.until, err = e.value, f.readUntil(e)
	case "jitter":
		f.job.Jitter, err = f.duration(e, time.Second, 12*time.Hour)
	case "settings":
		var own settings.Named
		own, err = f.settings(e, f.own)
		f.job.Settings, f.set = own, true
	}
	return err
}

// from reads where the file is: in the store, or at a URL.
func (f *file) from(e entry) (string, error) {
	text, err := f.text(e)
	if err != nil {
		return "", err
	}
	if _, _, err := store.Locate(f.fleet.Store, text); err != nil {
		return "", f.wrong(e.value, "%v", err)
	}
	if rest, is := strings.CutPrefix(text, "sftp://"); is {
		if user, _, has := strings.Cut(rest, "@"); has {
			f.warn(e.value, "this address has an @, and Temporal keeps it in its history. Write ?user=%s at its end instead.", user)
		}
	}
	return text, nil
}

func (f *file) readSchedule(e entry) error {
	text, err := f.text(e)
	if err != nil {
		return err
	}
	if f.cron, err = clock.ParseCron(text); err != nil {
		return f.wrong(e.value, "%v", err)
	}
	if f.cron.Never(f.now) {
		return f.wrong(e.value, "%q never comes; correct the day and the month", text)
	}
	f.job.Schedule = text
	return nil
}

func (f *file) readZone(e entry) (string, error) {
	text, err := f.text(e)
	if err != nil {
		return "", err
	}
	if f.zone, err = clock.Zone(text); err != nil {
		return "", f.wrong(e.value, "%v", err)
	}
	return text, nil
}

func (f *file) readUntil(e entry) error {
	text, err := f.text(e)
	if err != nil {
		return err
	}
	if _, err := clock.Parse(text); err != nil {
		return f.wrong(e.value, "%v", err)
	}
	f.job.Until = text
	return nil
}

// finish refuses what does not fit together.
func (f *file) finish(at entry) error {
	needsZone := f.job.Schedule != "" || f.job.Until != ""
	switch {
	case f.job.From == "":
		return f.wrong(at.name, `add where the file is, such as "from: incoming/%s/%s.csv"`, f.job.Customer, f.job.File)
	case f.job.Schedule == "" && f.job.Jitter > 0:
		return f.wrong(at.name, `"jitter" needs a schedule; add one, or delete the line`)
	case needsZone && f.zone == nil:
		return f.wrong(at.name, `add the time zone, such as "zone: Europe/Berlin" or "zone: UTC"`)
	}
	if !f.set {
		f.job.Settings = f.own
	}
	if err := f.checkSettings(at); err != nil {
		return err
	}
	return f.checkTimes()
}

// checkTimes refuses a schedule that leaves no time, and warns of one that a night of
// the year leaves out.
func (f *file) checkTimes() error {
	if f.schedule == nil {
		return nil
	}
	if gap, ok := f.cron.Skipped(f.zone, f.now); ok {
		f.warn(f.schedule, "on %s clocks in %s go from %s to %s, so %q does not run that night. Choose another time, unless that is what you want.",
			gap.Begins.Format("2 January 2006"), f.job.Zone, gap.Begins.Format("15:04"), gap.Ends.Format("15:04"), f.job.Schedule)
	}
	if window := f.window(); f.job.Jitter >= window {
		return f.wrong(f.schedule, `a "jitter" of %s leaves no time: a run has %s; make it shorter`, f.job.Jitter, window)
	}
	return nil
}

// window is how long a run of the schedule has.
func (f *file) window() time.Duration { return Window(f.job, f.now) }

// Window is for how long a run that was missed still begins: until its deadline, or for
// [clock.CatchUp]. The job is one that was read.
func Window(j job.Job, now time.Time) time.Duration {
	fires, err := clock.ParseCron(j.Schedule)
	until, err2 := clock.Parse(j.Until)
	zone, err3 := clock.Zone(j.Zone)
	if err != nil || err2 != nil || err3 != nil {
		return clock.CatchUp
	}
	return fires.Window(until, zone, now)
}
