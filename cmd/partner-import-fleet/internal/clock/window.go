package clock

import "time"

// CatchUp is for how long a run that was missed still begins, if it has no deadline.
const CatchUp = 6 * time.Hour

// Window is how long the runs of a schedule have until the clock shows a time: the
// longest of a year, since clocks change. A run that begins later than its own night
// allows ends at once, because its deadline counts from when it should have begun.
func (c Cron) Window(until TimeOfDay, zone *time.Location, from time.Time) time.Duration {
	window := time.Duration(0)
	at := from.In(zone)
	for range 400 {
		at = c.fires.Next(at)
		if at.IsZero() {
			break
		}
		window = max(window, until.Next(at, zone).Sub(at))
	}
	return window
}

// Never reports whether a schedule does not fire, like one for 30 February.
func (c Cron) Never(from time.Time) bool { return c.fires.Next(from).IsZero() }

// A Gap is a stretch of the night that clocks leave out.
type Gap struct{ Begins, Ends time.Time }

// Skipped returns the next gap of a zone in which the schedule would fire, and whether
// there is one within a year. In such a night it does not run.
func (c Cron) Skipped(zone *time.Location, from time.Time) (Gap, bool) {
	gap, ok := nextGap(zone, from)
	if !ok {
		return gap, false
	}
	// In UTC nothing is left out, so the walls of the gap are taken there.
	first, last := onWall(gap.Begins), onWall(gap.Ends)
	fires := c.fires.Next(first.Add(-time.Second))
	return gap, !fires.IsZero() && fires.Before(last)
}

// nextGap looks for the next time when clocks are put forward. Begins has the wall clock
// before it, and Ends the one after it.
func nextGap(zone *time.Location, from time.Time) (Gap, bool) {
	at := from.In(zone)
	for end := from.AddDate(1, 0, 0); at.Before(end); {
		_, next := at.ZoneBounds()
		if next.IsZero() {
			return Gap{}, false
		}
		_, before := next.Add(-time.Second).In(zone).Zone()
		_, after := next.In(zone).Zone()
		if after > before {
			old := time.FixedZone("", before)
			return Gap{next.In(old), next.In(zone)}, true
		}
		at = next
	}
	return Gap{}, false
}

// onWall is what the clock shows, as if it were in UTC.
func onWall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
