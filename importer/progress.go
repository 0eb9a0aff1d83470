package importer

import (
	"context"
	"time"

	"partner-import/importer/row"
)

// tick is called about ten times a second.
func (r *run) tick() error {
	r.sample()
	r.tell()
	if time.Since(r.flushed) < flushEvery {
		return nil
	}
	r.flushed = time.Now()
	return r.report.flush()
}

// tell reports the progress, if anybody wants to know.
func (r *run) tell() {
	if r.options.OnProgress != nil {
		r.options.OnProgress(r.progress())
	}
}

func (r *run) progress() Progress {
	done := 0
	for _, n := range r.summary.Counts {
		done += n
	}
	rows := 0
	if r.plan != nil { // the account may be listed before the file is read
		rows = r.plan.rows()
	}
	stats := r.limiter.Stats()
	return Progress{
		Listing: r.listing, Listed: int(r.listed.Load()), Reading: r.reading, Read: r.read,
		Requests: int(r.log.requests.Load()), Retries: r.log.retries, Throttled: stats.Throttled, Waited: stats.Paused,
		Rows: rows, Done: done, Counts: r.summary.Counts,
		Rate: r.limiter.Rate(), Paused: r.limiter.Paused(), Down: r.down(),
	}
}

// tellEach is after how many rows the clock is looked at while the file is
// read: a look for each would be felt.
const tellEach = 1024

// telling is the visitor, if there is one, which also tells how far the reading
// has come. It does so between two rows, so that nobody is told while a row is
// being counted.
func (r *run) telling(visit visitor) visitor {
	if r.options.OnProgress == nil {
		return visit
	}
	told := time.Now()
	return func(one row.Row, problem *row.Problem) error {
		if one.Number%tellEach == 0 && time.Since(told) >= tickEvery {
			told, r.read = time.Now(), one.Number
			r.tell()
		}
		if visit == nil {
			return nil
		}
		return visit(one, problem)
	}
}

// down is how long the API has not answered, 0 if it does.
func (r *run) down() time.Duration {
	if r.sender == nil {
		return 0
	}
	since, down := r.sender.breaker.outage()
	if !down {
		return 0
	}
	return time.Since(since)
}

// wait is pause where somebody may be looking.
func (r *run) wait(ctx context.Context, d time.Duration) error {
	for until := time.Now().Add(d); ; {
		if r.options.OnProgress != nil {
			r.options.OnProgress(r.progress())
		}
		if err := pause(ctx, min(time.Until(until), time.Second)); err != nil || time.Until(until) <= 0 {
			return err
		}
	}
}

// beginTimeline is called when sending begins.
func (r *run) beginTimeline() {
	if r.options.HTML != "" {
		r.timeline = newTimeline()
		r.sample()
	}
}

// sample notes where the run stands, if somebody wants to see it.
func (r *run) sample() {
	if r.timeline == nil {
		return
	}
	stats := r.limiter.Stats()
	s := sample{
		at: time.Since(r.timeline.began), requests: int(r.log.requests.Load()), throttled: stats.Throttled,
		// A pause is counted as a whole when it begins.
		paused: max(0, stats.Paused-r.limiter.Paused()),
		rate:   r.limiter.Rate(),
	}
	for status, n := range r.summary.Counts {
		switch {
		case status.Good():
			s.good += n
		case status.NeedsPerson():
			s.bad += n
		}
	}
	r.timeline.add(s, r.down() > 0)
}
