package postgres

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"partner-import/importer/internal/journal"
)

const (
	beats    = 6           // so many renewals are one term
	tryAgain = time.Second // after a renewal that got no answer
)

// keep renews the lease until life ends or the lease is lost.
func (j *Journal) keep(life context.Context) {
	defer close(j.ended)
	clock := time.NewTimer(j.pause())
	defer clock.Stop()
	for {
		select {
		case <-clock.C:
		case <-j.poked:
		case <-j.lease.Lost():
			return
		case <-life.Done():
			return
		}
		pause := j.pause()
		if err := j.renew(life); err != nil {
			pause = min(pause, tryAgain)
		}
		clock.Reset(pause)
	}
}

// pause is how long to wait between two renewals. Each of them asks whether somebody
// waits.
func (j *Journal) pause() time.Duration {
	pause := j.term / beats
	if j.slice > 0 {
		pause = min(pause, max(j.slice/4, tryAgain))
	}
	return pause
}

// renew begins a new term. Past its end, no term follows, whatever the database says.
func (j *Journal) renew(life context.Context) error {
	ctx, cancel := context.WithTimeout(life, min(answerTime, j.term/beats))
	defer cancel()
	asked, isWanted := time.Now(), false
	err := j.pool.QueryRow(ctx, `UPDATE partner_import.journal SET until = clock_timestamp() + $3::interval, rate = $4
		WHERE id = $1 AND token = $2 AND until > clock_timestamp() RETURNING next_until > clock_timestamp()`,
		j.id, j.token, j.term, j.Rate()).Scan(&isWanted)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		j.lease.Lose()
		return nil
	case err != nil:
		j.lease.Doubt()
		return err
	}
	if j.lease.Renew(asked.Add(j.term)) && isWanted && j.slice > 0 && time.Since(j.began) >= j.slice {
		j.lease.Want()
	}
	return nil
}

// poke has the lease renewed now.
func (j *Journal) poke() {
	select {
	case j.poked <- struct{}{}:
	default:
	}
}

// Lease is for how long this run has the journal.
func (j *Journal) Lease() *journal.Lease { return j.lease }

// Warnings are what a person should know about the database.
func (j *Journal) Warnings() []string { return j.warnings }

// Rate is the pace that was kept, 0 if none was.
func (j *Journal) Rate() float64 { return math.Float64frombits(j.rate.Load()) }

// KeepRate keeps a pace. It is written with the lease.
func (j *Journal) KeepRate(perSecond float64) { j.rate.Store(math.Float64bits(perSecond)) }

// giveBack ends the lease. Another run may take the journal at once.
func (j *Journal) giveBack() {
	j.over()
	<-j.ended
	j.lease.Close()
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	// Without an answer, the lease ends by itself.
	_, _ = j.pool.Exec(ctx, "UPDATE partner_import.journal SET until = clock_timestamp(), holder = '', rate = $3 WHERE id = $1 AND token = $2", j.id, j.token, j.Rate())
}

// Close gives the journal back.
func (j *Journal) Close() error {
	j.ahead.Drop()
	j.giveBack()
	j.pool.Close()
	return nil
}

// Forget deletes the journal with all that is in it. Close it after that.
func (j *Journal) Forget() error {
	err := j.lasting(func(ctx context.Context) error {
		_, err := j.pool.Exec(ctx, "DELETE FROM partner_import.journal WHERE id = $1 AND token = $2", j.id, j.token)
		return err
	})
	if err != nil {
		return j.failed("be deleted", err)
	}
	return nil
}

// lasting does something with the database. While that is away, it is tried again, until
// the lease ends. What is done must be harmless when it is done twice.
func (j *Journal) lasting(do func(context.Context) error) error {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), answerTime)
		err := do(ctx)
		cancel()
		if err == nil || !passes(err) {
			return err
		}
		j.lease.Doubt()
		j.poke()
		select {
		case <-j.lease.Lost():
			return &journal.LostError{Path: j.place}
		case <-time.After(tryAgain / 4):
		}
	}
}

// fenced does something in a transaction, unless another run has taken the journal. The
// lock on the journal's row puts it before or behind any takeover.
func (j *Journal) fenced(do func(context.Context, pgx.Tx) error) error {
	return j.lasting(func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, j.pool, func(tx pgx.Tx) error {
			if err := j.fence(ctx, tx); err != nil {
				return err
			}
			return do(ctx, tx)
		})
	})
}

// selectFence locks the journal's row, and returns whose it is.
const selectFence = "SELECT token, holder FROM partner_import.journal WHERE id = $1 FOR NO KEY UPDATE"

func (j *Journal) fence(ctx context.Context, tx pgx.Tx) error {
	return j.judge(tx.QueryRow(ctx, selectFence, j.id))
}

// judge says whether the row is still that of this run.
func (j *Journal) judge(row pgx.Row) error {
	token, holder := int64(0), ""
	err := row.Scan(&token, &holder)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && token != j.token:
		j.lease.Lose()
		if holder != "" {
			holder = holderName(holder)
		}
		return &journal.LostError{Path: j.place, Holder: holder}
	}
	return err
}
