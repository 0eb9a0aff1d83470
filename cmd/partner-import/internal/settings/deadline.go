package settings

import (
	"context"
	"errors"
	"fmt"
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

func (f *deadlineFlags) check() error {
	if f.maxDuration < 0 {
		return fmt.Errorf("--max-duration must not be negative (%s)", f.maxDuration)
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
func (f *deadlineFlags) alarm(ctx context.Context) <-chan DeadlineError {
	if f.maxDuration == 0 && !f.until.set {
		return nil
	}
	if f.began.IsZero() { // several files share the time of one command
		f.began = time.Now()
	}
	rings := make(chan DeadlineError, 1)
	began, until := f.began, f.until.next(f.began)
	go func() {
		for {
			left, over := f.left(began, until)
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
func (f *deadlineFlags) left(began, until time.Time) (time.Duration, DeadlineError) {
	left, over := time.Duration(1<<63-1), DeadlineError{}
	if f.maxDuration > 0 {
		left = f.maxDuration - time.Since(began)
		over.Why = fmt.Sprintf("--max-duration %s is over", f.maxDuration)
	}
	// Round removes the monotonic clock, so that the two are compared by the clock
	// on the wall.
	if clock := until.Round(0).Sub(time.Now().Round(0)); f.until.set && clock < left {
		left, over.Why = clock, fmt.Sprintf("it is %s, as --until says", f.until.String())
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

// next is when the clock shows that time next, where now is.
func (c *clockFlag) next(now time.Time) time.Time {
	hour, minute, second := c.at.Clock()
	at := func(day int) time.Time {
		return time.Date(now.Year(), now.Month(), day, hour, minute, second, 0, now.Location())
	}
	if today := at(now.Day()); today.After(now) {
		return today
	}
	return at(now.Day() + 1)
}
