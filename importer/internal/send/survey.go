package send

import (
	"cmp"
	"context"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/plan"
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

	Skipped int // rows that are left out on purpose

	There   int // of Done, partners that existed before; only Glance knows
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
	case r.Status == row.Skipped:
		c.Skipped++
	case r.Status == row.Invalid:
		c.Invalid++
	case r.Status == row.Blocked:
		c.Blocked++
	case !r.Status.Good():
		c.Kept++
	default:
		c.Done++
	}
}

// Outlook is what the plan alone says of the rows. With block, a row is left out if
// the row of its referring partner is.
func Outlook(p *plan.Plan, block bool) Census {
	c := Census{Invalid: p.WrongRows(), Skipped: p.LeftOutRows()}
	if block {
		c.Blocked = p.Orphans(func(int) bool { return true })
	}
	c.Send = p.Rows() - c.Invalid - c.Blocked - c.Skipped
	return c
}

// A Glanced is what [Glance] needs of a journal.
type Glanced interface {
	Each(see func(journal.Brief) bool) error
}

// Glance is [Survey] for a run that creates partners and leaves those that exist as
// they are. It reads the journal once, and not the file. It is not certain if an
// entry means something else for another content.
func Glance(ctx context.Context, p *plan.Plan, old Glanced, block bool) (c Census, certain bool, err error) {
	c = Outlook(p, false)
	known := make([]bool, p.Rows()+1) // rows that no referring partner can block
	certain = true
	seen := 0
	err = old.Each(func(b journal.Brief) bool {
		var number int
		if seen++; seen%1024 == 0 && ctx.Err() != nil {
			return false
		}
		if number, certain = p.Find(b.Email); !certain || b.Open {
			certain = false
		} else if number > 0 && !p.IsInvalid(number) {
			known[number] = c.recall(b)
		}
		return certain
	})
	err = cmp.Or(err, ctx.Err())
	if block {
		c.Blocked = p.Orphans(func(row int) bool { return !known[row] })
		c.Send -= c.Blocked
	}
	return c, certain, err
}

// recall counts a row that the journal knows. It reports whether the row is done, or
// may be.
func (c *Census) recall(b journal.Brief) bool {
	switch {
	case b.Status == journal.Claimed:
		c.InDoubt++
		return true
	case row.Status(b.Status) == row.Failed:
		return false
	case row.Status(b.Status) == row.Exists && !b.Ours:
		c.There++
	}
	c.Send--
	c.Done++
	return true
}
