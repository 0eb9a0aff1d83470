package send

import (
	"context"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A Census counts the rows of a file by what a run would do with them. It does not
// consider Limit: that is for the caller.
type Census struct {
	Send    int // rows to send or to look up
	Done    int // rows that earlier runs finished
	Kept    int // rows that end without a request as they did before, and are not imported
	Invalid int // rows with problems
	Blocked int // rows that are left out because the row of their referring partner is

	There   int // of Done, partners that existed before
	InDoubt int // of Send, rows without an answer from an earlier run
}

// Survey walks the file as a run does, and sends nothing: it assumes that every
// row that would be sent ends well. So it can only be wrong about children of
// rows that fail.
func Survey(ctx context.Context, in *Input) (Census, error) {
	var c Census
	var failed error
	f := &intake{in: in, fresh: func(row.Result) bool { return false }}
	f.halt = func(_ stop.Reason, err error) { failed = err }
	f.end = func(j *lifecycle.Job, d lifecycle.Decision) error {
		c.ended(d.Result)
		f.ended(j, *d.Result)
		return nil
	}
	f.open()
	defer f.close()
	for n := 0; f.hasMore() && failed == nil; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return c, ctx.Err()
		}
		j, err := f.next()
		if err != nil {
			return c, err
		}
		if j != nil {
			c.begins(j)
			f.ended(j, row.Result{Status: row.Created})
		}
	}
	return c, failed
}

func (c *Census) begins(j *lifecycle.Job) {
	c.Send++
	if j.Phase() == lifecycle.Verify {
		c.InDoubt++
	}
}

func (c *Census) ended(r *row.Result) {
	switch {
	case r.Status == row.Invalid:
		c.Invalid++
	case r.Status == row.Blocked:
		c.Blocked++
	case !r.Status.Good():
		c.Kept++
	default:
		c.Done++
		if r.Status == row.Exists {
			c.There++
		}
	}
}
