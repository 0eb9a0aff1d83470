// Package runlog logs what a run does, and counts its requests.
package runlog

import (
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

// A Log tells a logger what happens, and counts it. A line for each row or attempt
// appears at debug only. Requested and Throttled are safe for concurrent use, the
// rest belongs to one goroutine.
type Log struct {
	log      *zap.Logger
	requests atomic.Int64 // a listing counts in a goroutine of its own
	retries  int          // creates beyond a row's first

	warned time.Time // of the outage that began then
}

// New makes a log that has counted nothing.
func New(log *zap.Logger) *Log { return &Log{log: log} }

// Requests is how many requests were made. It is safe for concurrent use.
func (l *Log) Requests() int { return int(l.requests.Load()) }

// Retries is how many creates were made beyond a row's first.
func (l *Log) Retries() int { return l.retries }

// Waits is called once when another run has the journal, before it is waited for.
func (l *Log) Waits(holder string) {
	l.log.Warn("waiting for the journal", zap.String("holder", holder))
}

// Attempted is called for each attempt for a row.
func (l *Log) Attempted(j *lifecycle.Job, err *client.Error) {
	l.requests.Add(1)
	if j.Repeats(err) {
		l.retries++
	}
	if entry := l.log.Check(zap.DebugLevel, "attempt"); entry != nil {
		fields := []zap.Field{zap.Int("row", j.Row()), zap.Int("line", j.Line()), zap.Stringer("step", j.Phase())}
		if err != nil {
			fields = append(fields, zap.Stringer("kind", err.Kind), zap.Int("http_status", err.Status), zap.Error(err))
		}
		entry.Write(fields...)
	}
}

// Ended is called with each result.
func (l *Log) Ended(r *row.Result) {
	if entry := l.log.Check(zap.DebugLevel, "row ended"); entry != nil {
		entry.Write(zap.Int("row", r.Row), zap.Int("line", r.Line), zap.String("status", string(r.Status)),
			zap.String("error_code", string(r.Problem.Code)), zap.Int("attempts", r.Attempts))
	}
}

// Throttled is called when all workers wait for the API's limit.
func (l *Log) Throttled(e *client.Error, pause time.Duration, capped bool) {
	if capped {
		l.log.Warn("the API asks for a long wait, which is cut short",
			zap.Duration("asked", e.RetryAfter), zap.Duration("wait", pause))
		return
	}
	l.log.Info("the API's limit is reached, all workers wait", zap.Duration("wait", pause))
}

// Outage is called for each probe without the answer of an API that works. An outage is
// one warning: on a terminal, which shows no others, the bar tells how long it lasts.
func (l *Log) Outage(e *client.Error, since time.Time) {
	level := zap.InfoLevel
	if l.warned != since {
		level, l.warned = zap.WarnLevel, since
	}
	lasted := zap.Duration("lasted", time.Since(since))
	if e.IsAboutKey() {
		l.log.Log(level, "the API rejects the key that worked before, nothing is sent until it accepts it", lasted, zap.Error(e))
		return
	}
	l.log.Log(level, "the API does not answer, nothing is sent until it does", lasted, zap.Error(e))
}

// Recovered is called when an outage is over.
func (l *Log) Recovered(lasted time.Duration) {
	l.log.Info("the API answers again", zap.Duration("lasted", lasted))
}

// Requested is called for each request that is not an attempt for a row.
func (l *Log) Requested() { l.requests.Add(1) }
