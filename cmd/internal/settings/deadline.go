package settings

import (
	"context"
	"errors"
	"fmt"
	"partner-import/importer/plainfile"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// deadlineFlags say when a run must stop: whichever comes first.
type deadlineFlags struct {
	maxDuration time.Duration // 0: none
	until       clockFlag
	began       time.Time // when the first run of the command began, zero before that
}

func (f *deadlineFlags) add(flags *pflag.FlagSet) {
	flags.DurationVar(&f.maxDuration, "max-duration", 0, "stop after this `TIME`, such as 5h30m; the remaining rows are left for the next run")
	flags.Var(&f.until, "until", "stop at this time of day, such as 06:00; the remaining rows are left for the next run")
}

func (f *deadlineFlags) check(say naming) error {
	if f.maxDuration < 0 {
		return fmt.Errorf("%s must not be negative (%s)", say.call("max-duration", ""), f.maxDuration)
	}
	return nil
}

// A DeadlineError is the cause of a stop by the clock.
type DeadlineError struct {
	Why string // like "it is 06:00, as --until says"
}

// Error returns Why.
func (e DeadlineError) Error() string { return e.Why }

// clockLook is how often we look at the clock on the wall: a timer does not
// notice that the machine was asleep, or that its clock was set.
const clockLook = 10 * time.Second

// alarm is [Run.Alarm].
func (f *deadlineFlags) alarm(ctx context.Context, say naming) <-chan DeadlineError {
	if f.maxDuration == 0 && !f.until.set {
		return nil
	}
	f.begin()
	rings := make(chan DeadlineError, 1)
	began, until := f.began, f.until.next(f.began)
	go func() {
		for {
			left, over := f.left(began, until, say)
			if left <= 0 {
				rings <- over
				return
			}
			select {
			case <-time.After(min(left, clockLook)):
			case <-ctx.Done():
				return
			}
		}
	}()
	return rings
}

// left is the time that is left, and what to say when it is over.
func (f *deadlineFlags) left(began, until time.Time, say naming) (time.Duration, DeadlineError) {
	left, over := time.Duration(1<<63-1), DeadlineError{}
	if f.maxDuration > 0 {
		left = f.maxDuration - time.Since(began)
		over.Why = fmt.Sprintf("%s is over", say.call("max-duration", f.maxDuration.String()))
	}
	// Round removes the monotonic clock, so that the two are compared by the clock
	// on the wall.
	if clock := until.Round(0).Sub(time.Now().Round(0)); f.until.set && clock < left {
		left, over.Why = clock, fmt.Sprintf("it is %s, as %s says", f.until.String(), say.call("until", ""))
	}
	return left, over
}

// A clockFlag is a time of day, HH:MM or HH:MM:SS.
type clockFlag struct {
	at  time.Time // on a day that means nothing
	set bool
}

func (c *clockFlag) Type() string { return "HH:MM" }

func (c *clockFlag) String() string {
	switch {
	case !c.set:
		return ""
	case c.at.Second() == 0:
		return c.at.Format("15:04")
	}
	return c.at.Format(time.TimeOnly)
}

func (c *clockFlag) Set(text string) error {
	for _, layout := range []string{"15:04", time.TimeOnly} {
		if at, err := time.Parse(layout, text); err == nil && len(text) == len(layout) {
			c.at, c.set = at, true
			return nil
		}
	}
	return errors.New("must be a time of day, such as 06:00 or 23:30:15")
}

// next is when the clock shows that time next, where now is. In autumn a time may come
// twice, and the first one counts. In spring it may be left out, and then it is an hour
// later.
func (c *clockFlag) next(now time.Time) time.Time {
	for day := now.Day(); ; day++ {
		for _, at := range c.on(now.Year(), now.Month(), day, now.Location()) {
			if at.After(now) {
				return at
			}
		}
	}
}

// on is when the clock shows that time on a day, first things first.
func (c *clockFlag) on(year int, month time.Month, day int, zone *time.Location) (all []time.Time) {
	hour, minute, second := c.at.Clock()
	guess := time.Date(year, month, day, hour, minute, second, 0, zone)
	const most, step = 3 * time.Hour, 15 * time.Minute // clocks are put back by less, and by whole quarters
	for shift := -most; shift <= most; shift += step {
		at := guess.Add(shift)
		if h, m, s := at.Clock(); h == hour && m == minute && s == second {
			all = append(all, at)
		}
	}
	if len(all) == 0 {
		all = []time.Time{guess}
	}
	return all
}

// Deadline is when the run has used up its time, if that is now: zero if it may take
// any time. The first call begins the run, as that of [Run.Alarm] does.
func (r *Run) Deadline() time.Time {
	var end time.Time
	if !r.Sends() {
		return end
	}
	f := &r.time
	f.begin()
	if f.until.set {
		end = f.until.next(f.began)
	}
	if over := f.began.Add(f.maxDuration); f.maxDuration > 0 && (end.IsZero() || over.Before(end)) {
		end = over
	}
	return end
}

// begin notes when the first of several files begins: they share the time of one
// command.
func (f *deadlineFlags) begin() {
	if f.began.IsZero() {
		f.began = time.Now()
	}
}

// CheckZone refuses a time zone that cannot be read, if a time of day was given: Go
// takes UTC instead, without a word.
func (r *Run) CheckZone(lookup func(string) (string, bool)) error {
	name, _ := lookup("TZ")
	name = strings.TrimPrefix(name, ":")
	if !r.time.until.set || !r.Sends() || name == "" || runtime.GOOS == "windows" { // where TZ means nothing
		return nil
	}
	var err error
	if filepath.IsAbs(name) {
		var content []byte
		if content, err = plainfile.Read(name, 1<<20); err == nil {
			_, err = time.LoadLocationFromTZData(name, content)
		}
	} else {
		_, err = time.LoadLocation(name)
	}
	if err != nil {
		return fmt.Errorf("%s: the time zone %q in the environment variable TZ cannot be read; set TZ to a name like Europe/Berlin or UTC", r.say.call("until", ""), name)
	}
	return nil
}
