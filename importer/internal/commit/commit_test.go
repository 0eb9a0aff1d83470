package commit

import (
	"errors"
	"testing"
	"time"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

// handsOver reports whether a committer hands over what it has collected.
func handsOver(c *Committer, now bool) bool {
	c.batches = make(chan Batch, 1)
	c.Submit(now)
	return c.IsWriting()
}

// TestInvitationsWaitForNoCompany: the outcome of an invitation is written immediately,
// because nothing proves it after a crash. The outcome of a create waits for others.
func TestInvitationsWaitForNoCompany(t *testing.T) {
	for _, invite := range []bool{true, false} {
		c := New(nil, lifecycle.Rules{}, invite)
		c.last = time.Now()
		c.End(nil, lifecycle.Outcome, row.Result{})
		if got := handsOver(c, false); got != invite {
			t.Errorf("invitation %v: handed over %v; want %v", invite, got, invite)
		}
	}
}

// TestAFailedWriteIsFinal: after a failed write, nothing tells whether the batch is on
// disk, so nothing more is written.
func TestAFailedWriteIsFinal(t *testing.T) {
	c := New(nil, lifecycle.Rules{}, false)
	c.End(nil, lifecycle.Outcome, row.Result{Row: 1})
	full := errors.New("full")
	if b := c.Done(Batch{Err: full}); b.Err != full {
		t.Errorf("done = %v; want %v", b.Err, full)
	}
	if handsOver(c, true) {
		t.Error("a batch was handed over after one that failed")
	}
	if c.End(nil, lifecycle.Outcome, row.Result{Row: 2}) {
		t.Error("a result was taken that will not be written")
	}
	if left := c.TakeEnded(); len(left) != 1 || left[0].Row != 1 {
		t.Errorf("taken back: %v; want the one result that was taken before", left)
	}
}
