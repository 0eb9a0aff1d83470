// Package clock says when a clock on the wall shows a time of day, and when a schedule
// fires. It knows zones, and the nights when their clocks change.
package clock

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron"
)

// A TimeOfDay is an hour and a minute.
type TimeOfDay struct{ hour, minute int }

// Parse reads a time of day, such as 06:00.
func Parse(text string) (TimeOfDay, error) {
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return TimeOfDay{}, fmt.Errorf("%q is not a time of day; write it like 06:00", text)
	}
	return TimeOfDay{at.Hour(), at.Minute()}, nil
}

// Zone returns the time zone with a name like Europe/Berlin. The name of the zone "" is
// UTC. "Local" is refused: workers may be in different zones.
func Zone(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, errors.New(`"Local" depends on the machine; write a name like Europe/Berlin`)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("there is no time zone %q; write a name like Europe/Berlin", name)
	}
	return zone, nil
}

// Next is when the clock in that zone shows the time next, later than after. In autumn a
// time may come twice, and the first one counts. In spring it may be left out, and then
// it is when the clock has passed it.
func (t TimeOfDay) Next(after time.Time, zone *time.Location) time.Time {
	local := after.In(zone)
	for day := local.Day(); ; day++ {
		if at := t.on(local.Year(), local.Month(), day, zone); at.After(after) {
			return at
		}
	}
}

// on is when the clock first shows the time on a day, or has passed it.
func (t TimeOfDay) on(year int, month time.Month, day int, zone *time.Location) time.Time {
	at := time.Date(year, month, day, t.hour, t.minute, 0, 0, zone)
	const most, step = 3 * time.Hour, 15 * time.Minute // clocks are put back by less, and by whole quarters
	for earlier := at.Add(-most); earlier.Before(at); earlier = earlier.Add(step) {
		if earlier.Day() == at.Day() && earlier.Hour() == t.hour && earlier.Minute() == t.minute {
			return earlier
		}
	}
	return at
}

// A Cron is when a schedule fires.
type Cron struct{ fires cron.Schedule }

// ParseCron reads the five fields of a cron entry. It refuses what other programs read
// in another way.
func ParseCron(text string) (Cron, error) {
	fields := strings.Fields(text)
	if len(fields) != 5 {
		return Cron{}, fmt.Errorf(`%q must have five fields, like "30 1 * * *": minute, hour, day, month, weekday`, text)
	}
	if fields[2] != "*" && fields[4] != "*" {
		return Cron{}, fmt.Errorf("%q names a day of the month and a weekday, which cron and Temporal read differently; choose one of them", text)
	}
	fires, err := cron.ParseStandard(text)
	if err != nil {
		return Cron{}, fmt.Errorf(`%q is not a schedule: %w; write it like "30 1 * * *"`, text, err)
	}
	return Cron{fires}, nil
}
