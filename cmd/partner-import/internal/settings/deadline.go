package settings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"
)

// deadlineFlags say when the time of a run is over: whichever comes first.
type deadlineFlags struct {
	maxDuration time.Duration // 0: none
	until       clockFlag
}

func (f *deadlineFlags) add(flags *pflag.FlagSet) {
	flags.DurationVar(&f.maxDuration, "max-duration", 0, "stop softly after so long, like 5h30m; the rest is unsent (default none)")
	flags.Var(&f.until, "until", "stop softly at this time of the day, like 06:00; tomorrow's, if today's is over (default none)")
}

func (f *deadlineFlags) check() error {
	if f.maxDuration < 0 {
		return fmt.Errorf("--max-duration must not be negative, like %s", f.maxDuration)
	}
	return nil
}

// A DeadlineError is the cause of a stop by the clock.
type DeadlineError struct {
	Why string // like "it is 06:00, as --until says"
}

// Error returns Why.
func (e DeadlineError) Error() string { return e.Why }

// clockLook is how often the clock on the wall is looked at: a timer does not
// know that the machine was asleep, or that its clock was put right.
const clockLook = 10 * time.Second

// alarm is [Run.Alarm].
func (f *deadlineFlags) alarm(ctx context.Context) <-chan DeadlineError {
	if f.maxDuration == 0 && !f.until.set {
		return nil
	}
	rings := make(chan DeadlineError, 1)
	began := time.Now()
	until := f.until.next(began)
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

// left is the time that is left, and what to say when none is.
func (f *deadlineFlags) left(began, until time.Time) (time.Duration, DeadlineError) {
	left, over := time.Duration(1<<63-1), DeadlineError{}
	if f.maxDuration > 0 {
		left = f.maxDuration - time.Since(began)
		over.Why = fmt.Sprintf("--max-duration %s is over", f.maxDuration)
	}
	// Subtle: Round takes the monotonic clock away, so that the two are
	// compared as the clock on the wall shows them.
	if clock := until.Round(0).Sub(time.Now().Round(0)); f.until.set && clock < left {
		left, over.Why = clock, fmt.Sprintf("it is %s, as --until says", f.until.String())
	}
	return left, over
}

// A clockFlag is a time of the day, HH:MM or HH:MM:SS.
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
	return errors.New("must be a time of the day, like 06:00 or 23:30:15")
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
