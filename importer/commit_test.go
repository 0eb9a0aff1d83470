package importer

import (
	"errors"
	"testing"
	"time"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

// handsOver reports whether a committer hands over what it has gathered.
func handsOver(c *committer, now bool) bool {
	c.batches = make(chan commitBatch, 1)
	c.submit(now)
	return c.isWriting()
}

// TestInvitationsWaitForNoCompany: what became of one is written at once, since
// nothing proves it after a crash; that of a create waits for others.
func TestInvitationsWaitForNoCompany(t *testing.T) {
	for _, invite := range []bool{true, false} {
		c := newCommitter(nil, lifecycle.Rules{}, invite)
		c.last = time.Now()
		c.end(nil, lifecycle.Outcome, row.Result{})
		if got := handsOver(c, false); got != invite {
			t.Errorf("invitation %v: handed over %v; want %v", invite, got, invite)
		}
	}
}

// TestAFailedWriteIsFinal: whether a batch is on disk that failed to be written
// cannot be found out by writing on, so nothing more is.
func TestAFailedWriteIsFinal(t *testing.T) {
	c := newCommitter(nil, lifecycle.Rules{}, false)
	c.end(nil, lifecycle.Outcome, row.Result{Row: 1})
	full := errors.New("full")
	if b := c.done(commitBatch{Err: full}); b.Err != full {
		t.Errorf("done = %v; want %v", b.Err, full)
	}
	if handsOver(c, true) {
		t.Error("a batch was handed over after one that failed")
	}
	if c.end(nil, lifecycle.Outcome, row.Result{Row: 2}) {
		t.Error("a result was taken that nobody will write")
	}
	if left := c.takeEnded(); len(left) != 1 || left[0].Row != 1 {
		t.Errorf("taken back: %v; want the one result that was taken before", left)
	}
}
