package sqlite

import (
	"database/sql"
	"math"
	"sync/atomic"
	"time"
)

// A rate is the pace that is kept for the next run. It is written with a group, so that a
// run that is killed leaves it too, and at the end.
type rate struct {
	latest  atomic.Uint64 // as bits
	written float64
	at      time.Time // when it was written
}

// keepEvery is how often a pace is written at most.
const keepEvery = 10 * time.Second

func (r *rate) get() float64 { return math.Float64frombits(r.latest.Load()) }

func (r *rate) set(perSecond float64) { r.latest.Store(math.Float64bits(perSecond)) }

// begin reads what an earlier run left.
func (r *rate) begin(db *sql.DB) error {
	var known sql.NullFloat64
	if err := db.QueryRow("SELECT rate FROM account").Scan(&known); err != nil {
		return err
	}
	if known.Float64 > 0 && !math.IsInf(known.Float64, 0) { // nobody can be sure what a file says
		r.set(known.Float64)
		r.written = known.Float64
	}
	return nil
}

const updateRate = "UPDATE account SET rate = ?"

// write puts it into a transaction, if it is time.
func (r *rate) write(tx *sql.Tx) error {
	now := r.get()
	if now == r.written || time.Since(r.at) < keepEvery {
		return nil
	}
	if _, err := tx.Exec(updateRate, now); err != nil {
		return err
	}
	r.written, r.at = now, time.Now()
	return nil
}

// end writes it at the end. It is a hint, so an error means nothing.
func (r *rate) end(db *sql.DB) {
	if now := r.get(); now != r.written {
		_, _ = db.Exec(updateRate, now)
	}
}

// Rate is the pace that a run learned last, 0 if none is known.
func (j *Journal) Rate() float64 { return j.rate.get() }

// KeepRate keeps a pace for the next run.
func (j *Journal) KeepRate(perSecond float64) { j.rate.set(perSecond) }
