package send

import (
	"context"
	"fmt"
	"time"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// Rebuild is the second pass of a run that makes its outputs again from the
// journal. Every row ends as soon as it is read, so there is nothing to claim,
// to pace or to wait for, and one goroutine is enough. The run is halted by
// halt, which ends soft.
func Rebuild(ctx, soft context.Context, halt func(stop.Reason, error), in *Input) error {
	end := func(j *lifecycle.Job, d lifecycle.Decision) error { return in.Emit(named(in, *d.Result)) }
	f := &intake{in: in, halt: halt, fresh: wasCreated}
	f.end = func(j *lifecycle.Job, d lifecycle.Decision) error {
		f.ended(j, *d.Result)
		return end(j, d)
	}
	f.open()
	defer f.close()
	unsent := func(j *lifecycle.Job) error { return f.end(j, in.Rules.End(j, lifecycle.RunEnded)) }
	shown := time.Now()
	for f.hasMore() && soft.Err() == nil {
		j, err := f.next()
		if j != nil {
			err = unsent(j)
		}
		if err == nil && time.Since(shown) >= TickEvery {
			shown = time.Now()
			err = in.Tick()
		}
		switch {
		case err != nil:
			halt(ReasonOf(err), err)
			_ = f.rest(unsent)
			return err
		case ctx.Err() != nil:
			halt(stop.Cancelled, context.Cause(ctx))
		}
	}
	if soft.Err() != nil {
		return nil // nothing is written then: it can be made again
	}
	return f.rest(unsent)
}

// wasCreated says that a partner of an earlier run is fresh if that run created it.
func wasCreated(r row.Result) bool { return r.Status == row.Created }

// named gives a result's column the name that the file has for it.
func named(in *Input, r row.Result) row.Result {
	r.Problem.Column = in.Source.Header().Name(r.Problem.Column)
	if line := in.Plan.Absent(r.Row); line > 0 && r.Problem.Code == row.ReferrerNotFound {
		r.Problem.Message += fmt.Sprintf(sayAbsent, line)
	}
	return r
}
